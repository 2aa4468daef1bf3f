import type { PodActivity, PodKey } from '../model/podSnapshot';
import { type ObservedPod, sandboxOf } from '../observe/observedPod';
import type { PodObserver } from '../observe/podObserver';
import type { WorkerView } from '../observe/podSnapshotOf';
import { labels } from '../plan/names';
import type { PodPlan } from '../plan/podPlan';
import type { PodRuntime } from '../runtime/podRuntime';
import { type BackOff, nextBackOff } from './backOff';
import { bringUp, HalfMadeError, nextAttempts, startContainers } from './bringUp';
import type { Clock } from './clock';
import { computePodActions, type PodActions } from './computePodActions';
import { ensureImages } from './ensureImages';
import { observedOf, type PodContext, podTitle } from './podContext';
import { removeEarlier, removeOldAttempts, removePod, stopContainers, stopPod } from './takeDown';

export interface WorkerOptions {
  runtime: PodRuntime;
  observer: PodObserver;
  clock: Clock;
  /** Something that only the worker knows has changed: activity, notes. */
  changed: () => void;
  log: (message: string) => void;
  /** False for remains of a pod whose manifest is lost: shown and removable, never healed. */
  supervised: boolean;
}

/** A sandbox younger than this that this engine did not make is being brought up by another window. */
const othersTurnMs = 5000;

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
  #activity: PodActivity | undefined;
  #notes = new Map<string, { reason: string; message?: string }>();
  #backOffs = new Map<string, BackOff>();
  /** Orders and looks, one after the other. */
  #tail: Promise<unknown> = Promise.resolve();
  #orders = 0;
  #syncQueued = false;
  #cancelWake: () => void = () => undefined;
  /** The sandbox this worker made: those of others get time to be finished by who made them. */
  #ownSandbox: string | undefined;
  /** A failed start could not be taken back: it is once the daemon is there again. */
  #halfMade = false;
  /** Since when (ms) somebody else removes the pod; it is finished here when that takes too long. */
  #removedSince: number | undefined;
  /** No rebuild before this time (ms): the last one failed. */
  #holdUntil = 0;
  #disposed = false;

  constructor(plan: PodPlan, source: string | undefined, options: WorkerOptions) {
    this.key = plan.key;
    this.#plan = plan;
    this.#source = source;
    this.#options = options;
    this.#createdAt = new Date(options.clock.now()).toISOString();
  }

  /** What the worker adds to the observation. */
  get view(): WorkerView {
    return {
      pod: this.#plan.pod,
      specHash: this.#plan.specHash,
      ...(this.#source ? { source: this.#source } : {}),
      createdAt: this.#createdAt,
      notes: this.#notes,
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
      await ensureImages(this.#options.runtime, plan, signal, doing);
      if (observed && !same) await removePod(this.#context, observed);
      this.#plan = plan;
      this.#source = source ?? this.#source;
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
      await ensureImages(this.#options.runtime, this.#plan, signal, (activity) => this.#doing(activity));
      this.#doing({ kind: 'stopping' });
      await stopPod(this.#context);
      this.#doing({ kind: 'starting' });
      await this.#bringUpAnew(signal);
    });
  }

  /** Removes every trace. */
  remove(): Promise<void> {
    return this.#order(async () => {
      this.#doing({ kind: 'removing' });
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
      await this.#syncPod().catch((error: unknown) => this.#log(error));
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#cancelWake();
  }

  get #context(): PodContext {
    return { runtime: this.#options.runtime, observer: this.#options.observer, plan: this.#plan };
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
    const result = this.#tail.then(work).catch((error: unknown) => {
      if (!(error instanceof HalfMadeError)) throw error;
      this.#halfMade = true;
      throw error.cause;
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

  /** A new attempt of the sandbox and of every container. */
  async #bringUpAnew(signal?: AbortSignal): Promise<void> {
    this.#backOffs.clear();
    this.#notes.clear();
    const before = observedOf(this.#context);
    const { sandbox, containers } = nextAttempts(this.#context);
    this.#ownSandbox = await bringUp(this.#context, sandbox, containers, signal);
    await removeEarlier(this.#context, before);
  }

  async #syncPod(): Promise<void> {
    this.#cancelWake();
    const observed = observedOf(this.#context);
    if (this.#halfMade) return this.#finishRollBack(observed);
    if (!observed || !this.#options.supervised) return;
    const sandbox = sandboxOf(observed);
    const now = this.#options.clock.now();
    if (sandbox?.desired === 'Removed') return this.#finishRemoval(observed, now);
    this.#removedSince = undefined;
    const othersUntil =
      sandbox && sandbox.id !== this.#ownSandbox ? Date.parse(sandbox.createdAt) + othersTurnMs : 0;
    const notBefore = Math.max(othersUntil, this.#holdUntil);
    if (now < notBefore) return this.#wakeAt(notBefore);
    const actions = computePodActions(this.#plan, observed, this.#backOffs, now);
    this.#noteWaiting(actions, now);
    await this.#act(actions, observed);
  }

  async #act(actions: PodActions, observed: ObservedPod): Promise<void> {
    const { runtime, observer } = this.#options;
    const sandbox = sandboxOf(observed);
    if (actions.stopSandbox && sandbox) return runtime.stopPodSandbox(sandbox.id);
    if (actions.killPod) await stopContainers(this.#context, observed);
    if (actions.containersToStart.length === 0) return;
    // Another window may have said since that the pod shall stop or go: its word is on Docker before its deeds.
    const fresh = sandbox && (await runtime.podSandboxStatus(sandbox.id));
    if (fresh && fresh.desired !== 'Running') return observer.refresh(fresh.id, 'podsandbox');
    this.#countRestarts(actions);
    if (actions.sandboxAttempt !== undefined) return this.#rebuild(actions.sandboxAttempt, actions, observed);
    if (!sandbox) return;
    await startContainers(this.#context, sandbox.id, actions.containersToStart).catch((error: unknown) =>
      this.#log(error),
    );
    await removeOldAttempts(this.#context);
  }

  async #rebuild(attempt: number, actions: PodActions, observed: ObservedPod): Promise<void> {
    this.#doing({ kind: 'starting' });
    try {
      this.#ownSandbox = await bringUp(this.#context, attempt, actions.containersToStart);
      await removeEarlier(this.#context, observed);
    } catch (error) {
      // Nothing new stands; the next try is the back-off's.
      this.#log(error);
      const message = error instanceof Error ? error.message : String(error);
      for (const { name } of actions.containersToStart) {
        this.#notes.set(name, { reason: 'CreatePodSandboxError', message });
      }
      const delays = actions.containersToStart.map(({ name }) => this.#backOffs.get(name)?.delayMs ?? 0);
      this.#holdUntil = this.#options.clock.now() + Math.max(...delays);
      this.#wakeAt(this.#holdUntil);
    } finally {
      this.#doing(undefined);
    }
  }

  #countRestarts({ containersToStart }: PodActions): void {
    const now = this.#options.clock.now();
    for (const { name } of containersToStart) {
      this.#backOffs.set(name, nextBackOff(this.#backOffs.get(name), now));
    }
  }

  #noteWaiting({ waiting, containersToStart }: PodActions, now: number): void {
    for (const { name } of containersToStart) this.#notes.delete(name);
    for (const { name, until } of waiting) {
      const seconds = Math.ceil((until - now) / 1000);
      this.#notes.set(name, { reason: 'CrashLoopBackOff', message: `back-off: restarting in ${seconds} s` });
    }
    if (waiting.length === 0) return;
    this.#wakeAt(Math.min(...waiting.map(({ until }) => until)));
    this.#options.changed();
  }

  #wakeAt(time: number): void {
    this.#cancelWake();
    const { clock } = this.#options;
    this.#cancelWake = clock.after(Math.max(0, time - clock.now()), () => this.sync());
  }

  /** The daemon went away in the middle of a start: what that left is removed now that it is back. */
  async #finishRollBack(observed: ObservedPod | undefined): Promise<void> {
    if (observed) await removePod(this.#context, observed);
    this.#halfMade = false;
    this.#options.changed();
  }

  /**
   * A removal that was cut off by a crash goes on. One that another window is busy with is left to it: to remove the
   * volumes a second time might hit the pod that is run next.
   */
  async #finishRemoval(observed: ObservedPod, now: number): Promise<void> {
    this.#removedSince ??= now;
    const running = observed.containers.some(({ state }) => state === 'CONTAINER_RUNNING');
    const othersUntil =
      this.#removedSince + othersTurnMs + (running ? this.#plan.gracePeriodSeconds * 1000 : 0);
    if (now < othersUntil) return this.#wakeAt(othersUntil);
    this.#doing({ kind: 'removing' });
    await removePod(this.#context, observed).finally(() => this.#doing(undefined));
  }
}
