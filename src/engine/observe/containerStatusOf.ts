import type { ContainerStatus, PodCondition } from '../model/podStatus';
import type { PlannedContainer } from '../plan/podPlan';
import type { RuntimeContainerStatus } from '../runtime/podRuntime';
import { containerStateOf } from './containerState';
import { isStale, newestOf, type ObservedPod, restartsOf, sandboxOf } from './observedPod';
import { shouldRestart } from './shouldRestart';

/** What only the worker knows of containers. */
export interface WorkerKnowledge {
  /** Why those wait that do not run, by name. */
  notes: WaitingNotes;
  /** The postStart hook of the container with this id is still under way. */
  inPostStart(id: string): boolean;
  /** What its probes say of one that runs. */
  started(id: string): boolean;
  ready(id: string): boolean;
  /** The pod's conditions as they last changed, as far as that was noted. */
  conditions?: readonly PodCondition[];
  /** Whether the limits of the pod as a whole hold, where that was tried. */
  podLimits?: Pick<PodCondition, 'status' | 'reason' | 'message'>;
  /** Nobody knows what the pod shall be: why. */
  lost?: { reason: string; message: string };
  /** RFC 3339; when the pod was asked for that has no sandbox yet. */
  createdAt?: string;
}

/** Why a container waits, by its name. */
export type WaitingNotes = ReadonlyMap<string, { reason: string; message?: string }>;

/** What stands of the pod, and which of it counts. */
export interface PodView {
  observed: ObservedPod | undefined;
  counting: ObservedPod | undefined;
  known: WorkerKnowledge;
  /** Why a container waits that nothing is known of. */
  waitingReason: string;
  /** The pod has ended for good: nothing is restarted any more. */
  isOver: boolean;
}

/** A container's status in Kubernetes' words: of its newest attempt. */
export function containerStatusOf(planned: PlannedContainer, view: PodView): ContainerStatus {
  const { observed } = view;
  const newest = newestOf(observed, planned.name);
  const state = newest ? stateOf(planned, newest, view) : waitingState(planned, view);
  const previous = observed?.containers.find(
    ({ name, attempt }) => newest && name === newest.name && attempt < newest.attempt,
  );
  const last = newest?.state === 'CONTAINER_EXITED' && state.waiting ? newest : previous;
  const running = state.running && newest;
  const ready = running ? !running.paused && view.known.ready(running.id) : false;
  return {
    name: planned.name,
    image: planned.config.image,
    imageID: newest?.imageId ?? '',
    containerID: newest ? `docker://${newest.id}` : '',
    // Of a plain init container it is that it has succeeded.
    ready: planned.role === 'init' ? state.terminated?.exitCode === 0 : ready,
    started: running ? view.known.started(running.id) : false,
    restartCount: restartsOf(newest),
    state,
    ...(last ? { lastState: containerStateOf(last) } : {}),
  };
}

function waitingState({ name }: PlannedContainer, view: PodView): ContainerStatus['state'] {
  return { waiting: view.known.notes.get(name) ?? { reason: view.waitingReason } };
}

function stateOf(
  planned: PlannedContainer,
  newest: RuntimeContainerStatus,
  view: PodView,
): ContainerStatus['state'] {
  const { observed, counting, known, isOver } = view;
  if (newest.state === 'CONTAINER_EXITED') {
    const counts = counting?.containers.includes(newest) ?? false;
    if (isOver) return containerStateOf(newest);
    if (!counts || newest.specHash !== planned.specHash) return waitingState(planned, view);
    const isBack = planned.role === 'sidecar' || shouldRestart(newest, planned);
    const succeeded = planned.role === 'init' && newest.exitCode === 0;
    return isBack && !succeeded && known.notes.has(planned.name)
      ? waitingState(planned, view)
      : containerStateOf(newest);
  }
  if (isStale(newest, sandboxOf(observed))) return { waiting: staleNote };
  if (newest.state === 'CONTAINER_RUNNING' && !known.inPostStart(newest.id)) return containerStateOf(newest);
  return { waiting: known.notes.get(planned.name) ?? { reason: 'ContainerCreating' } };
}

/** The container lives on in namespaces that nobody else is in: for the pod it does not run. */
const staleNote = {
  reason: 'PodSandboxChanged',
  message: 'The sandbox was restarted or ended: this container is in dead namespaces and will be replaced.',
};
