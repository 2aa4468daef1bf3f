import { allContainers } from '../model/allContainers';
import { isStale, newestOf, nextAttemptOf, type ObservedPod, sandboxOf } from '../observe/observedPod';
import { countingOf, initStepOf, isOf, isPastDeadline, outcomeOf, presentOf } from '../observe/podProgress';
import { shouldRestart } from '../observe/shouldRestart';
import type { PlannedContainer, PodPlan } from '../plan/podPlan';
import type { RuntimeContainerStatus } from '../runtime/podRuntime';
import { type BackOff, mayStartAt } from './backOff';
import type { ProbeResults } from './probes/probeResults';

/** All that what is done for a pod depends on. */
export interface Situation {
  plan: PodPlan;
  observed: ObservedPod | undefined;
  probes: ProbeResults;
  backOffs: ReadonlyMap<string, BackOff>;
  /** How often each container is known to have been restarted, also where somebody has removed its attempts. */
  restarts: ReadonlyMap<string, number>;
  /** Milliseconds since 1970. */
  now: number;
}

export interface ContainerStart {
  name: string;
  attempt: number;
}

export interface ContainerKill {
  id: string;
  name: string;
  /** Absent: the pod's. 0: at once, without its preStop hook. */
  gracePeriodSeconds?: number;
  /** What the log says of it. */
  why: string;
  /** The kubelet's sentence of it, where that is not the one of a pod's end. */
  event?: string;
}

/** What to do next for a pod that shall run; the kubelet's podActions. Kills come before starts. */
export interface PodActions {
  /**
   * All that runs ends, sidecars last, and then the sandbox: the pod has ended for good, or its sandbox is dead, or its
   * containers are in dead namespaces.
   */
  killPod: boolean;
  /** Present: make a sandbox of this attempt. */
  sandboxAttempt?: number;
  /** Ids of what somebody has frozen (`docker pause`): a pod shall run. Nothing is asked of a sandbox that is. */
  toResume: string[];
  containersToKill: ContainerKill[];
  /** Ids of attempts of containers that the manifest no longer has: they go once they have ended. */
  containersToRemove: string[];
  containersToStart: ContainerStart[];
  /** Containers that wait for their back-off; ms since 1970. */
  waiting: { name: string; until: number }[];
}

/** What is to be decided, with what has been found out on the way. */
interface Decision extends Situation {
  /** Attempts that count. */
  counting: ObservedPod | undefined;
  actions: PodActions;
}

/** What a container that is killed, or dies with its sandbox, ends with. */
const killed = { exitCode: 137 };

function nothing(): PodActions {
  return {
    killPod: false,
    toResume: [],
    containersToKill: [],
    containersToRemove: [],
    containersToStart: [],
    waiting: [],
  };
}

/**
 * Compares the plan with what stands and says what to do. Pure: the same situation gives the same actions. As the
 * kubelet does: https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/kubelet/kuberuntime/kuberuntime_manager.go
 */
export function computePodActions(situation: Situation): PodActions {
  const { plan, observed, now } = situation;
  const sandbox = sandboxOf(observed);
  if (sandbox && sandbox.desired !== 'Running') return nothing();
  const counting = countingOf(plan, observed);
  if (outcomeOf(plan, counting) || isPastDeadline(plan, observed, now)) {
    return { ...nothing(), killPod: stands(observed) };
  }
  const decision = { ...situation, counting, actions: { ...nothing(), toResume: pausedOf(observed) } };
  if (sandbox?.paused) return decision.actions;
  const stale = (observed?.containers ?? []).some((container) => isStale(container, sandbox));
  if (sandbox?.state !== 'SANDBOX_READY' || stale) rebuild(decision);
  else if (!endEarlierLife(decision)) {
    endDropped(decision);
    endCopies(decision);
    if (initialize(decision)) for (const planned of plan.containers) decide(decision, planned);
  }
  return decision.actions;
}

function stands(observed: ObservedPod | undefined): boolean {
  return (
    sandboxOf(observed)?.state === 'SANDBOX_READY' ||
    (observed?.containers.some(({ state }) => state === 'CONTAINER_RUNNING') ?? false)
  );
}

function pausedOf(observed: ObservedPod | undefined): string[] {
  const all = [...(observed?.sandboxes ?? []), ...(observed?.containers ?? [])];
  return all.filter(({ paused }) => paused).map(({ id }) => id);
}

/** The next sandbox begins with the first init container. It is made when what comes first in it may start. */
function rebuild(decision: Decision): void {
  const { plan, observed, counting, actions } = decision;
  const sandbox = sandboxOf(observed);
  actions.killPod = observed !== undefined;
  if (isSpent(plan, counting)) return;
  const [first] = plan.initContainers;
  for (const planned of first ? [first] : plan.containers) {
    const newest = presentOf(counting, planned);
    if (newest?.state === 'CONTAINER_EXITED') {
      if (planned.role !== 'app' || shouldRestart(newest, planned)) startAfter(decision, planned, newest);
    } else if (!newest) startAfter(decision, planned);
    else if (!newest.startedAt || shouldRestart(killed, planned)) start(decision, planned);
  }
  if (actions.containersToStart.length > 0) actions.sandboxAttempt = sandbox ? sandbox.attempt + 1 : 0;
}

/**
 * Something of the pod has run, and nothing of it would be restarted: it gets no second sandbox, for in that it would
 * run again.
 */
function isSpent({ containers }: PodPlan, counting: ObservedPod | undefined): boolean {
  const hasRun = counting?.containers.some(({ startedAt }) => startedAt) ?? false;
  const isBack = (planned: PlannedContainer) =>
    shouldRestart(killed, planned) || isOfOtherEntry(newestOf(counting, planned.name), planned);
  return hasRun && !containers.some(isBack);
}

/** The manifest's entry of the container was changed since this attempt was made. */
function isOfOtherEntry(newest: RuntimeContainerStatus | undefined, { specHash }: PlannedContainer): boolean {
  return newest !== undefined && newest.specHash !== specHash;
}

/** After a container's end that restarts all of them, what still runs of before is killed. True where something does. */
function endEarlierLife({ observed, counting, actions }: Decision): boolean {
  const earlier = (observed?.containers ?? []).filter(
    (container) => container.state === 'CONTAINER_RUNNING' && !counting?.containers.includes(container),
  );
  actions.containersToKill = earlier.map(({ id, name }) => ({
    id,
    name,
    gracePeriodSeconds: 0,
    why: 'all containers are restarted',
  }));
  return earlier.length > 0;
}

/** What the manifest no longer has ends, and goes with all its attempts. */
function endDropped({ plan, observed, actions }: Decision): void {
  const names = new Set(allContainers(plan).map(({ name }) => name));
  for (const { id, name, state } of observed?.containers ?? []) {
    if (names.has(name)) continue;
    actions.containersToRemove.push(id);
    if (state === 'CONTAINER_RUNNING')
      actions.containersToKill.push({ id, name, why: `Container ${name} is no longer in the pod` });
  }
}

/** What somebody has started again beside a newer attempt would be a second copy of it. */
function endCopies({ plan, observed, actions }: Decision): void {
  for (const { name } of allContainers(plan)) {
    const [, ...older] = observed?.containers.filter((container) => container.name === name) ?? [];
    const copies = older.filter(({ state }) => state === 'CONTAINER_RUNNING');
    const why = 'an old attempt of it was started again';
    actions.containersToKill.push(...copies.map(({ id }) => ({ id, name, gracePeriodSeconds: 0, why })));
  }
}

/** Starts and keeps what stands before the app containers; true once these may run. */
function initialize(decision: Decision): boolean {
  const { plan, counting, probes } = decision;
  const step = initStepOf(plan, counting, (id) => probes.started(id));
  for (const [index, planned] of plan.initContainers.entries()) {
    const isReached = step === undefined || index <= step;
    if (index === step || (isReached && planned.role === 'sidecar')) decide(decision, planned);
  }
  return step === undefined;
}

/** Starts the container where it does not run and shall, and kills it where its probes have given it up. */
function decide(decision: Decision, planned: PlannedContainer): void {
  const { counting, observed } = decision;
  const newest = newestOf(counting, planned.name);
  if (newest?.state === 'CONTAINER_UNKNOWN') return;
  if (newest && isOfOtherEntry(newest, planned)) replace(decision, planned, newest);
  else if (newest?.state === 'CONTAINER_RUNNING') killWhereUnhealthy(decision, planned, newest);
  else if (newest?.state === 'CONTAINER_EXITED') {
    if (planned.role !== 'app' || shouldRestart(newest, planned)) startAfter(decision, planned, newest);
  } else if (newest && isOf(newest, sandboxOf(observed))) {
    startAfter(decision, planned, undefined, newest.attempt);
  } else startAfter(decision, planned);
}

/** As the kubelet does where a container's definition was changed, whatever its restartPolicy says. */
function replace(decision: Decision, planned: PlannedContainer, newest: RuntimeContainerStatus): void {
  const { name } = planned;
  if (newest.state === 'CONTAINER_RUNNING') {
    const why = `Container ${name} definition changed, will be restarted`;
    decision.actions.containersToKill.push({ id: newest.id, name, why, event: why });
  }
  // One that was never started makes way under its own name.
  startAfter(decision, planned, undefined, newest.state === 'CONTAINER_CREATED' ? newest.attempt : undefined);
}

/** However it ends, it is restarted: one that is told to end may well end well. */
function killWhereUnhealthy(decision: Decision, planned: PlannedContainer, { id }: { id: string }): void {
  const { probes, backOffs, now, actions } = decision;
  const unhealthy = probes.unhealthy(id);
  if (!unhealthy) return;
  const { gracePeriodSeconds, message, probe } = unhealthy;
  const isRestarted = shouldRestart(killed, planned);
  actions.containersToKill.push({
    id,
    name: planned.name,
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    why: message,
    event: failedProbe(planned, probe, isRestarted),
  });
  const mayStart = mayStartAt(backOffs.get(planned.name), now) <= now;
  if (mayStart && isRestarted) start(decision, planned);
}

/** In the kubelet's words. */
function failedProbe({ name, role }: PlannedContainer, probe: string, isRestarted: boolean): string {
  if (role === 'sidecar') return `Init container ${name} failed ${probe} probe`;
  return `Container ${name} failed ${probe} probe${isRestarted ? ', will be restarted' : ''}`;
}

/** Starts an attempt of the container as soon as its back-off lets it, after what has ended. */
function startAfter(
  decision: Decision,
  planned: PlannedContainer,
  ended?: RuntimeContainerStatus,
  attempt?: number,
): void {
  const { backOffs, now, actions } = decision;
  const until = mayStartAfter(decision, backOffs.get(planned.name), ended);
  if (until <= now) start(decision, planned, attempt);
  else actions.waiting.push({ name: planned.name, until });
}

function mayStartAfter(
  { observed, now }: Decision,
  backOff: BackOff | undefined,
  ended: RuntimeContainerStatus | undefined,
): number {
  const sandbox = sandboxOf(observed);
  const ready = sandbox?.state === 'SANDBOX_READY' ? sandbox : undefined;
  if (ended && (!ready || isOf(ended, ready))) {
    return mayStartAt(backOff, Date.parse(ended.finishedAt ?? ended.createdAt));
  }
  // One that was never made in this sandbox has ended never: it waits from its last try in it, if any.
  const tried = backOff && (!ended || backOff.updatedAt >= Date.parse(ready?.startedAt ?? ''));
  return tried ? mayStartAt(backOff, backOff.updatedAt) : now;
}

/** Starts the container's next attempt, or the one given. */
function start(
  { observed, restarts, actions }: Decision,
  { name }: PlannedContainer,
  attempt?: number,
): void {
  const next = Math.max(nextAttemptOf(newestOf(observed, name)), (restarts.get(name) ?? -1) + 1);
  actions.containersToStart.push({ name, attempt: attempt ?? next });
}
