import { allContainers, type PodChange, type PodSnapshot, type PodSpec } from '../../engine';
import { visibleText } from '../../webview/visibleText';
import type { Translate } from '../translate';
import { statusesOf } from '../tree/containersOf';
import { podTitle } from '../tree/podPresentation';

/** A question before something that runs is replaced. */
export interface ReplaceText {
  question: string;
  /** On the button that agrees. */
  action: string;
  /** What has changed, what becomes of the rest. */
  detail: string[];
}

/** Fields that are named; further ones are counted. */
const named = 4;

/**
 * What to ask before a changed manifest is applied to a pod that stands. Undefined where no container is lost, as of one
 * that waits for its image: then nothing is asked. `next` is what the manifest wants.
 */
export function replaceText(
  standing: Pick<PodSnapshot, 'metadata' | 'spec' | 'status'>,
  next: PodSpec,
  { kind, containers, fields }: PodChange,
  t: Translate,
): ReplaceText | undefined {
  if (kind === 'none' || kind === 'inPlace') return undefined;
  const title = podTitle(standing.metadata);
  const changed = changedText(fields, t);
  if (kind === 'pod') {
    const whole = t('This concerns the pod as a whole, so all of it is replaced.');
    return {
      question: t('Replace pod {0} by this manifest?', title),
      action: t('Replace'),
      detail: changed ? [changed, whole] : [],
    };
  }
  const [before, after] = [namesOf(standing.spec), namesOf(next)];
  const begun = new Set(statusesOf(standing).flatMap(({ name, containerID }) => (containerID ? [name] : [])));
  const replaced = containers.filter((name) => begun.has(name) && after.has(name));
  const ended = containers.filter((name) => begun.has(name) && !after.has(name));
  const made = containers.filter((name) => !before.has(name));
  if (replaced.length + ended.length === 0) return undefined;
  const others = [...before].filter((name) => !containers.includes(name));
  return {
    question: questionOf(title, replaced, ended, t),
    action: replaced.length > 0 ? t('Replace') : t('Remove'),
    detail: [
      changed,
      replaced.length > 0 && ended.length > 0 ? t('Removed: {0}.', listOf(ended)) : '',
      made.length > 0 ? t('Added: {0}.', listOf(made)) : '',
      othersText(others, t),
      t('What a replaced container wrote outside of its volumes is lost.'),
    ].filter(Boolean),
  };
}

function namesOf(spec: PodSpec): Set<string> {
  return new Set(allContainers(spec).map(({ name }) => name));
}

function questionOf(title: string, replaced: string[], ended: string[], t: Translate): string {
  if (replaced.length === 0) {
    return ended.length === 1
      ? t('Remove container {0} of pod {1}?', listOf(ended), title)
      : t('Remove containers {0} of pod {1}?', listOf(ended), title);
  }
  return replaced.length === 1
    ? t('Replace container {0} of pod {1}?', listOf(replaced), title)
    : t('Replace containers {0} of pod {1}?', listOf(replaced), title);
}

function changedText(fields: readonly string[], t: Translate): string {
  if (fields.length === 0) return '';
  const shown = fields
    .slice(0, named)
    .map((field) => visibleText(field, 80))
    .join(', ');
  const more = fields.length - named;
  return more > 0 ? t('Changed: {0} and {1} more.', shown, more) : t('Changed: {0}.', shown);
}

function othersText(others: readonly string[], t: Translate): string {
  if (others.length === 0) return '';
  return others.length === 1 ? t('Container {0} runs on.', listOf(others)) : t('The others run on.');
}

function listOf(names: readonly string[]): string {
  return names.map((name) => visibleText(name, 64)).join(', ');
}
