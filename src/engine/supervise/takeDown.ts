import { type ObservedPod, sandboxOf } from '../observe/observedPod';
import type { PodRuntime } from '../runtime/podRuntime';

/** Ends every running container within the grace period, all at once. */
export async function stopContainers(
  runtime: PodRuntime,
  observed: ObservedPod,
  gracePeriodSeconds: number,
): Promise<void> {
  const running = observed.containers.filter(({ state }) => state === 'CONTAINER_RUNNING');
  await Promise.all(running.map(({ id }) => runtime.stopContainer(id, gracePeriodSeconds)));
}

/**
 * Removes the pod without a trace: says so on Docker first, ends the containers within their grace period while the
 * sandbox still holds their network, then removes everything at once, and last what only the pod used.
 */
export async function removePod(
  runtime: PodRuntime,
  observed: ObservedPod,
  uid: string,
  gracePeriodSeconds: number,
): Promise<void> {
  const sandbox = sandboxOf(observed);
  if (sandbox) await runtime.markPodSandbox(sandbox, 'Removed');
  await stopContainers(runtime, observed, gracePeriodSeconds);
  await Promise.all([
    ...observed.containers.map(({ id }) => runtime.removeContainer(id)),
    ...observed.sandboxes.map(({ id }) => runtime.removePodSandbox(id)),
  ]);
  await runtime.removePodResources(observed.key, uid);
}
