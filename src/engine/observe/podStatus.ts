import type { Pod } from '../model/pod';
import type { ContainerStatus, PodCondition, PodPhase, PodStatus } from '../model/podStatus';
import { labels } from '../plan/names';
import type { RuntimeContainerStatus, SandboxStatus } from '../runtime/podRuntime';
import { containerStateOf } from './containerState';
import { isStale, newestOf, type ObservedPod, sandboxOf } from './observedPod';
import { qosClassOf } from './qosClass';
import { shouldRestart } from './shouldRestart';

/** What only the worker knows of a container that is not running: why it waits. */
export type WaitingNotes = ReadonlyMap<string, { reason: string; message?: string }>;

/** The pod's status in Kubernetes' words, from what stands on the machine. A pure function. */
export function podStatusOf(pod: Pod, observed: ObservedPod | undefined, notes: WaitingNotes): PodStatus {
  const sandbox = sandboxOf(observed);
  const containerStatuses = pod.spec.containers.map(({ name, image }) =>
    containerStatusOf(name, image, pod, observed, notes),
  );
  const phase = phaseOf(pod, observed, containerStatuses);
  const hasNetwork = sandbox?.state === 'SANDBOX_READY';
  return {
    phase,
    conditions: conditionsOf(hasNetwork, containerStatuses, phase),
    containerStatuses,
    qosClass: qosClassOf(pod),
    ...(sandbox?.ip && hasNetwork ? { podIP: sandbox.ip } : {}),
    ...(sandbox ? { startTime: startTimeOf(sandbox, observed) } : {}),
  };
}

function containerStatusOf(
  name: string,
  image: string,
  pod: Pod,
  observed: ObservedPod | undefined,
  notes: WaitingNotes,
): ContainerStatus {
  const newest = newestOf(observed, name);
  const note = notes.get(name);
  if (!newest) {
    return {
      name,
      image,
      imageID: '',
      containerID: '',
      ready: false,
      started: false,
      restartCount: 0,
      state: { waiting: note ?? { reason: 'ContainerCreating' } },
    };
  }
  const own = containerStateOf(newest);
  const stale = isStale(newest, sandboxOf(observed));
  const previous = observed?.containers.find(
    (other) => other.name === name && other.attempt < newest.attempt,
  );
  const waits =
    own.terminated !== undefined &&
    note !== undefined &&
    shouldRestart(newest, { restartPolicy: pod.spec.restartPolicy ?? 'Always', restartPolicyRules: [] });
  const running = own.running !== undefined && !stale;
  const lastState = waits ? own : previous && containerStateOf(previous);
  return {
    name,
    image,
    imageID: newest.imageId,
    containerID: `docker://${newest.id}`,
    ready: running,
    started: running,
    restartCount: newest.attempt,
    state: waits ? { waiting: note } : stale ? { waiting: staleNote } : own,
    ...(lastState ? { lastState } : {}),
  };
}

/** The container lives on in namespaces that nobody else is in: for the pod it does not run. */
const staleNote = {
  reason: 'PodSandboxChanged',
  message: 'The sandbox was restarted or ended: this container is in dead namespaces and will be replaced.',
};

/** Rule: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-phase */
function phaseOf(pod: Pod, observed: ObservedPod | undefined, statuses: ContainerStatus[]): PodPhase {
  const sandbox = sandboxOf(observed);
  const ended = statuses.flatMap(({ name }) => newestOf(observed, name) ?? []).filter(isExited);
  const allEnded = ended.length === statuses.length;
  const stopped = sandbox !== undefined && sandbox.desired !== 'Running';
  if (
    allEnded &&
    (stopped ||
      !ended.some((container) =>
        shouldRestart(container, {
          restartPolicy: pod.spec.restartPolicy ?? 'Always',
          restartPolicyRules: [],
        }),
      ))
  ) {
    return ended.every(({ exitCode }) => exitCode === 0) ? 'Succeeded' : 'Failed';
  }
  return statuses.some(({ name }) => hasYetToRun(newestOf(observed, name))) ? 'Pending' : 'Running';
}

/** When the pod was first asked for: no rebuild moves it. */
function startTimeOf(sandbox: SandboxStatus, observed: ObservedPod | undefined): string {
  return sandbox.labels[labels.createdAt] ?? observed?.sandboxes.at(-1)?.createdAt ?? sandbox.createdAt;
}

/** One that has ended before and is made anew does not make its pod Pending again. */
function hasYetToRun(newest: RuntimeContainerStatus | undefined): boolean {
  return !newest || (newest.attempt === 0 && newest.state === 'CONTAINER_CREATED');
}

function isExited({ state }: { state: string }): boolean {
  return state === 'CONTAINER_EXITED';
}

const reasonOfEnd: Partial<Record<PodPhase, string>> = { Succeeded: 'PodCompleted', Failed: 'PodFailed' };

/** Rule: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions */
function conditionsOf(hasNetwork: boolean, statuses: ContainerStatus[], phase: PodPhase): PodCondition[] {
  const unready = statuses.filter(({ ready }) => !ready).map(({ name }) => name);
  const reason = reasonOfEnd[phase];
  const message = `containers with unready status: [${unready.join(' ')}]`;
  const why = reason ? { reason } : { reason: 'ContainersNotReady', message };
  const ready: Pick<PodCondition, 'status'> =
    unready.length === 0 ? { status: 'True' } : { status: 'False', ...why };
  return [
    { type: 'PodScheduled', status: 'True' },
    { type: 'PodReadyToStartContainers', status: hasNetwork ? 'True' : 'False' },
    { type: 'Initialized', status: 'True' },
    { type: 'ContainersReady', ...ready },
    { type: 'Ready', ...ready },
  ];
}
