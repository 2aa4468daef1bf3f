import { isStale, newestOf, type ObservedPod, sandboxOf } from '../observe/observedPod';
import { shouldRestart } from '../observe/shouldRestart';
import type { PodPlan } from '../plan/podPlan';
import { type BackOff, mayStartAt } from './backOff';

/** What to do next for a pod that shall run; the kubelet's podActions. */
export interface PodActions {
  /** The sandbox is dead or its containers are in dead namespaces: end what runs, before the sandbox is made anew. */
  killPod: boolean;
  /** Present: make a sandbox of this attempt. */
  sandboxAttempt?: number;
  /** Every container has ended for good: the sandbox goes, too. */
  stopSandbox: boolean;
  containersToStart: { name: string; attempt: number }[];
  /** Containers that wait for their back-off; ms since 1970. */
  waiting: { name: string; until: number }[];
}

const nothing: PodActions = { killPod: false, stopSandbox: false, containersToStart: [], waiting: [] };

/**
 * Compares the plan with what stands and says what to do. Pure: the same plan, observation, back-offs and time give
 * the same actions.
 */
export function computePodActions(
  plan: PodPlan,
  observed: ObservedPod | undefined,
  backOffs: ReadonlyMap<string, BackOff>,
  now: number,
): PodActions {
  const sandbox = sandboxOf(observed);
  if (sandbox && sandbox.desired !== 'Running') return nothing;
  const ready = sandbox?.state === 'SANDBOX_READY';
  if (isFinished(plan, observed)) return { ...nothing, stopSandbox: ready };
  const stale = (observed?.containers ?? []).some((container) => isStale(container, sandbox));
  const rebuild = !ready || stale;
  const actions: PodActions = {
    ...nothing,
    killPod: rebuild && observed !== undefined,
    ...(rebuild ? { sandboxAttempt: sandbox ? sandbox.attempt + 1 : 0 } : {}),
    containersToStart: [],
    waiting: [],
  };
  if (rebuild && isSpent(plan, observed)) return { ...nothing, killPod: true };
  for (const { name } of plan.containers) {
    decide(name, plan, observed, rebuild, backOffs.get(name), now, actions);
  }
  // A sandbox for which nothing may start yet is made when the first container may.
  if (rebuild && actions.containersToStart.length === 0) delete actions.sandboxAttempt;
  return actions;
}

function decide(
  name: string,
  plan: PodPlan,
  observed: ObservedPod | undefined,
  rebuild: boolean,
  backOff: BackOff | undefined,
  now: number,
  actions: PodActions,
): void {
  const newest = newestOf(observed, name);
  const next = { name, attempt: newest ? newest.attempt + 1 : 0 };
  if (!newest || newest.state === 'CONTAINER_EXITED') {
    if (newest && !shouldRestart(newest, plan.restartPolicy)) return;
    // One that was never made has ended never: it waits from its last try, if any.
    const endedAt = newest ? Date.parse(newest.finishedAt ?? newest.createdAt) : (backOff?.updatedAt ?? now);
    const until = mayStartAt(backOff, endedAt);
    if (until <= now) actions.containersToStart.push(next);
    else actions.waiting.push({ name, until });
  } else if (rebuild) {
    actions.containersToStart.push(next);
  } else if (newest.state === 'CONTAINER_CREATED') {
    const until = backOff ? mayStartAt(backOff, backOff.updatedAt) : now;
    if (until <= now) actions.containersToStart.push({ name, attempt: newest.attempt });
    else actions.waiting.push({ name, until });
  }
}

/**
 * Restart policy Never, and something of the pod has run: it gets no second sandbox, for in that it would run again.
 * As the kubelet does: https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/kubelet/kuberuntime/kuberuntime_manager.go
 */
function isSpent({ restartPolicy }: PodPlan, observed: ObservedPod | undefined): boolean {
  return restartPolicy === 'Never' && (observed?.containers.some(({ startedAt }) => startedAt) ?? false);
}

/** All containers have ended, and by the restart policy none comes back. */
function isFinished(plan: PodPlan, observed: ObservedPod | undefined): boolean {
  return plan.containers.every(({ name }) => {
    const newest = newestOf(observed, name);
    return newest?.state === 'CONTAINER_EXITED' && !shouldRestart(newest, plan.restartPolicy);
  });
}
