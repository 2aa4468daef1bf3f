import type { PodPhase, PodStatus } from '../model/podStatus';
import type { PodPlan } from '../plan/podPlan';
import { qosClassOf } from '../plan/qosClass';
import type { RuntimeContainerStatus } from '../runtime/podRuntime';
import { containerStatusOf, type PodView, type WorkerKnowledge } from './containerStatusOf';
import { newestOf, type ObservedPod, sandboxOf } from './observedPod';
import { conditionsOf } from './podConditions';
import { countingOf, initStepOf, isPastDeadline, outcomeOf, startTimeOf } from './podProgress';

/** The pod's status in Kubernetes' words at `now` (ms), from what stands on the machine. A pure function. */
export function podStatusOf(
  plan: PodPlan,
  observed: ObservedPod | undefined,
  known: WorkerKnowledge,
  now: number,
): PodStatus {
  const sandbox = sandboxOf(observed);
  const counting = countingOf(plan, observed);
  const expired = isPastDeadline(plan, observed, now);
  const stopped = sandbox !== undefined && sandbox.desired !== 'Running';
  const view: PodView = {
    observed,
    counting,
    known,
    waitingReason: plan.initContainers.length ? 'PodInitializing' : 'ContainerCreating',
    isOver: expired || stopped || outcomeOf(plan, counting) !== undefined,
  };
  const initContainerStatuses = plan.initContainers.map((planned) => containerStatusOf(planned, view));
  const containerStatuses = plan.containers.map((planned) => containerStatusOf(planned, view));
  const initialized = initStepOf(plan, counting, known.started) === undefined;
  const phase = expired ? 'Failed' : phaseOf(plan, counting, initialized, stopped);
  const hasNetwork = sandbox?.state === 'SANDBOX_READY';
  const { conditions: before = [], createdAt, podLimits } = known;
  const facts = { hasNetwork, initialized, phase, observed, before, createdAt, podLimits };
  return {
    phase,
    conditions: conditionsOf(plan, facts, [...initContainerStatuses, ...containerStatuses]),
    ...(initContainerStatuses.length ? { initContainerStatuses } : {}),
    containerStatuses,
    qosClass: qosClassOf(plan.pod),
    ...(expired ? deadlineExceeded : {}),
    ...known.lost,
    ...(sandbox?.ip && hasNetwork ? { podIP: sandbox.ip } : {}),
    ...(sandbox?.hostIP && hasNetwork ? { hostIP: sandbox.hostIP } : {}),
    ...(sandbox ? { startTime: startTimeOf(observed) ?? sandbox.createdAt } : {}),
  };
}

/** As the kubelet writes it: https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/kubelet/active_deadline.go */
const deadlineExceeded = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
};

/** Rule: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-phase */
function phaseOf(
  plan: PodPlan,
  counting: ObservedPod | undefined,
  initialized: boolean,
  stopped: boolean,
): PodPhase {
  const outcome = outcomeOf(plan, counting);
  if (outcome) return outcome.phase;
  if (stopped && !counting?.containers.some(({ state }) => state === 'CONTAINER_RUNNING')) {
    const succeeded = plan.containers.every(({ name }) => endedWell(newestOf(counting, name)));
    return succeeded ? 'Succeeded' : 'Failed';
  }
  const hasYetToRun = plan.containers.some(({ name }) => isNew(newestOf(counting, name)));
  return !initialized || hasYetToRun ? 'Pending' : 'Running';
}

/** One that has ended before and is made anew does not make its pod Pending again. */
function isNew(newest: RuntimeContainerStatus | undefined): boolean {
  return !newest || (newest.attempt === 0 && newest.state === 'CONTAINER_CREATED');
}

function endedWell(newest: RuntimeContainerStatus | undefined): boolean {
  return newest?.state === 'CONTAINER_EXITED' && newest.exitCode === 0;
}
