import { allContainers, type PlannedContainer, type PodPlan, type TextRange } from '../../engine';
import { visibleText } from '../../webview/visibleText';
import type { Translate } from '../translate';
import {
  type CommandLines,
  containerCommand,
  networkCommand,
  sandboxCommand,
  volumeCommand,
} from './dockerCommand';

/** A place of the plan's text that leads to a field of the manifest. */
export interface PlanLink {
  /** In the plan's text. */
  range: TextRange;
  /** The field's value, in the manifest's text. */
  target: TextRange;
  /** `spec.containers[0].image`. */
  path: string;
}

export interface PlanDocument {
  text: string;
  links: PlanLink[];
}

/** Where a path of the pod stands in the manifest. */
export interface FieldPlace {
  /** From 1, as editors count. */
  line: number;
  range: TextRange;
}

/** What of the manifest is not carried, as its finding says it. */
export interface Refusal {
  path: string;
  sentence: string;
}

/** Columns before the plan's words; the lines of the manifest stand in them. */
const margin = 11;

/**
 * The plan of a pod for a reader: per subject what Docker is asked for, why, from which line of the manifest, and as
 * which `docker` command. No value of a Secret is in a plan.
 */
export function planDocument(
  plan: PodPlan,
  refusals: readonly Refusal[],
  placeOf: (path: string) => FieldPlace | undefined,
  t: Translate,
): PlanDocument {
  const page: Page = { text: '', links: [], uid: plan.uid, placeOf };
  writeLine(page, t('Plan of pod {0}', titleOf(plan)));
  writeLine(page, t('What Docker is asked for when this manifest is run, why, and by which line of it.'));
  writeLine(page, t('{0} in a name is {1}.', shortUid, plan.uid));
  if (refusals.length > 0) {
    writeSection(page, t('not carried'), t('the pod is not run while these stand'));
    for (const { path, sentence } of refusals) writeEntry(page, sentence, undefined, path);
  }
  for (const subject of subjectsOf(plan)) writeSubject(page, plan, subject, t);
  return { text: page.text, links: page.links };
}

/** A pod's uid is in every name, and says nothing to a reader. */
const shortUid = '<uid>';

interface Page extends PlanDocument {
  uid: string;
  placeOf: (path: string) => FieldPlace | undefined;
}

function titleOf({ key }: PodPlan): string {
  return key.namespace === 'default' ? key.name : `${key.namespace}/${key.name}`;
}

/** In the order of the plan. */
function subjectsOf({ reasons }: PodPlan): string[] {
  return [...new Set(reasons.map(({ subject }) => subject))];
}

function writeSubject(page: Page, plan: PodPlan, subject: string, t: Translate): void {
  const all = allContainers(plan);
  const container = all.find(({ name }) => subject === `container ${name}`);
  writeSection(page, subject, container && roleText(container, t));
  for (const { what, why, path } of plan.reasons.filter((reason) => reason.subject === subject)) {
    writeEntry(page, what, why, path);
  }
  writeCommand(page, commandOf(plan, subject, container));
}

function roleText({ role }: PlannedContainer, t: Translate): string | undefined {
  if (role === 'init') return t('runs to its end before what follows starts');
  return role === 'sidecar' ? t('starts in its turn, and runs as long as the pod') : undefined;
}

function commandOf(plan: PodPlan, subject: string, container: PlannedContainer | undefined): CommandLines {
  const { sandbox } = plan;
  if (container) return containerCommand(plan, container);
  if (subject === 'network' && sandbox.network) return networkCommand(sandbox.network);
  if (subject === 'sandbox') return sandboxCommand(sandbox);
  const volume = sandbox.volumes.find(({ name }) => subject === `volume ${name}`);
  return volume ? volumeCommand(volume) : [];
}

function writeSection(page: Page, title: string, note?: string): void {
  writeLine(page, '');
  writeLine(page, note ? `${title} · ${note}` : title);
}

function writeEntry(page: Page, what: string, why: string | undefined, path: string | undefined): void {
  const place = path === undefined ? undefined : page.placeOf(path);
  const label = place ? `line ${place.line}` : '';
  if (place && path) {
    const end = page.text.length + margin - 2;
    page.links.push({ range: [end - label.length, end], target: place.range, path });
  }
  writeLine(page, `${label.padStart(margin - 2)}  ${shown(page, what)}`);
  if (why) writeLine(page, `${' '.repeat(margin)}  ${shown(page, why)}`);
}

function writeCommand(page: Page, lines: CommandLines): void {
  const indent = ' '.repeat(margin);
  if (lines.length > 0) writeLine(page, '');
  for (const [index, line] of lines.entries()) {
    const start = index === 0 ? `${indent}$ ` : `${indent}    `;
    writeLine(page, `${start}${shown(page, line)}${index < lines.length - 1 ? ' \\' : ''}`);
  }
}

function shown({ uid }: Page, text: string): string {
  return visibleText(text.replaceAll(uid, shortUid), 400);
}

function writeLine(page: Page, line: string): void {
  page.text += `${line.trimEnd()}\n`;
}
