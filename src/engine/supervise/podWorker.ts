import { EngineError, withEndpoint } from '../model/engineError';
import type { ObjectSource } from '../model/podObject';
import { type DesiredState, type PodActivity, type PodKey, podKeyString } from '../model/podSnapshot';
import { newestOf, type ObservedPod, sandboxOf } from '../observe/observedPod';
import type { PodObserver } from '../observe/podObserver';
import type { WorkerView } from '../observe/podSnapshotOf';
import { labels } from '../plan/names';
import type { PodPlan } from '../plan/podPlan';
import type { PodRuntime, SandboxStatus } from '../runtime/podRuntime';
import { bringUp, HalfMadeError, nextAttempts, rollBack, startContainers, throwIfCancelled } from './bringUp';
import type { Clock } from './clock';
import { type ContainerStart, computePodActions, type PodActions } from './computePodActions';
import { ensureImages } from './ensureImages';
import { observedOf, type PodContext, podTitle } from './podContext';
import { noProbes } from './probes/probeResults';
import { Restarts } from './restarts';
import { endWhatRuns, removeEarlier, removeOldAttempts, removePod, stopPod } from './takeDown';
import { Turns } from './turns';

/** What Docker's labels say that a pod shall be. */
export interface PlanOnDocker {
  plan: PodPlan;
  source?: string;
}

export interface WorkerOptions {
  runtime: PodRuntime;
  observer: PodObserver;
  clock: Clock;
  objects: ObjectSource;
  /** Something that only the worker knows has changed: activity, notes. */
  changed: () => void;
  /** Plans what the labels of the newest sandbox say; undefined where they cannot be read. */
  read: (observed: ObservedPod) => PlanOnDocker | undefined;
  log: (message: string) => void;
  /** False for remains of a pod whose manifest is lost: shown and removable, never healed. */
  supervised: boolean;
}

/** Between two tries to do what Docker refused: doubled from the first to the last. */
const firstRetryMs = 1000;
const maxRetryMs = 30_000;

/**
 * The one loop of one pod: everything done to it goes through here, one after the other. Between the orders of people
 * it keeps the pod as the plan says: restarts what ended, rebuilds what lost its sandbox.
 */
export class PodWorker {
  readonly key: PodKey;
  readonly #options: WorkerOptions;
  readonly #createdAt: string;
  #plan: PodPlan;
  #source: string | undefined;
  #supervised: boolean;
  #activity: PodActivity | undefined;
  readonly #restarts = new Restarts();
  /** Orders and looks, one after the other. */
  #tail: Promise<unknown> = Promise.resolve();
  #orders = 0;
  #syncQueued = false;
  #cancelWake: () => void = () => undefined;
  /** The sandbox this worker made: those of others get time to be finished by who made them. */
  #ownSandbox: string | undefined;
  /** A failed start could not be taken back: it is once the daemon is there again. */
  #halfMade: HalfMadeError | undefined;
  readonly #turns: Turns;
  /** The sandbox whose labels were last read: each is read once. */
  #readSandbox: string | undefined;
  /** As the last sandbox said: its word outlives it. */
  #desired: DesiredState = 'Running';
  /** No rebuild before this time (ms): the last one failed. */
  #holdUntil = 0;
  /** How long the worker waits after its next failure. */
  #retryMs = firstRetryMs;
  #disposed = false;

  constructor(plan: PodPlan, source: string | undefined, options: WorkerOptions) {
    this.key = plan.key;
    this.#plan = plan;
    this.#source = source;
    this.#supervised = options.supervised;
    this.#options = options;
    this.#turns = new Turns(options.clock);
    this.#createdAt = new Date(options.clock.now()).toISOString();
  }

  /** What the worker adds to the observation. */
  get view(): WorkerView {
    return {
      pod: this.#plan.pod,
      specHash: this.#plan.specHash,
      ...(this.#source ? { source: this.#source } : {}),
      createdAt: this.#createdAt,
      notes: this.#restarts.notes,
      ...(this.#activity ? { activity: this.#activity } : {}),
    };
  }

  /** Nothing is being done for the pod, nor must be. */
  get idle(): boolean {
    return this.#orders === 0 && !this.#halfMade;
  }

  /** Makes the pod stand as the plan says; see PodEngineApi.run. */
  run(
    plan: PodPlan,
    source: string | undefined,
    signal?: AbortSignal,
    report?: (activity: PodActivity) => void,
  ): Promise<void> {
    const doing = (activity: PodActivity) => {
      this.#doing(activity);
      report?.(activity);
    };
    return this.#order(async () => {
      const observed = observedOf(this.#context);
      const sandbox = sandboxOf(observed);
      const same = sandbox?.labels[labels.specHash] === plan.specHash;
      if (same && sandbox.state === 'SANDBOX_READY' && sandbox.desired === 'Running') return;
      // Before anything is taken down: a missing image must not cost the pod that runs.
      await ensureImages({ ...this.#context, plan, ...(source ? { source } : {}) }, signal, doing);
      throwIfCancelled(signal);
      if (observed && !same) {
        doing({ kind: 'removing' });
        await removePod(this.#context, observed);
      }
      this.#plan = plan;
      this.#source = source ?? this.#source;
      this.#supervised = true;
      doing({ kind: 'starting' });
      await this.#bringUpAnew(signal);
    });
  }

  /** Ends the containers and the sandbox, and keeps them. */
  stop(): Promise<void> {
    return this.#order(async () => {
      this.#doing({ kind: 'stopping' });
      await stopPod(this.#context);
    });
  }

  /** Ends everything and brings it up as the next attempt. */
  restart(signal?: AbortSignal): Promise<void> {
    return this.#order(async () => {
      if (!this.#supervised) throw new EngineError('pod-not-found', { pod: podKeyString(this.key) });
      await ensureImages(this.#context, signal, (activity) => this.#doing(activity));
      throwIfCancelled(signal);
      if (sandboxOf(observedOf(this.#context))?.state === 'SANDBOX_READY') {
        this.#doing({ kind: 'stopping' });
        await stopPod(this.#context);
      }
      this.#doing({ kind: 'starting' });
      await this.#bringUpAnew(signal);
    });
  }

  /** Removes every trace. */
  remove(): Promise<void> {
    return this.#order(async () => {
      this.#doing({ kind: 'removing' });
      this.#desired = 'Removed';
      const observed = observedOf(this.#context);
      if (observed) await removePod(this.#context, observed);
    });
  }

  /** Something of the pod changed, or time has come: compares and acts, unless an order is being carried out. */
  sync(): void {
    if (this.#disposed || this.#orders > 0 || this.#syncQueued) return;
    this.#syncQueued = true;
    this.#tail = this.#tail.then(async () => {
      this.#syncQueued = false;
      if (this.#disposed || this.#orders > 0) return;
      await this.#syncPod().then(
        () => {
          this.#retryMs = firstRetryMs;
        },
        (error: unknown) => this.#tryAgain(error),
      );
    });
  }

  /** ConfigMaps or Secrets of the pod may have changed. */
  objectsChanged(): void {
    this.sync();
  }

  /** No event tells that what Docker refused would succeed now. */
  #tryAgain(error: unknown): void {
    this.#log(error);
    const { runtime, clock } = this.#options;
    // A new connection is followed by a listing, and that by a look.
    if (this.#disposed || runtime.connection.status !== 'connected') return;
    this.#wakeAt(clock.now() + this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, maxRetryMs);
  }

  dispose(): void {
    this.#disposed = true;
    this.#cancelWake();
  }

  get #context(): PodContext {
    const { runtime, observer, objects, clock, log } = this.#options;
    const source = this.#source;
    return { runtime, observer, objects, clock, log, plan: this.#plan, ...(source ? { source } : {}) };
  }

  #log(error: unknown): void {
    this.#options.log(`${podTitle(this.key)}: ${error instanceof Error ? error.message : String(error)}`);
  }

  #doing(activity: PodActivity | undefined): void {
    this.#activity = activity;
    this.#options.changed();
  }

  /** Carries out one order after those before it, and looks at the pod once more after it. */
  #order(work: () => Promise<void>): Promise<void> {
    this.#orders++;
    const result = this.#tail
      .then(() => this.#finishRollBack())
      .then(work)
      .catch((error: unknown) => {
        throw withEndpoint(this.#keepHalfMade(error), this.#options.runtime.connection);
      });
    const settled = result
      .catch(() => undefined)
      .then(() => {
        this.#orders--;
        this.#doing(undefined);
        this.sync();
      });
    this.#tail = settled;
    // The order is done when the worker has put it behind itself.
    return settled.then(() => result);
  }

  /** Remembers what a failed start has left; gives the error behind it. */
  #keepHalfMade(error: unknown): unknown {
    if (!(error instanceof HalfMadeError)) return error;
    this.#halfMade = error;
    return error.cause;
  }

  /** A new attempt of the sandbox and of every container. */
  async #bringUpAnew(signal?: AbortSignal): Promise<void> {
    this.#restarts.clear();
    this.#holdUntil = 0;
    const before = observedOf(this.#context);
    if (before) await endWhatRuns(this.#context, before);
    const { sandbox, containers } = nextAttempts(this.#context);
    this.#ownSandbox = await bringUp(this.#context, sandbox, containers, signal);
    this.#desired = 'Running';
    await removeEarlier(this.#context, before);
  }

  async #syncPod(): Promise<void> {
    this.#cancelWake();
    await this.#finishRollBack();
    const observed = observedOf(this.#context);
    const sandbox = sandboxOf(observed);
    if (observed) this.#readPlan(observed);
    if (!observed || !this.#supervised) return;
    if (sandbox && sandbox.desired !== 'Running') return this.#finishOrder(observed, sandbox);
    // A pod that somebody stopped is not started because its sandbox was removed from a terminal.
    if (!sandbox && this.#desired === 'Stopped') return;
    // What was made while the pod was being removed is not healed: it goes, too.
    if (!sandbox && this.#desired === 'Removed')
      return this.#finishAfterOthers('Removed', observed, 'remains');
    this.#desired = 'Running';
    const now = this.#options.clock.now();
    const othersUntil = sandbox && sandbox.id !== this.#ownSandbox ? this.#turns.maker(sandbox) : 0;
    const isWhole = sandbox && this.#plan.containers.every(({ name }) => newestOf(observed, name));
    const notBefore = Math.max(othersUntil, this.#holdUntil, this.#turns.remover(isWhole ?? false));
    if (now < notBefore) return this.#wakeAt(notBefore);
    this.#restarts.learn(observed);
    const actions = computePodActions({
      plan: this.#plan,
      observed,
      probes: noProbes,
      backOffs: this.#restarts.backOffs,
      now,
    });
    const until = this.#restarts.noteWaiting(actions, observed);
    if (until !== undefined) {
      this.#wakeAt(until);
      this.#options.changed();
    }
    await this.#act(actions, observed);
  }

  /** The pod is what its newest sandbox says: another window may have run another manifest of its name. */
  #readPlan(observed: ObservedPod): void {
    const { runtime, read, changed } = this.#options;
    const sandbox = sandboxOf(observed);
    if (!sandbox || sandbox.id === this.#readSandbox || runtime.connection.status !== 'connected') return;
    this.#readSandbox = sandbox.id;
    if (this.#supervised && sandbox.labels[labels.specHash] === this.#plan.specHash) return;
    const found = read(observed);
    this.#supervised = found !== undefined;
    if (found) {
      this.#plan = found.plan;
      this.#source = found.source;
      this.#restarts.clear();
      this.#holdUntil = 0;
    }
    changed();
  }

  async #act(actions: PodActions, observed: ObservedPod): Promise<void> {
    const { runtime, observer } = this.#options;
    const sandbox = sandboxOf(observed);
    if (actions.killPod) await endWhatRuns(this.#context, observed);
    if (actions.containersToStart.length === 0) return;
    // Another window may have said since that the pod shall stop or go: its word is on Docker before its deeds.
    const fresh = sandbox && (await runtime.podSandboxStatus(sandbox.id));
    const cameBack = sandbox?.state === 'SANDBOX_NOTREADY' && fresh?.state === 'SANDBOX_READY';
    if (fresh && (cameBack || fresh.desired !== 'Running')) return observer.refresh(fresh.id, 'podsandbox');
    this.#restarts.count(actions.containersToStart, observed, this.#options.clock.now());
    if (actions.sandboxAttempt !== undefined) return this.#rebuild(actions.sandboxAttempt, actions, observed);
    if (!sandbox) return;
    await startContainers(this.#context, sandbox.id, actions.containersToStart).catch((error: unknown) =>
      this.#noteNotMade(actions.containersToStart, error),
    );
    await removeOldAttempts(this.#context);
  }

  /** No event tells of a container that was not made. */
  #noteNotMade(starts: readonly ContainerStart[], error: unknown): void {
    this.#log(error);
    const observed = observedOf(this.#context);
    const notMade = starts.filter(({ name, attempt }) => newestOf(observed, name)?.attempt !== attempt);
    this.#restarts.noteFailure(notMade, 'CreateContainerError', error);
    this.sync();
  }

  async #rebuild(attempt: number, actions: PodActions, observed: ObservedPod): Promise<void> {
    this.#doing({ kind: 'starting' });
    try {
      this.#ownSandbox = await bringUp(this.#context, attempt, actions.containersToStart);
      await removeEarlier(this.#context, observed);
    } catch (failure) {
      // Nothing new stands; the next try is the back-off's.
      const error = this.#keepHalfMade(failure);
      this.#log(error);
      this.#restarts.noteFailure(actions.containersToStart, 'CreatePodSandboxError', error);
      this.#holdUntil = this.#options.clock.now() + this.#restarts.delayOf(actions.containersToStart);
      this.#wakeAt(this.#holdUntil);
    } finally {
      this.#doing(undefined);
    }
  }

  #wakeAt(time: number): void {
    this.#cancelWake();
    const { clock } = this.#options;
    this.#cancelWake = clock.after(Math.max(0, time - clock.now()), () => this.sync());
  }

  /** The daemon went away in the middle of a start: what that left is removed now that it is back. */
  async #finishRollBack(): Promise<void> {
    if (!this.#halfMade) return;
    await rollBack(this.#context, this.#halfMade);
    this.#halfMade = undefined;
    this.#options.changed();
  }

  /**
   * A stop or removal that was cut off by a crash goes on. One that another window is busy with is left to it: to
   * remove the volumes a second time might hit the pod that is run next.
   */
  async #finishOrder(observed: ObservedPod, { id, desired, state }: SandboxStatus): Promise<void> {
    this.#desired = desired;
    const running = observed.containers.some((container) => container.state === 'CONTAINER_RUNNING');
    if (desired === 'Stopped' && !running && state === 'SANDBOX_NOTREADY') return;
    await this.#finishAfterOthers(desired, observed, id);
  }

  async #finishAfterOthers(desired: DesiredState, observed: ObservedPod, what: string): Promise<void> {
    const running = observed.containers.some((container) => container.state === 'CONTAINER_RUNNING');
    const graceMs = running ? this.#plan.gracePeriodSeconds * 1000 : 0;
    const othersUntil = this.#turns.orderer(`${what} ${desired}`, graceMs);
    if (this.#options.clock.now() < othersUntil) return this.#wakeAt(othersUntil);
    this.#doing({ kind: desired === 'Removed' ? 'removing' : 'stopping' });
    const finished = desired === 'Removed' ? removePod(this.#context, observed) : stopPod(this.#context);
    await finished.finally(() => this.#doing(undefined));
  }
}
