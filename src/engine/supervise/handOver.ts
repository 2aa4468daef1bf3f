import { allContainers } from '../model/allContainers';
import { newestOf, type ObservedPod, sandboxOf } from '../observe/observedPod';
import { countingOf, isOf, isPastDeadline, outcomeOf } from '../observe/podProgress';
import type { PlannedContainer, PodPlan } from '../plan/podPlan';
import type { DockerRestartPolicy, PodRuntime } from '../runtime/podRuntime';
import { observedOf, type PodContext } from './podContext';

/** A container that Docker itself restarts from now on. */
export interface HandOver {
  id: string;
  policy: DockerRestartPolicy;
}

/** Calls under way at once: more would only queue in the daemon. */
const atOnce = 8;

/**
 * What of a pod is given to Docker when its window is closed at `now` (ms): containers that run, and that Kubernetes
 * would restart whatever they exit with, or after a failure. Docker knows no rules by exit codes, and nothing of a pod
 * that has ended or shall end. The sandbox stays without a policy: after a restart of the daemon nothing can join it,
 * so the pod is down as a whole until somebody is there to make it anew.
 */
export function containersToHandOver(
  plan: PodPlan,
  observed: ObservedPod | undefined,
  now: number,
): HandOver[] {
  const sandbox = sandboxOf(observed);
  const counting = countingOf(plan, observed);
  if (sandbox?.state !== 'SANDBOX_READY' || sandbox.desired !== 'Running') return [];
  if (outcomeOf(plan, counting) || isPastDeadline(plan, observed, now)) return [];
  return allContainers(plan).flatMap((planned) => {
    const newest = newestOf(counting, planned.name);
    const policy = policyOf(planned);
    const runs = newest?.state === 'CONTAINER_RUNNING' && isOf(newest, sandbox);
    return runs && policy !== 'no' ? [{ id: newest.id, policy }] : [];
  });
}

/** Docker's word for it: https://docs.docker.com/engine/containers/start-containers-automatically/ */
function policyOf({ restartPolicy, restartPolicyRules }: PlannedContainer): DockerRestartPolicy {
  if (restartPolicyRules.length > 0 || restartPolicy === 'Never') return 'no';
  return restartPolicy === 'Always' ? 'unless-stopped' : 'on-failure';
}

/**
 * Gives them to Docker. Where that fails they stay as they are: the next window restarts what has ended by then. No
 * call begins once the time is up.
 */
export async function handOver(
  runtime: PodRuntime,
  containers: readonly HandOver[],
  timeIsUp: () => boolean,
): Promise<void> {
  const queue = [...containers];
  const work = async () => {
    for (let next = queue.shift(); next && !timeIsUp(); next = queue.shift()) {
      await runtime.updateContainerRestartPolicy(next.id, next.policy).catch(() => undefined);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/**
 * Takes back what stands under a policy of Docker's: from before this window, or of another one that has just been
 * closed. Whoever sees it and restarts its containers does so at once.
 */
export async function takeBack(context: PodContext): Promise<void> {
  const { runtime, observer } = context;
  const handedOver = (observedOf(context)?.containers ?? []).filter((container) => container.handedOver);
  await Promise.all(
    handedOver.map(async ({ id }) => {
      await runtime.updateContainerRestartPolicy(id, 'no');
      await observer.refresh(id, 'container');
    }),
  );
}
