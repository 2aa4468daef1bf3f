import { newestOf, type ObservedPod, sandboxOf } from '../observe/observedPod';
import type { SandboxStatus } from '../runtime/podRuntime';
import { bringUp } from './bringUp';
import type { ContainerKill, ContainerStart, PodActions } from './computePodActions';
import { beginMaking, orTakeBack } from './making';
import type { PodState } from './podState';
import { type HeldUp, startContainers } from './startContainers';
import { stopContainer } from './stopInOrder';
import { endWhatRuns, removeEarlier, removeOldAttempts } from './takeDown';

/** What is started, and of it what no back-off counts so far. */
interface Starts {
  starts: readonly ContainerStart[];
  uncounted: readonly ContainerStart[];
}

/**
 * Does what `computePodActions` says: ends first, then starts. What cannot be started is noted and waits; what Docker
 * otherwise refuses is thrown.
 */
export async function carryOut(state: PodState, actions: PodActions, observed: ObservedPod): Promise<void> {
  const { context, restarts, probes } = state;
  const { runtime, observer, clock } = context;
  const { containersToStart: starts, sandboxAttempt } = actions;
  const sandbox = sandboxOf(observed);
  if (actions.killPod) {
    probes.terminating();
    await endWhatRuns(context, observed);
  }
  await Promise.all(actions.containersToKill.map((kill) => endContainer(state, kill)));
  if (starts.length === 0) return;
  // Another window may have said since that the pod shall stop or go: its word is on Docker before its deeds.
  const fresh = sandbox && (await runtime.podSandboxStatus(sandbox.id));
  const cameBack = sandbox?.state === 'SANDBOX_NOTREADY' && fresh?.state === 'SANDBOX_READY';
  if (fresh && (cameBack || fresh.desired !== 'Running')) return observer.refresh(fresh.id, 'podsandbox');
  const uncounted = restarts.count(starts, observed, clock.now());
  if (sandboxAttempt !== undefined) await rebuild(state, sandboxAttempt, { starts, uncounted }, observed);
  else if (sandbox) await startIn(state, sandbox, { starts, uncounted });
}

async function endContainer(state: PodState, kill: ContainerKill): Promise<void> {
  const { context, plan } = state;
  state.log(`container ${kill.name} is ended: ${kill.why}`);
  await stopContainer(context, kill, kill.gracePeriodSeconds ?? plan.gracePeriodSeconds);
  await context.observer.refresh(kill.id, 'container');
}

/** Starts containers in the sandbox that runs. In a first run a failure takes the whole pod back. */
async function startIn(state: PodState, sandbox: SandboxStatus, what: Starts): Promise<void> {
  const { context, firstRun } = state;
  const making = firstRun?.making ?? beginMaking(context);
  const work = () => startContainers(context, sandbox, what.starts, making, state.starter());
  try {
    noteHeldUp(state, await (firstRun ? orTakeBack(context, making, work) : work()), what);
  } catch (error) {
    if (firstRun) return state.giveUpFirstRun(state.keepHalfMade(error));
    noteNotMade(state, error, what);
  }
  await removeOldAttempts(context);
}

/** No event tells of a container that was not made. */
function noteHeldUp(state: PodState, heldUp: readonly HeldUp[], { uncounted }: Starts): void {
  if (heldUp.length === 0) return;
  for (const { error } of heldUp) state.log(error);
  state.restarts.noteHeldUp(heldUp, state.options.clock.now(), uncounted);
  state.sync();
}

/** Likewise. */
function noteNotMade(state: PodState, error: unknown, { starts, uncounted }: Starts): void {
  state.log(error);
  const { observed, options } = state;
  const notMade = starts.filter(({ name, attempt }) => newestOf(observed, name)?.attempt !== attempt);
  state.restarts.noteFailure(notMade, 'CreateContainerError', error, options.clock.now(), uncounted);
  state.sync();
}

async function rebuild(
  state: PodState,
  sandboxAttempt: number,
  what: Starts,
  observed: ObservedPod,
): Promise<void> {
  const { context, restarts, startTime, options } = state;
  const { starts, uncounted } = what;
  state.doing({ kind: 'starting' });
  try {
    const { sandboxId, heldUp } = await bringUp(context, beginMaking(context), {
      sandboxAttempt,
      starts,
      ...(startTime ? { startTime } : {}),
      ...state.starter(),
    });
    state.ownSandbox = sandboxId;
    noteHeldUp(state, heldUp, what);
    await removeEarlier(context, observed);
  } catch (failure) {
    // Nothing new stands; the next try is the back-off's.
    const error = state.keepHalfMade(failure);
    state.log(error);
    const now = options.clock.now();
    restarts.noteFailure(starts, 'CreatePodSandboxError', error, now, uncounted);
    state.holdUntil = now + restarts.delayOf(starts);
    state.sync();
  } finally {
    state.doing(undefined);
  }
}
