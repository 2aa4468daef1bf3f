import { newestOf, type ObservedPod, sandboxOf } from '../observe/observedPod';
import type { SandboxStatus } from '../runtime/podRuntime';
import { bringUp } from './bringUp';
import type { ContainerKill, ContainerStart, PodActions } from './computePodActions';
import type { HeldUp } from './heldUp';
import { beginMaking, orTakeBack } from './making';
import { sandboxChanged, sandboxNotMade } from './podEvents';
import type { PodState } from './podState';
import { nextTryMs } from './restarts';
import { sentenceOf } from './sentenceOf';
import { startContainers } from './startContainers';
import { stopContainer } from './stopInOrder';
import { endWhatRuns, removeAll, removeEarlier, removeLeftBehind, removeOldAttempts } from './takeDown';

/**
 * Does what `computePodActions` says: ends first, then starts. What cannot be started is noted and waits; what Docker
 * otherwise refuses is thrown.
 */
export async function carryOut(state: PodState, actions: PodActions, observed: ObservedPod): Promise<void> {
  const { context, restarts, probes, plan } = state;
  const { containersToKill: kills, containersToStart: starts, sandboxAttempt } = actions;
  const sandbox = sandboxOf(observed);
  const ends = actions.killPod || kills.length > 0 || actions.containersToRemove.length > 0;
  if (!ends && starts.length === 0) return state.firstRun ? undefined : removeLeftBehind(context);
  if (await isOverruled(state, sandbox)) return;
  if (actions.killPod) {
    probes.terminating();
    await endWhatRuns(context, observed);
  }
  await Promise.all(kills.map((kill) => endContainer(state, kill)));
  await removeAll(context, actions.containersToRemove);
  if (starts.length === 0 || (ends && (await isOverruled(state, sandbox)))) return;
  restarts.count(starts, observed, plan, context.clock.now());
  if (sandboxAttempt !== undefined) await rebuild(state, sandboxAttempt, starts, observed);
  else if (sandbox) await startIn(state, sandbox, starts);
}

/**
 * Another window may have said since that the pod shall stop or go, or be as another manifest says: its word is on
 * Docker before its deeds.
 */
async function isOverruled(state: PodState, sandbox: SandboxStatus | undefined): Promise<boolean> {
  const { runtime, observer } = state.context;
  const fresh = sandbox && (await runtime.podSandboxStatus(sandbox.id));
  if (!fresh) return false;
  const cameBack = sandbox.state === 'SANDBOX_NOTREADY' && fresh.state === 'SANDBOX_READY';
  if (!cameBack && fresh.desired === 'Running' && fresh.specHash === state.specHash) return false;
  await observer.refresh(fresh.id, 'podsandbox');
  return true;
}

async function endContainer(state: PodState, kill: ContainerKill): Promise<void> {
  const { context, plan } = state;
  state.log(`container ${kill.name} is ended: ${kill.why}`);
  await stopContainer(context, kill, kill.gracePeriodSeconds ?? plan.gracePeriodSeconds, kill.event);
  await context.observer.refresh(kill.id, 'container');
}

/** Starts containers in the sandbox that runs. What is no container's failure takes a first run back as a whole. */
async function startIn(
  state: PodState,
  sandbox: SandboxStatus,
  starts: readonly ContainerStart[],
): Promise<void> {
  const { context, firstRun } = state;
  const making = firstRun?.making ?? beginMaking(context);
  const work = () => startContainers(context, sandbox, starts, making, state.starter(firstRun?.signal));
  try {
    noteHeldUp(state, await (firstRun ? orTakeBack(context, making, work) : work()));
  } catch (error) {
    if (firstRun) return state.giveUpFirstRun(state.keepHalfMade(error));
    noteNotMade(state, error, starts);
  }
  await removeOldAttempts(context);
}

/** Notes what is held up, and looks again: no event tells of a container that was not made. */
export function noteHeldUp(state: PodState, heldUp: readonly HeldUp[]): void {
  if (heldUp.length === 0) return;
  for (const { error } of state.restarts.noteHeldUp(heldUp, state.options.clock.now())) state.log(error);
  state.sync();
}

/** Likewise. */
function noteNotMade(state: PodState, error: unknown, starts: readonly ContainerStart[]): void {
  state.log(error);
  const { observed, options } = state;
  const notMade = starts.filter(({ name, attempt }) => newestOf(observed, name)?.attempt !== attempt);
  state.restarts.noteFailure(notMade, 'CreateContainerError', error, options.clock.now());
  state.sync();
}

async function rebuild(
  state: PodState,
  sandboxAttempt: number,
  starts: readonly ContainerStart[],
  observed: ObservedPod,
): Promise<void> {
  const { context, restarts, startTime, options } = state;
  const dead = sandboxOf(observed);
  // One that is made anew in two tries has changed once.
  if (dead) context.record({ ...sandboxChanged, ...(dead.finishedAt ? { at: dead.finishedAt } : {}) });
  state.doing({ kind: 'starting' });
  try {
    const { sandboxId, heldUp } = await bringUp(context, beginMaking(context), {
      sandboxAttempt,
      starts,
      ...(startTime ? { startTime } : {}),
      ...state.starter(),
    });
    state.ownSandbox = sandboxId;
    noteHeldUp(state, heldUp);
    await removeEarlier(context, observed);
  } catch (failure) {
    // Nothing new stands.
    const error = state.keepHalfMade(failure);
    state.log(error);
    context.record(sandboxNotMade(sentenceOf(error)));
    const now = options.clock.now();
    restarts.noteFailure(starts, 'CreatePodSandboxError', error, now);
    state.holdUntil = now + nextTryMs;
    state.sync();
  } finally {
    state.doing(undefined);
  }
}
