import { allContainers } from '../model/allContainers';
import type { DesiredState } from '../model/podSnapshot';
import { newestOf, type ObservedPod, restartsOf, sandboxOf } from '../observe/observedPod';
import { countingOf, deadlineOf, isOf, outcomeOf, startTimeOf } from '../observe/podProgress';
import type { SandboxStatus } from '../runtime/podRuntime';
import { carryOut } from './carryOut';
import { computePodActions, type PodActions } from './computePodActions';
import { takeBack } from './handOver';
import type { PodState } from './podState';
import { resume } from './resume';
import { removeEarlier, removePod, stopPod } from './takeDown';
import { Turns } from './turns';
import { refreshVolumes } from './volumeContents';

/** Between two tries to do what Docker refused: doubled from the first to the last. */
const firstRetryMs = 1000;
const maxRetryMs = 30_000;

/** Node's timers hold no more than 24 days. */
const longestSleepMs = 86_400_000;

/** Keeps one pod as its plan says: restarts what ended, rebuilds what lost its sandbox, finishes what was cut off. */
export class PodSupervisor {
  readonly #state: PodState;
  readonly #turns: Turns;
  #cancelWake: () => void = () => undefined;
  /** The sandbox whose labels were last read: each is read once. */
  #readSandbox: string | undefined;
  /** The containers that have stood since the pod was last asked for, and how often each had been restarted. */
  readonly #seen = new Map<string, number>();
  /** Objects may be other than they were when the pod's volumes were written: also while no window was open. */
  #volumesAreOld = true;
  /** How long it waits after its next failure. */
  #retryMs = firstRetryMs;
  #disposed = false;

  constructor(state: PodState) {
    this.#state = state;
    this.#turns = new Turns(state.options.clock);
  }

  /** Compares what stands with the plan, and acts. */
  async look(): Promise<void> {
    this.#cancelWake();
    try {
      await this.#state.finishRollBack();
      await takeBack(this.#state.context);
      await this.#lookAt(this.#state.observed);
      this.#retryMs = firstRetryMs;
    } catch (error) {
      this.#tryAgain(error);
    }
  }

  /** The next look brings what objects say now. */
  objectsChanged(): void {
    this.#volumesAreOld = true;
    this.#state.restarts.retryHeldUp();
  }

  dispose(): void {
    this.#disposed = true;
    this.#cancelWake();
  }

  /** The pod is made anew. What changes of its objects from now on may come too late for its volumes. */
  beginRun(): void {
    this.#seen.clear();
    this.#volumesAreOld = false;
  }

  /** Ends the first run where the pod stands by now, or goes on by itself, or has ended. */
  async settleFirstRun(): Promise<void> {
    const { observed } = this.#state;
    if (observed) await this.#settle(this.#actions(observed), observed);
  }

  async #lookAt(observed: ObservedPod | undefined): Promise<void> {
    const state = this.#state;
    if (!observed) return this.#state.giveUpFirstRun();
    this.#readPlan(observed);
    const sandbox = sandboxOf(observed);
    if (!state.supervised) return;
    if (sandbox && sandbox.desired !== 'Running') {
      this.#state.giveUpFirstRun();
      return this.#finishOrder(observed, sandbox);
    }
    // A pod that somebody stopped is not started because its sandbox was removed from a terminal.
    if (!sandbox && state.desired === 'Stopped') return;
    // What was made while the pod was being removed is not healed: it goes, too.
    if (!sandbox && state.desired === 'Removed')
      return this.#finishAfterOthers('Removed', observed, 'remains');
    state.desired = 'Running';
    state.startTime = startTimeOf(observed) ?? state.startTime ?? oldestOf(observed);
    const notBefore = this.#notBefore(observed);
    if (state.options.clock.now() < notBefore) return this.#wakeAt(notBefore);
    await this.#supervise(observed);
  }

  /** Until when (ms) the pod is left to somebody else, or to its last failure. */
  #notBefore(observed: ObservedPod): number {
    const { ownSandbox, holdUntil } = this.#state;
    const sandbox = sandboxOf(observed);
    const othersUntil = sandbox && sandbox.id !== ownSandbox ? this.#turns.maker(sandbox) : 0;
    return Math.max(othersUntil, holdUntil, this.#turns.remover(this.#isWhole(observed)));
  }

  /** Nothing is gone of what has stood. */
  #isWhole(observed: ObservedPod): boolean {
    for (const container of observed.containers) {
      const before = this.#seen.get(container.name) ?? 0;
      this.#seen.set(container.name, Math.max(before, restartsOf(container)));
    }
    const lacks = ({ name }: { name: string }) => this.#seen.has(name) && !newestOf(observed, name);
    return sandboxOf(observed) !== undefined && !allContainers(this.#state.plan).some(lacks);
  }

  async #supervise(observed: ObservedPod): Promise<void> {
    const { plan, restarts, options, context } = this.#state;
    if (!sandboxOf(observed)?.paused) await this.#refreshVolumes(observed);
    restarts.learn(observed);
    const actions = this.#actions(observed);
    await this.#settle(actions, observed);
    const until = restarts.noteWaiting(actions, observed);
    const deadline = deadlineOf(plan, observed) ?? 0;
    const isAhead = deadline > options.clock.now() && !outcomeOf(plan, countingOf(plan, observed));
    const resumeAt = this.#turns.pauser(actions.toResume.length > 0);
    const isDue = resumeAt <= options.clock.now();
    const wakeAt = Math.min(until ?? Infinity, isAhead ? deadline : Infinity, isDue ? Infinity : resumeAt);
    if (wakeAt < Infinity) this.#wakeAt(wakeAt);
    if (until !== undefined) options.changed();
    if (isDue) await resume(context, observed, actions.toResume);
    await carryOut(this.#state, actions, observed);
  }

  /** Of a pod that runs; what has yet to start is given what it needs by its start. */
  async #refreshVolumes(observed: ObservedPod): Promise<void> {
    const sandbox = sandboxOf(observed);
    if (!this.#volumesAreOld || !observed.containers.some((one) => one.startedAt && isOf(one, sandbox)))
      return;
    this.#volumesAreOld = false;
    await refreshVolumes(this.#state.context).catch((error: unknown) => this.#state.log(error));
  }

  #actions(observed: ObservedPod): PodActions {
    const { plan, probes, restarts, options } = this.#state;
    const now = options.clock.now();
    return computePodActions({
      ...{ plan, observed, probes, now },
      backOffs: restarts.backOffs,
      restarts: this.#seen,
    });
  }

  async #settle(actions: PodActions, observed: ObservedPod): Promise<void> {
    const { firstRun, plan, context } = this.#state;
    if (!firstRun) return;
    const counting = countingOf(plan, observed);
    const sandbox = sandboxOf(observed);
    const isUp = plan.containers.every(({ name }) => {
      const newest = newestOf(counting, name);
      return newest?.startedAt && isOf(newest, sandbox);
    });
    const waits = actions.containersToStart.length === 0 && actions.waiting.length > 0;
    if (!isUp && !waits && !actions.killPod) return;
    this.#state.endFirstRun();
    await removeEarlier(context, firstRun.earlier).finally(() => firstRun.settle());
  }

  /** The pod is what its newest sandbox says: another window may have run another manifest of its name. */
  #readPlan(observed: ObservedPod): void {
    const state = this.#state;
    const { runtime, read, changed } = state.options;
    const sandbox = sandboxOf(observed);
    if (!sandbox || sandbox.id === this.#readSandbox || runtime.connection.status !== 'connected') return;
    this.#readSandbox = sandbox.id;
    if (state.supervised && sandbox.specHash === state.plan.specHash) return;
    const found = read(observed);
    state.supervised = found !== undefined;
    if (found) {
      state.plan = found.plan;
      state.source = found.source;
      state.restarts.clear();
      this.#seen.clear();
      state.holdUntil = 0;
    }
    changed();
  }

  /**
   * A stop or removal that was cut off by a crash goes on. One that another window is busy with is left to it: to
   * remove the volumes a second time might hit the pod that is run next.
   */
  async #finishOrder(observed: ObservedPod, { id, desired, state }: SandboxStatus): Promise<void> {
    this.#state.desired = desired;
    const running = observed.containers.some((container) => container.state === 'CONTAINER_RUNNING');
    if (desired === 'Stopped' && !running && state === 'SANDBOX_NOTREADY') return;
    await this.#finishAfterOthers(desired, observed, id);
  }

  async #finishAfterOthers(desired: DesiredState, observed: ObservedPod, what: string): Promise<void> {
    const { plan, context, probes, options } = this.#state;
    const running = observed.containers.some((container) => container.state === 'CONTAINER_RUNNING');
    const graceMs = running ? plan.gracePeriodSeconds * 1000 : 0;
    const othersUntil = this.#turns.orderer(`${what} ${desired}`, graceMs);
    if (options.clock.now() < othersUntil) return this.#wakeAt(othersUntil);
    this.#state.doing({ kind: desired === 'Removed' ? 'removing' : 'stopping' });
    probes.terminating();
    const finished = desired === 'Removed' ? removePod(context, observed) : stopPod(context);
    await finished.finally(() => this.#state.doing(undefined));
  }

  /** No event tells that what Docker refused would succeed now. */
  #tryAgain(error: unknown): void {
    this.#state.log(error);
    const { runtime, clock } = this.#state.options;
    // A new connection is followed by a listing, and that by a look.
    if (this.#disposed || runtime.connection.status !== 'connected') return;
    this.#wakeAt(clock.now() + this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, maxRetryMs);
  }

  #wakeAt(time: number): void {
    this.#cancelWake();
    const { clock } = this.#state.options;
    const ms = Math.min(Math.max(0, time - clock.now()), longestSleepMs);
    this.#cancelWake = clock.after(ms, () => this.#state.sync());
  }
}

/** When the first of what stands was made, where nothing else tells. */
function oldestOf({ containers }: ObservedPod): string | undefined {
  return containers.map(({ createdAt }) => createdAt).sort()[0];
}
