import { type Container, type PodSnapshot, podKeyString } from '../../engine';
import { visibleText } from '../../webview/visibleText';
import type { Translate } from '../translate';
import { ageText } from './ageText';
import { hasPrevious, roleOf, statusesOf } from './containersOf';
import { containerState, isDown, isEnding, type PodState, podState } from './podState';
import { type StateIcon, stateIcon } from './stateIcon';

/** One item of the tree as text: what VS Code shows of it, and the words its menus ask for. */
export interface ItemPresentation {
  /** Stable over refreshes, so that selection and expansion stay. */
  id: string;
  label: string;
  description: string;
  icon: StateIcon;
  /** Words joined by spaces; `when` clauses of package.json match single ones. */
  contextValue: string;
  /** What a screen reader says. */
  spoken: string;
}

/** `web`, and `shop/web` outside of the namespace `default`. */
export function podTitle({ name, namespace }: { name: string; namespace: string }): string {
  return visibleText(namespace === 'default' ? name : `${namespace}/${name}`, 64);
}

/** `Running 2/2`: the state's word, then how many containers are ready. */
export function stateText({ word, ready, total, fraction, tone }: PodState): string {
  if (fraction !== undefined) return `${word} ${Math.floor(fraction * 100)} %`;
  return tone === 'off' || tone === 'done' ? visibleText(word) : `${visibleText(word)} ${ready}/${total}`;
}

/** The item of a pod. `now` in milliseconds of the epoch. */
export function presentPod(snapshot: PodSnapshot, now: number, t: Translate): ItemPresentation {
  const state = podState(snapshot);
  const label = podTitle(snapshot.metadata);
  const description = [
    stateText(state),
    graceText(snapshot, state, t),
    restartsText(state.restarts, t),
    ageText(snapshot.metadata.creationTimestamp, now),
  ]
    .filter(Boolean)
    .join(' · ');
  return {
    id: `pod ${podKeyString(snapshot.metadata)}`,
    label,
    description,
    icon: stateIcon(state),
    contextValue: podWords(snapshot, state).join(' '),
    spoken: `${label}, ${description.replaceAll(' · ', ', ')}`,
  };
}

/** The item of one container of a pod, by its entry in the spec. */
export function presentContainer(snapshot: PodSnapshot, spec: Container, t: Translate): ItemPresentation {
  const status = statusesOf(snapshot).find(({ name }) => name === spec.name);
  const state = containerState(status, snapshot.desired === 'Stopped');
  const exitCode = status?.state.terminated?.exitCode;
  const label = visibleText(spec.name);
  const description = [
    roleOf(snapshot, spec.name),
    state.tone === 'ok' ? '' : visibleText(state.word),
    exitCode ? t('exit code {0}', exitCode) : '',
    restartsText(status?.restartCount ?? 0, t),
    visibleText(spec.image),
  ]
    .filter(Boolean)
    .join(' · ');
  const hasPort = snapshot.publishedPorts.some(
    (port) => port.containerName === spec.name && port.protocol === 'TCP',
  );
  return {
    id: `container ${podKeyString(snapshot.metadata)}/${spec.name}`,
    label,
    description,
    icon: stateIcon(state),
    contextValue: [
      'container',
      status?.containerID ? 'canLog' : '',
      status && hasPrevious(status) ? 'canLogPrevious' : '',
      hasPort ? 'hasPort' : '',
    ]
      .filter(Boolean)
      .join(' '),
    spoken: t('container {0}', [label, state.word, description].join(', ')),
  };
}

/** The item of the sandbox: the container that holds the pod's namespaces. */
export function presentSandbox(snapshot: PodSnapshot, t: Translate): ItemPresentation {
  const up = snapshot.sandbox?.state === 'SANDBOX_READY';
  const description = up ? (snapshot.status.podIP ?? '') : t('not running');
  return {
    id: `sandbox ${podKeyString(snapshot.metadata)}`,
    label: t('sandbox'),
    description,
    icon: { id: 'package', color: up ? 'charts.blue' : 'descriptionForeground' },
    contextValue: up ? 'sandbox canInspect' : 'sandbox',
    spoken: t('sandbox, {0}', up ? description || t('running') : description),
  };
}

/** How long the end that is under way may take. Rule: `spec.terminationGracePeriodSeconds`, 30 by default. */
function graceText({ spec }: PodSnapshot, { word }: PodState, t: Translate): string {
  if (!isEnding(word)) return '';
  const seconds = spec.terminationGracePeriodSeconds ?? 30;
  return seconds > 1 ? t('up to {0} s', seconds) : '';
}

function restartsText(restarts: number, t: Translate): string {
  if (restarts === 0) return '';
  return restarts === 1 ? t('1 restart') : t('{0} restarts', restarts);
}

function podWords(snapshot: PodSnapshot, state: PodState): string[] {
  const leaving = state.word === 'Terminating';
  const down = isDown(snapshot, state);
  const hasPort = snapshot.publishedPorts.some(({ protocol }) => protocol === 'TCP');
  return [
    'pod',
    !leaving && down ? 'canStart' : '',
    leaving || down || state.word === 'Stopping' ? '' : 'canStop canRestart',
    leaving ? '' : 'canRemove',
    statusesOf(snapshot).some(({ containerID }) => containerID) ? 'canLog' : '',
    snapshot.sandbox?.state === 'SANDBOX_READY' ? 'canInspect' : '',
    hasPort && !down ? 'hasPort' : '',
    snapshot.source ? 'hasSource' : '',
  ].filter(Boolean);
}
