import { allContainers } from '../model/allContainers';
import { labels } from '../plan/names';
import type { PlannedContainer, PodPlan } from '../plan/podPlan';
import type { RuntimeContainerStatus, SandboxStatus } from '../runtime/podRuntime';
import { newestOf, type ObservedPod, sandboxOf } from './observedPod';
import { restartsAll, shouldRestart } from './shouldRestart';

/** How a pod has ended for good, and when (ms since 1970). */
export interface Outcome {
  phase: 'Succeeded' | 'Failed';
  at: number;
}

/** The container has run, or will, in the namespaces of this sandbox as they are now. */
export function isOf(container: RuntimeContainerStatus, sandbox: SandboxStatus | undefined): boolean {
  if (!sandbox || container.sandboxId !== sandbox.id) return false;
  return !(Date.parse(container.startedAt ?? '') < Date.parse(sandbox.startedAt ?? ''));
}

/**
 * The attempts that count: not those of before somebody asked for the pod anew, nor of before a container's end
 * restarted all of them. They are kept for their logs.
 */
export function countingOf(plan: PodPlan, observed: ObservedPod | undefined): ObservedPod | undefined {
  const sandbox = sandboxOf(observed);
  if (!observed || sandbox?.desired !== 'Running') return observed;
  const start = Date.parse(startTimeOf(observed) ?? '');
  const reset = resetOf(plan, observed);
  const counts = (container: RuntimeContainerStatus) => {
    const createdAt = Date.parse(container.createdAt);
    if (reset && (container === reset || createdAt < endOfRun(reset))) return false;
    return container.sandboxId === sandbox.id || createdAt >= start;
  };
  return { ...observed, containers: observed.containers.filter(counts) };
}

/** The newest attempt where it is of the manifest's present entry: what another entry made is replaced, however it ended. */
export function presentOf(
  counting: ObservedPod | undefined,
  { name, specHash }: Pick<PlannedContainer, 'name' | 'specHash'>,
): RuntimeContainerStatus | undefined {
  const newest = newestOf(counting, name);
  return newest?.specHash === specHash ? newest : undefined;
}

/**
 * The container whose end last restarted all of them. The end of one that was told to end, because the pod's own had
 * come, restarts nothing.
 */
export function resetOf(plan: PodPlan, observed: ObservedPod): RuntimeContainerStatus | undefined {
  const planned = allContainers(plan);
  const deadline = deadlineOf(plan, observed) ?? Infinity;
  return observed.containers
    .filter((container) => {
      const own = planned.find(({ name }) => name === container.name);
      if (container.state !== 'CONTAINER_EXITED' || own?.specHash !== container.specHash) return false;
      if (!restartsAll(container, own)) return false;
      const end = outcomeOf(plan, asOf(observed, endOfRun(container)));
      const toldToEnd = end !== undefined && end.at >= Date.parse(container.createdAt);
      return !toldToEnd && endOfRun(container) <= deadline;
    })
    .sort((a, b) => endOfRun(b) - endOfRun(a))[0];
}

/** What stood at that moment (ms), as it was. */
function asOf(observed: ObservedPod, time: number): ObservedPod {
  return {
    ...observed,
    containers: observed.containers
      .filter(({ createdAt }) => Date.parse(createdAt) <= time)
      .map((container) =>
        container.state === 'CONTAINER_EXITED' && endOfRun(container) > time
          ? { ...container, state: 'CONTAINER_RUNNING' }
          : container,
      ),
  };
}

/**
 * Which of the plan's init containers holds up what comes after it: a plain one that has not succeeded in this
 * sandbox, or a sidecar that has not started. Undefined where the app containers may run. As the kubelet does, what
 * comes before something that has begun is behind, also where somebody has pruned it away or it has crashed since.
 */
export function initStepOf(
  { initContainers, containers }: PodPlan,
  counting: ObservedPod | undefined,
  started: (id: string) => boolean,
): number | undefined {
  const sandbox = sandboxOf(counting);
  const current = ({ name }: PlannedContainer) => {
    const newest = newestOf(counting, name);
    return newest && isOf(newest, sandbox) ? newest : undefined;
  };
  if (containers.some(current)) return undefined;
  const last = initContainers.findLastIndex(current);
  const reached = initContainers[last];
  const newest = reached && current(reached);
  if (!newest) return initContainers.length > 0 ? 0 : undefined;
  const isBehind =
    reached.role === 'sidecar'
      ? newest.state === 'CONTAINER_RUNNING' && started(newest.id)
      : newest.state === 'CONTAINER_EXITED' && newest.exitCode === 0;
  if (!isBehind) return last;
  return last + 1 < initContainers.length ? last + 1 : undefined;
}

/**
 * How the pod has ended for good: its app containers all have, and none is restarted; or a container that initialises
 * it has failed and is not tried again. Undefined while it goes on. Sidecars keep no pod alive.
 */
export function outcomeOf(plan: PodPlan, counting: ObservedPod | undefined): Outcome | undefined {
  const endedForGood = (planned: PlannedContainer) => {
    const newest = presentOf(counting, planned);
    return newest?.state === 'CONTAINER_EXITED' && !shouldRestart(newest, planned) ? [newest] : [];
  };
  const [failed] = plan.initContainers
    .filter(({ role }) => role === 'init')
    .flatMap(endedForGood)
    .filter(({ exitCode }) => exitCode !== 0);
  if (failed) return { phase: 'Failed', at: endOfRun(failed) };
  const ended = plan.containers.flatMap(endedForGood);
  if (ended.length < plan.containers.length) return undefined;
  return {
    phase: ended.every(({ exitCode }) => exitCode === 0) ? 'Succeeded' : 'Failed',
    at: Math.max(...ended.map(endOfRun)),
  };
}

/**
 * When the pod began to run after somebody asked for it (RFC 3339, Docker's clock): no rebuild moves it. Images were
 * there by then.
 */
export function startTimeOf(observed: ObservedPod | undefined): string | undefined {
  const sandbox = sandboxOf(observed);
  return sandbox && (sandbox.labels[labels.startTime] ?? sandbox.createdAt);
}

/** When the pod's time is up (ms since 1970); undefined where it has no deadline, or nothing stands yet. */
export function deadlineOf(plan: PodPlan, observed: ObservedPod | undefined): number | undefined {
  const start = startTimeOf(observed);
  if (plan.activeDeadlineSeconds === undefined || !start) return undefined;
  return Date.parse(start) + plan.activeDeadlineSeconds * 1000;
}

/**
 * The pod has outlived its activeDeadlineSeconds at `now` (ms); one that had ended before, or that somebody had
 * stopped, has not. It follows from times on Docker alone, so it holds for good and in every window.
 */
export function isPastDeadline(plan: PodPlan, observed: ObservedPod | undefined, now: number): boolean {
  const deadline = deadlineOf(plan, observed);
  if (!observed || deadline === undefined) return false;
  const stopped = sandboxOf(observed)?.desired !== 'Running';
  const running = observed.containers.some(({ state }) => state === 'CONTAINER_RUNNING');
  const lived = stopped && !running ? Math.max(...observed.containers.map(endOfRun)) : now;
  if (lived < deadline) return false;
  return outcomeOf(plan, countingOf(plan, asOf(observed, deadline))) === undefined;
}

function endOfRun({ finishedAt, createdAt }: RuntimeContainerStatus): number {
  return Date.parse(finishedAt ?? createdAt);
}
