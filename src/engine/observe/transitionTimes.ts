import type { ContainerStatus, PodCondition } from '../model/podStatus';
import { labels } from '../plan/names';
import type { PlannedContainer, PodPlan } from '../plan/podPlan';
import type { RuntimeContainerStatus } from '../runtime/podRuntime';
import { newestOf, type ObservedPod, sandboxOf } from './observedPod';
import { isOf, startTimeOf } from './podProgress';

/** All that the times of a pod's conditions are read off. */
export interface ConditionFacts {
  plan: PodPlan;
  observed: ObservedPod | undefined;
  statuses: readonly ContainerStatus[];
  /** The pod has ended for good. */
  hasEnded: boolean;
  /** As they last changed, as far as that is known. */
  before: readonly PodCondition[];
  /** When the pod was first asked for, where nothing stands of it. */
  createdAt?: string | undefined;
}

/**
 * When a condition came to say what it says: as was noted then, else by Docker's times, which are the same for every
 * window; undefined where they do not tell, as of what probes have found. What the end of its containers has turned is
 * told by Docker alone: nothing can be noted for other windows in a sandbox that is being stopped. RFC 3339. Pure.
 */
export function transitionTimeOf(condition: PodCondition, facts: ConditionFacts): string | undefined {
  const noted = facts.before.find(({ type }) => type === condition.type);
  const told = timesOf(condition, facts).map((time) => Date.parse(time ?? ''));
  const isNoted = noted?.status === condition.status;
  const notedAt = Date.parse(noted?.lastTransitionTime ?? '') || 0;
  const isByEnd = facts.hasEnded && condition.status === 'False' && notedAt >= Math.min(...told);
  if (isNoted && !isByEnd) return noted.lastTransitionTime;
  const since = isNoted ? 0 : notedAt;
  // What does not tell its time leaves it open, unless it was so before the last change.
  const later = told.filter((time) => !(time < since));
  if (later.length === 0 || later.some(Number.isNaN)) return undefined;
  const isOn = condition.status === 'True' || facts.hasEnded;
  return new Date(isOn ? Math.max(...later) : Math.min(...later)).toISOString();
}

/** Of what is on it is the last of these times, of what is off the first. */
function timesOf({ type, status }: PodCondition, facts: ConditionFacts): (string | undefined)[] {
  const isTrue = status === 'True';
  const { observed } = facts;
  const sandbox = sandboxOf(observed);
  switch (type) {
    case 'PodScheduled':
      return [createdAtOf(facts)];
    case 'PodReadyToStartContainers':
      return [isTrue ? sandbox?.startedAt : (sandbox?.finishedAt ?? createdAtOf(facts))];
    case 'Initialized':
      return isTrue ? initializedTimes(facts) : [sandbox?.createdAt ?? createdAtOf(facts)];
    case 'dev.dockerpods/PodResources':
      return [sandbox?.startedAt];
    case 'ContainersReady':
    case 'Ready':
      return isTrue ? lasting(facts).map((planned) => readyTime(planned, observed)) : unreadyTimes(facts);
    default:
      return [];
  }
}

/** The ends of what initialises the pod; what came after the first app container changed nothing any more. */
function initializedTimes({ plan, observed, ...facts }: ConditionFacts): (string | undefined)[] {
  const sandbox = sandboxOf(observed);
  const inSandbox = (observed?.containers ?? []).filter((container) => isOf(container, sandbox));
  const apps = inSandbox.filter(({ name }) => plan.containers.some((planned) => planned.name === name));
  const [firstApp] = apps.map(({ createdAt }) => createdAt).sort();
  const ends = plan.initContainers.map((planned) => {
    const newest = newestOf(observed, planned.name);
    return planned.role === 'sidecar' ? readyTime(planned, observed) : newest?.finishedAt;
  });
  if (ends.length === 0) return [startTimeOf(observed) ?? createdAtOf({ plan, observed, ...facts })];
  if (!firstApp) return ends;
  const before = ends.filter((end) => end !== undefined && Date.parse(end) <= Date.parse(firstApp));
  return before.length === ends.length ? before : [firstApp];
}

/** Those that make the pod ready: app containers and sidecars. */
function lasting({ plan }: ConditionFacts): PlannedContainer[] {
  return [...plan.initContainers.filter(({ role }) => role === 'sidecar'), ...plan.containers];
}

/** Undefined where more than its start makes it ready. */
function readyTime({ name, spec }: PlannedContainer, observed: ObservedPod | undefined): string | undefined {
  const { startupProbe, readinessProbe, lifecycle } = spec;
  const waits = startupProbe || readinessProbe || lifecycle?.postStart;
  return waits ? undefined : newestOf(observed, name)?.startedAt;
}

function unreadyTimes(facts: ConditionFacts): (string | undefined)[] {
  const { observed, statuses, hasEnded } = facts;
  const unready = lasting(facts).filter(
    ({ name }) => !statuses.find((status) => status.name === name)?.ready,
  );
  const ends = unready.map(({ name }) => {
    const [newest, previous] = (observed?.containers ?? []).filter((container) => container.name === name);
    return endOf(newest) ?? (newest?.startedAt ? undefined : (endOf(previous) ?? createdAtOf(facts)));
  });
  return hasEnded ? ends.filter((end) => end !== undefined) : ends;
}

function endOf(container: RuntimeContainerStatus | undefined): string | undefined {
  return container?.state === 'CONTAINER_EXITED' ? container.finishedAt : undefined;
}

function createdAtOf({ observed, createdAt }: ConditionFacts): string | undefined {
  const sandbox = sandboxOf(observed);
  return sandbox?.labels[labels.createdAt] ?? sandbox?.createdAt ?? createdAt;
}
