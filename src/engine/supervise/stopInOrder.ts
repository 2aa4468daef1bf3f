import { allContainers } from '../model/allContainers';
import type { PlannedContainer } from '../plan/podPlan';
import type { RuntimeContainerStatus } from '../runtime/podRuntime';
import { runPreStop } from './hooks';
import type { PodContext } from './podContext';

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
    const own = planned.find(({ name }) => name === container.name);
    stops.set(container, stopOne(context, container.id, own, until, graceMs, before));
  }
  return containers.map((container) => stops.get(container) ?? Promise.resolve());
}

/** Ends one container within the seconds given: its preStop hook, then SIGTERM, then SIGKILL. 0: at once. */
export function stopContainer(
  context: PodContext,
  { id, name }: { id: string; name: string },
  gracePeriodSeconds: number,
): Promise<void> {
  const planned = allContainers(context.plan).find((one) => one.name === name);
  const graceMs = gracePeriodSeconds * 1000;
  return stopOne(context, id, planned, context.clock.now() + graceMs, graceMs, []);
}

async function stopOne(
  context: PodContext,
  id: string,
  planned: PlannedContainer | undefined,
  until: number,
  graceMs: number,
  before: readonly Promise<void>[],
): Promise<void> {
  const { runtime, clock } = context;
  if (planned?.spec.lifecycle?.preStop && graceMs > 0) {
    await runPreStop(context, planned, id, until - clock.now());
  }
  if (before.length > 0) await untilEnded(context, before, until);
  const leftMs = Math.max(until - clock.now(), Math.min(leastGraceMs, graceMs));
  await runtime.stopContainer(id, Math.ceil(leftMs / 1000));
}

/** Waits for what ends first, however that goes, but not beyond the grace period. */
async function untilEnded(
  { clock }: PodContext,
  before: readonly Promise<void>[],
  until: number,
): Promise<void> {
  let cancel: () => void = () => undefined;
  const timeIsUp = new Promise<void>((resolve) => {
    cancel = clock.after(Math.max(0, until - clock.now()), resolve);
  });
  await Promise.race([Promise.allSettled(before), timeIsUp]);
  cancel();
}
