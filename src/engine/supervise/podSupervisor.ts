import { EngineError } from '../model/engineError';
import type { DesiredState } from '../model/podSnapshot';
import { newestOf, type ObservedPod, sandboxOf } from '../observe/observedPod';
import {
  countingOf,
  deadlineOf,
  isOf,
  isPastDeadline,
  outcomeOf,
  presentOf,
  startTimeOf,
} from '../observe/podProgress';
import { podChangeOf } from '../plan/podChange';
import type { PodPlan } from '../plan/podPlan';
import type { SandboxStatus } from '../runtime/podRuntime';
import { carryOut } from './carryOut';
import { computePodActions, type PodActions } from './computePodActions';
import { takeBack } from './handOver';
import { LeftToOthers } from './leftToOthers';
import { idsOf } from './podContext';
import { backingOff, deadlineExceeded } from './podEvents';
import type { PodState } from './podState';
import { resume } from './resume';
import { removeEarlier, removePod, removeRemains, stopPod } from './takeDown';
import { refreshVolumes } from './volumeContents';
import type { PlanOnDocker } from './workerOptions';

/** Between two tries to do what Docker refused: doubled from the first to the last. */
const firstRetryMs = 1000;
const maxRetryMs = 30_000;

/** Node's timers hold no more than 24 days. */
const longestSleepMs = 86_400_000;

/** Keeps one pod as its plan says: restarts what ended, rebuilds what lost its sandbox, finishes what was cut off. */
export class PodSupervisor {
  readonly #state: PodState;
  readonly #others: LeftToOthers;
  #cancelWake: () => void = () => undefined;
  /** The sandbox, and the hash of its manifest, that were last read: each is read once. */
  #readWord: string | undefined;
  /** Objects may be other than they were when the pod's volumes were written: also while no window was open. */
  #volumesAreOld = true;
  /** Of each container the end (RFC 3339) that it was last said to wait after. */
  readonly #announced = new Map<string, string>();
  /** How long it waits after its next failure. */
  #retryMs = firstRetryMs;
  #disposed = false;

  constructor(state: PodState) {
    this.#state = state;
    this.#others = new LeftToOthers(state);
  }

  /** Takes in what stands, at each change of it. */
  see(): void {
    const { observed, standing, context, options } = this.#state;
    const { connection } = options.runtime;
    const endpoint = connection.status === 'connected' ? connection.endpoint : undefined;
    const isWhole = observed !== undefined && this.#others.isWhole(observed);
    standing.look({ ids: idsOf(context), isWhole, endpoint });
  }

  /** Compares what stands with the plan, and acts. */
  async look(): Promise<void> {
    this.#cancelWake();
    try {
      await this.#state.finishRollBack();
      await this.#look();
      this.#retryMs = firstRetryMs;
    } catch (error) {
      this.#tryAgain(error);
    }
  }

  /** The next look brings what objects say now. */
  objectsChanged(): void {
    this.#volumesAreOld = true;
    const { restarts, images, plan } = this.#state;
    if (plan.imagePullSecrets.length > 0) images.forgive();
    restarts.retryHeldUp();
  }

  dispose(): void {
    this.#disposed = true;
    this.#cancelWake();
  }

  /** The pod is made anew. What changes of its objects from now on may come too late for its volumes. */
  beginRun(): void {
    this.#others.beginRun();
    this.#state.standing.forget();
    this.#volumesAreOld = false;
  }

  /** Ends the first run where the pod stands by now, or goes on by itself, or has ended. */
  async settleFirstRun(): Promise<void> {
    const { observed } = this.#state;
    if (observed) await this.#settle(this.#actions(observed), observed);
  }

  /** What the pod is by what Docker says now; undefined where nobody knows. Throws as `readPlan`. */
  async standing(): Promise<PodPlan | undefined> {
    const { supervised, plan, specHash, observed, options } = this.#state;
    const sandbox = sandboxOf(observed);
    if (supervised && (!sandbox || sandbox.specHash === specHash)) return plan;
    return sandbox && (await options.read(sandbox))?.plan;
  }

  /** Replaces at once what the manifest that was just applied has otherwise; what is not replaced follows it. */
  async replace(): Promise<void> {
    this.objectsChanged();
    const { observed } = this.#state;
    if (observed) await this.#supervise(observed);
  }

  async #look(): Promise<void> {
    const state = this.#state;
    if (state.observed) await this.readPlan();
    else state.giveUpFirstRun();
    // What nobody here would restart stays Docker's.
    if (state.supervised) await takeBack(state.context);
    const { observed } = state;
    if (this.#isRemoved(observed)) return this.#removeRemains();
    if (!observed) return;
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
    const notBefore = this.#others.notBefore(observed);
    if (state.options.clock.now() < notBefore) return this.#wakeAt(notBefore);
    await this.#supervise(observed);
  }

  /** Somebody has removed it from outside, all of it. Another window's order is that window's to carry out. */
  #isRemoved(observed: ObservedPod | undefined): boolean {
    const { standing, context, desired, ownSandbox, options } = this.#state;
    const sandbox = sandboxOf(observed);
    const isGone = standing.isGone(idsOf(context));
    const isOurs = desired !== 'Removed' && (!sandbox || sandbox.id === ownSandbox);
    if (isGone && isOurs) return true;
    if (standing.isEmpty || (observed && !isGone)) return false;
    standing.forget();
    // Nothing holds the worker any more.
    options.changed();
    return false;
  }

  async #removeRemains(): Promise<void> {
    const { standing, context, ownSandbox, options } = this.#state;
    const othersUntil = this.#others.turns.remover(false);
    if (options.clock.now() < othersUntil) return this.#wakeAt(othersUntil);
    this.#state.log('it was removed from outside');
    this.#state.giveUpFirstRun();
    this.#state.doing({ kind: 'removing' });
    try {
      const isRemoved = await removeRemains(context, (ids) => standing.isGone(ids), ownSandbox);
      if (isRemoved) this.#state.desired = 'Removed';
      standing.forget();
    } finally {
      this.#state.doing(undefined);
    }
  }

  async #supervise(observed: ObservedPod): Promise<void> {
    const { plan, restarts, options, context } = this.#state;
    if (!sandboxOf(observed)?.paused) await this.#refreshVolumes(observed);
    restarts.learn(observed, plan);
    const actions = this.#actions(observed);
    await this.#settle(actions, observed);
    const until = restarts.noteWaiting(actions, observed, options.clock.now());
    const deadline = deadlineOf(plan, observed) ?? 0;
    const isAhead = deadline > options.clock.now() && !outcomeOf(plan, countingOf(plan, observed));
    const resumeAt = this.#others.turns.pauser(actions.toResume.length > 0);
    const isDue = resumeAt <= options.clock.now();
    const wakeAt = Math.min(until ?? Infinity, isAhead ? deadline : Infinity, isDue ? Infinity : resumeAt);
    if (wakeAt < Infinity) this.#wakeAt(wakeAt);
    if (until !== undefined) options.changed();
    this.#record(actions, observed);
    if (isDue) await resume(context, observed, actions.toResume);
    await carryOut(this.#state, actions, observed);
  }

  /** Tells what the kubelet tells of a pod that waits or ends; of each wait once. */
  #record({ killPod, waiting }: PodActions, observed: ObservedPod): void {
    const { plan, restarts, context, options } = this.#state;
    const deadline = deadlineOf(plan, observed);
    if (killPod && deadline && isPastDeadline(plan, observed, options.clock.now()))
      context.record({ ...deadlineExceeded, at: new Date(deadline).toISOString() });
    for (const { name } of waiting) {
      const crashed = restarts.notes.get(name)?.reason === 'CrashLoopBackOff';
      const { finishedAt } = newestOf(observed, name) ?? {};
      if (!crashed || !finishedAt || this.#announced.get(name) === finishedAt) continue;
      this.#announced.set(name, finishedAt);
      context.record(backingOff(plan, name, finishedAt));
    }
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
      restarts: this.#others.restarts,
    });
  }

  async #settle(actions: PodActions, observed: ObservedPod): Promise<void> {
    const { firstRun, plan, context } = this.#state;
    if (!firstRun) return;
    const counting = countingOf(plan, observed);
    const sandbox = sandboxOf(observed);
    const all = plan.containers.map((planned) => {
      const newest = presentOf(counting, planned);
      return newest && isOf(newest, sandbox) ? newest : undefined;
    });
    const isUp = all.every((newest) => newest?.startedAt);
    // What was refused its start, and is not restarted, neither runs nor waits.
    const hasBegun = all.every(
      (newest) => newest && (newest.startedAt || newest.state === 'CONTAINER_EXITED'),
    );
    const waits = actions.containersToStart.length === 0 && (actions.waiting.length > 0 || hasBegun);
    if (!isUp && !waits && !actions.killPod) return;
    this.#state.endFirstRun();
    await removeEarlier(context, firstRun.earlier).finally(() => firstRun.settle());
  }

  /**
   * The pod is what its newest sandbox says: another window may have run or applied another manifest of its name. Throws
   * EngineError where that cannot be read now: until it is, nothing may be healed.
   */
  async readPlan(): Promise<void> {
    const state = this.#state;
    const { runtime, read, changed } = state.options;
    state.planForDaemon();
    const sandbox = sandboxOf(state.observed);
    const word = sandbox && `${sandbox.id} ${sandbox.specHash}`;
    if (!sandbox || word === this.#readWord || runtime.connection.status !== 'connected') return;
    if (!state.supervised || sandbox.specHash !== state.specHash) {
      const found = await read(sandbox).catch((error: unknown) => {
        if (error instanceof EngineError && error.code === 'manifest-lost') {
          state.lose(error);
          this.#readWord = undefined;
        }
        throw error;
      });
      if (found) this.#takeIn(found, sandbox);
      else state.lose(undefined);
      changed();
      state.sync();
    } else if (this.#isOthersRun(sandbox)) this.#forgetRun();
    this.#readWord = word;
  }

  /** Another window has made the same pod anew: its attempts are named from what stands of it, and have not crashed. */
  #isOthersRun({ id }: SandboxStatus): boolean {
    const { ownSandbox, startTime, observed } = this.#state;
    return id !== ownSandbox && startTime !== undefined && startTimeOf(observed) !== startTime;
  }

  #forgetRun(): void {
    this.#state.restarts.clear();
    this.#others.beginRun();
  }

  /** What was applied changes some containers; another sandbox is another pod. */
  #takeIn(found: PlanOnDocker, { id, specHash }: SandboxStatus): void {
    const state = this.#state;
    if (state.supervised && this.#readWord?.startsWith(id)) {
      state.restarts.beginAnew(podChangeOf(state.plan, found.plan).containers);
    } else this.#forgetRun();
    state.holdUntil = 0;
    this.#others.takeIn();
    state.takeIn(found, specHash);
    this.objectsChanged();
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
    const othersUntil = this.#others.turns.orderer(`${what} ${desired}`, graceMs);
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
