import { allContainers } from '../model/allContainers';
import { hashOf } from '../plan/specHash';
import type { RuntimeContainerStatus } from '../runtime/podRuntime';
import { type Hooked, runPreStop } from './hooks';
import { observedOf, type PodContext } from './podContext';
import { killing } from './podEvents';
import { within } from './within';

/** What a container has left at least when its preStop hook, or those it waits for, have used the time up. */
const leastGraceMs = 2000;

/**
 * Tells every running container to end, within the pod's grace period: app containers all at once, sidecars after
 * them, the last first; one promise for each of those given. preStop hooks run at once, also those of sidecars. As the
 * kubelet does: https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/kubelet/kuberuntime/kuberuntime_termination_order.go
 */
export function stopInOrder(
  context: PodContext,
  containers: readonly RuntimeContainerStatus[],
): Promise<void>[] {
  const { plan, clock } = context;
  const graceMs = plan.gracePeriodSeconds * 1000;
  const until = clock.now() + graceMs;
  const planned = allContainers(plan);
  const rankOf = ({ name }: RuntimeContainerStatus) => {
    const index = planned.findIndex((one) => one.name === name);
    return planned[index]?.role === 'sidecar' ? index : planned.length;
  };
  const stops = new Map<RuntimeContainerStatus, Promise<void>>();
  const running = containers.filter(({ state }) => state === 'CONTAINER_RUNNING');
  for (const container of running.sort((a, b) => rankOf(b) - rankOf(a))) {
    const before = [...stops].filter(([other]) => rankOf(other) > rankOf(container)).map(([, stop]) => stop);
    const own = entryOf(context, container);
    stops.set(container, stopOne(context, container, own, { until, graceMs, before }));
  }
  return containers.map((container) => stops.get(container) ?? Promise.resolve());
}

/**
 * Ends one container within the seconds given: its preStop hook, then SIGTERM, then SIGKILL. 0: at once. `why` is the
 * kubelet's sentence of it, where it is not that of the pod's end.
 */
export function stopContainer(
  context: PodContext,
  container: { id: string; name: string },
  gracePeriodSeconds: number,
  why?: string,
): Promise<void> {
  const observed = observedOf(context)?.containers.find(({ id }) => id === container.id);
  const planned = entryOf(context, { specHash: undefined, ...container, ...observed });
  const graceMs = gracePeriodSeconds * 1000;
  const until = context.clock.now() + graceMs;
  return stopOne(context, container, planned, { until, graceMs, before: [] }, why);
}

/** The entry that the container was made from, also where the manifest has another by now, or none. */
function entryOf(
  { plan, former = [] }: PodContext,
  { name, specHash }: { name: string; specHash: string | undefined },
): Hooked | undefined {
  const planned = allContainers(plan).find((one) => one.name === name);
  if (planned?.specHash === specHash) return planned;
  const spec = former.find((entry) => entry.name === name && hashOf(entry) === specHash);
  return spec ? { name, spec } : planned;
}

interface GracePeriod {
  /** When it is over; ms since 1970. */
  until: number;
  graceMs: number;
  /** What ends first. */
  before: readonly Promise<void>[];
}

async function stopOne(
  context: PodContext,
  { id, name }: { id: string; name: string },
  planned: Hooked | undefined,
  { until, graceMs, before }: GracePeriod,
  why?: string,
): Promise<void> {
  const { runtime, clock } = context;
  context.record(killing(name, why));
  if (planned?.spec.lifecycle?.preStop && graceMs > 0) {
    await runPreStop(context, planned, id, until - clock.now());
  }
  // What ends first is waited for, but not beyond the grace period.
  if (before.length > 0) await within(clock, Math.max(0, until - clock.now()), Promise.allSettled(before));
  const leftMs = Math.max(until - clock.now(), Math.min(leastGraceMs, graceMs));
  await runtime.stopContainer(id, Math.ceil(leftMs / 1000));
}
