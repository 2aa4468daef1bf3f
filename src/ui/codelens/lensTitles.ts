import { type CommandId, Commands } from '../../contributions';
import type { PodDocument, PodSnapshot } from '../../engine';
import { visibleText } from '../../webview/visibleText';
import type { Translate } from '../translate';
import { statusesOf } from '../tree/containersOf';
import { stateText } from '../tree/podPresentation';
import { isDown, isEnding, needsAttention, podState } from '../tree/podState';
import { stateIcon } from '../tree/stateIcon';

/** What the lenses of a document are made from. */
export type LensDocument = Pick<PodDocument, 'findings' | 'pod' | 'readable' | 'template'>;

/** One lens above a Pod document. `on`: whether its command is given the document or the running pod. */
export interface LensTitle {
  title: string;
  command: CommandId;
  on: 'document' | 'pod';
  tooltip?: string;
}

/**
 * The lenses of one Pod document: its problems or a way to run it, and, where a pod of its name stands on Docker,
 * that pod's state and what can be done with it. `specHash` is that of the document as it reads now.
 */
export function lensTitles(
  document: LensDocument,
  snapshot: PodSnapshot | undefined,
  specHash: string | undefined,
  t: Translate,
): LensTitle[] {
  const problems = problemLens(document, t);
  const plan = document.readable ? [planLens(t)] : [];
  if (!snapshot) return [problems ?? runLens(document, t), ...plan];
  const changed = !problems && snapshot.specHash !== specHash && snapshot.desired !== 'Removed';
  return [
    ...(problems ? [problems] : []),
    ...podLenses(snapshot, t),
    ...(changed ? [changedLens(t)] : []),
    ...plan,
  ];
}

function problemLens({ findings, pod }: LensDocument, t: Translate): LensTitle | undefined {
  const problems = findings.filter(({ severity }) => severity === 'error').length;
  if (pod && problems === 0) return undefined;
  return {
    title: withIcon('error', problems === 1 ? t('1 problem') : t('{0} problems', problems)),
    command: Commands.problemShow,
    on: 'document',
    tooltip: t('Go to the first problem'),
  };
}

function runLens({ template }: LensDocument, t: Translate): LensTitle {
  const title = template
    ? t('Run one pod of {0}', visibleText([template.kind, template.name].filter(Boolean).join(' '), 64))
    : t('Run as pod');
  return {
    title: withIcon('play', title),
    command: Commands.podRun,
    on: 'document',
    tooltip: t('Start the containers of this manifest as one pod on Docker'),
  };
}

function planLens(t: Translate): LensTitle {
  return {
    title: t('Plan'),
    command: Commands.podShowPlan,
    on: 'document',
    tooltip: t('Show what Docker is asked for, and why'),
  };
}

function changedLens(t: Translate): LensTitle {
  return {
    title: withIcon('sync', t('Apply changes')),
    command: Commands.podRun,
    on: 'document',
    tooltip: t('This text differs from the manifest that the pod was run from: what differs is replaced'),
  };
}

function podLenses(snapshot: PodSnapshot, t: Translate): LensTitle[] {
  const state = podState(snapshot);
  const lens = (title: string, command: CommandId, tooltip?: string): LensTitle => ({
    title,
    command,
    on: 'pod',
    ...(tooltip ? { tooltip } : {}),
  });
  const shown = lens(
    withIcon(stateIcon(state).id, stateText(state)),
    Commands.podReveal,
    whyNot(snapshot) ?? t('Reveal in the Pods view'),
  );
  if (isEnding(state.word)) return [shown];
  const start = state.tone === 'off' ? t('Start') : t('Run again');
  const switcher = isDown(snapshot, state)
    ? lens(start, Commands.podStart)
    : lens(t('Stop'), Commands.podStop);
  const hasSandbox = snapshot.sandbox?.state === 'SANDBOX_READY';
  const hasLogs = statusesOf(snapshot).some(({ containerID }) => containerID);
  return [
    shown,
    switcher,
    ...(hasLogs ? [lens(t('Logs'), Commands.podLogs)] : []),
    ...(hasSandbox
      ? [lens(t('Inspect'), Commands.podInspect, t('Show the namespaces of this pod as the kernel has them'))]
      : []),
    ...(needsAttention(state)
      ? [lens(t('Describe'), Commands.podDescribe, t('Show the state of this pod, and what happened to it'))]
      : []),
  ];
}

/** What keeps the pod, or the first of its containers that has anything to say, from running. */
function whyNot(snapshot: PodSnapshot): string | undefined {
  const messages = statusesOf(snapshot).map(
    ({ state }) => state.waiting?.message ?? state.terminated?.message,
  );
  const message = snapshot.status.message ?? messages.find(Boolean);
  return message && visibleText(message, 400);
}

/** A lens drops an ordinary space between its icon and its text. */
function withIcon(icon: string, text: string): string {
  return `$(${icon})\u00a0${text}`;
}
