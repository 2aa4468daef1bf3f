import type { ContainerStatus, PodSnapshot } from '../../engine';
import { roleOf, statusesOf } from './containersOf';

/** What a state asks of the reader; icon and colour follow from it. */
export type Tone = 'ok' | 'busy' | 'warning' | 'error' | 'done' | 'off' | 'unknown';

/** A state in the word of kubectl's STATUS column, and what to think of it. */
export interface State {
  word: string;
  tone: Tone;
}

export interface PodState extends State {
  ready: number;
  total: number;
  restarts: number;
  /** 0 to 1, of an image being pulled. */
  fraction?: number;
}

/** Words that pass by themselves; every other reason of a waiting container wants somebody to look. */
const onTheWay = new Set(['Pending', 'ContainerCreating', 'PodInitializing']);
/** What the engine is doing: the pod is neither up nor down. */
const underWay = new Set(['Terminating', 'Stopping', 'Pulling', 'ContainerCreating']);
const finished = new Set(['Completed', 'Succeeded']);

/** The state of a whole pod: kubectl's rule (printPod), and on top of it what the engine is just doing. */
export function podState(snapshot: PodSnapshot): PodState {
  const counts = countsOf(snapshot);
  const doing = activityState(snapshot);
  if (doing) return { ...counts, ...doing };
  const word = podWord(snapshot);
  if (word === 'Running') return { ...counts, word, tone: counts.ready < counts.total ? 'warning' : 'ok' };
  return { ...counts, word, tone: statusesOf(snapshot).some(isStuck) ? 'error' : toneOf(word) };
}

/** As kubectl counts: sidecars with the containers; restarts of init containers only while these run. */
function countsOf(snapshot: PodSnapshot): Pick<PodState, 'ready' | 'total' | 'restarts'> {
  const { initContainerStatuses = [], containerStatuses } = snapshot.status;
  const isSidecar = ({ name }: { name: string }) => roleOf(snapshot, name) === 'sidecar';
  const counted = [...initContainerStatuses.filter(isSidecar), ...containerStatuses];
  const restarted = initStep(snapshot) ? initContainerStatuses : counted;
  return {
    ready: counted.filter(({ ready }) => ready).length,
    total: (snapshot.spec.initContainers ?? []).filter(isSidecar).length + snapshot.spec.containers.length,
    restarts: restarted.reduce((sum, { restartCount }) => sum + restartCount, 0),
  };
}

/** The state of one container; without a status it has not been created yet. */
export function containerState(status: ContainerStatus | undefined, stopped: boolean): State {
  const word = status && containerWord(status);
  if (stopped && (!word || status?.state.terminated)) return { word: 'Stopped', tone: 'off' };
  if (!word) return { word: 'ContainerCreating', tone: 'busy' };
  if (word === 'Running') return { word, tone: status.ready ? 'ok' : 'warning' };
  return { word, tone: isStuck(status) ? 'error' : toneOf(word) };
}

/** Whether all containers have ended for good, by themselves or because somebody stopped the pod. */
export function isDown({ status, desired }: PodSnapshot, { word }: State): boolean {
  if (underWay.has(word)) return false;
  return desired === 'Stopped' || status.phase === 'Succeeded' || status.phase === 'Failed';
}

/** Whether the pod is just being ended, within its grace period. */
export function isEnding(word: string): boolean {
  return word === 'Terminating' || word === 'Stopping';
}

/** Whether somebody should look at the pod: what the view's badge counts. */
export function needsAttention(state: State): boolean {
  return state.tone === 'error' || state.tone === 'warning';
}

function activityState({ activity, desired }: PodSnapshot): (State & { fraction?: number }) | undefined {
  if (desired === 'Removed' || activity?.kind === 'removing') return { word: 'Terminating', tone: 'busy' };
  if (activity?.kind === 'stopping') return { word: 'Stopping', tone: 'busy' };
  if (activity?.kind === 'starting') return { word: 'ContainerCreating', tone: 'busy' };
  if (activity?.kind === 'pulling') {
    const { fraction } = activity;
    return { word: 'Pulling', tone: 'busy', ...(fraction === undefined ? {} : { fraction }) };
  }
  return desired === 'Stopped' && !activity ? { word: 'Stopped', tone: 'off' } : undefined;
}

function podWord(snapshot: PodSnapshot): string {
  const { status } = snapshot;
  const step = initStep(snapshot);
  if (step) return step;
  let word: string = status.reason || status.phase;
  let running = false;
  for (const container of [...status.containerStatuses].reverse()) {
    const own = containerWord(container);
    if (own !== 'Running') word = own;
    else if (container.ready) running = true;
  }
  if (word !== 'Completed' || !running) return word;
  const ready = status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');
  return ready ? 'Running' : 'NotReady';
}

/** The word of a pod that is being initialised: `Init:1/2`, `Init:CrashLoopBackOff`. */
function initStep(snapshot: PodSnapshot): string | undefined {
  const { initContainerStatuses = [], conditions } = snapshot.status;
  if (conditions.some(({ type, status }) => type === 'Initialized' && status === 'True')) return undefined;
  const isBehind = ({ name, state, started }: ContainerStatus) =>
    state.terminated?.exitCode === 0 || (roleOf(snapshot, name) === 'sidecar' && started);
  const index = initContainerStatuses.findIndex((status) => !isBehind(status));
  const status = initContainerStatuses[index];
  if (!status) return undefined;
  const { waiting, terminated } = status.state;
  const isSpecial = terminated ?? (waiting && waiting.reason !== 'PodInitializing');
  return `Init:${isSpecial ? containerWord(status) : `${index}/${initContainerStatuses.length}`}`;
}

/**
 * A container that waits for what somebody has to mend, such as a volume's missing Secret: Kubernetes goes on calling
 * it `ContainerCreating`, and tells the reason in an event only.
 */
function isStuck({ state: { waiting } }: ContainerStatus): boolean {
  return waiting?.message !== undefined && onTheWay.has(waiting.reason);
}

function containerWord({ state }: ContainerStatus): string {
  if (state.waiting) return state.waiting.reason;
  if (!state.terminated) return state.running ? 'Running' : 'Unknown';
  const { reason, signal, exitCode } = state.terminated;
  return reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`);
}

function toneOf(word: string): Tone {
  if (/^Init:\d+\/\d+$/.test(word)) return 'busy';
  if (word.startsWith('Init:')) return toneOf(word.slice('Init:'.length));
  if (onTheWay.has(word)) return 'busy';
  if (finished.has(word)) return 'done';
  if (word === 'NotReady') return 'warning';
  return word === 'Unknown' ? 'unknown' : 'error';
}
