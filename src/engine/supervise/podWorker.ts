import { EngineError } from '../model/engineError';
import type { Pod } from '../model/pod';
import type { PodActivity, PodKey } from '../model/podSnapshot';
import { newestOf, type ObservedPod, sandboxOf } from '../observe/observedPod';
import type { PodObserver } from '../observe/podObserver';
import type { WorkerView } from '../observe/podSnapshotOf';
import type { PodPlan } from '../plan/podPlan';
import type { PodRuntime } from '../runtime/podRuntime';
import { type BackOff, nextBackOff } from './backOff';
import { bringUp, type ContainerStart, type Made, startAll } from './bringUp';
import type { Clock } from './clock';
import { computePodActions, type PodActions } from './computePodActions';
import { ensureImages } from './ensureImages';
import { removePod, stopContainers } from './takeDown';

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
  #plan: PodPlan;
  #source: string | undefined;
  #activity: PodActivity | undefined;
  #notes = new Map<string, { reason: string; message?: string }>();
  #backOffs = new Map<string, BackOff>();
  #tail: Promise<unknown> = Promise.resolve();
  #busy = 0;
  #syncQueued = false;
  #cancelWake: () => void = () => undefined;
  /** Sandboxes this worker made: those of others get time to be finished by who made them. */
  readonly #own = new Set<string>();
  /** A failed start that could not be taken back because the daemon was gone. */
  #rollBack = false;
  /** No rebuild before this time (ms): the last one failed. */
  #holdUntil = 0;
  #disposed = false;
  readonly #createdAt: string;
  readonly #options: WorkerOptions;

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

  get pod(): Pod {
    return this.#plan.pod;
  }

  /** Nothing of the pod stands and nothing is being done for it. */
  get idle(): boolean {
    return this.#busy === 0 && !this.#rollBack;
  }

  /** Makes the pod stand as the plan says; see PodEngineApi.run. */
  run(
    plan: PodPlan,
    source: string | undefined,
    signal?: AbortSignal,
    report?: (activity: PodActivity) => void,
  ) {
    return this.#order(async () => {
      const observed = this.#observed();
      const sandbox = sandboxOf(observed);
      const alive = sandbox?.state === 'SANDBOX_READY' && sandbox.desired === 'Running';
      const same = observedHash(observed) === plan.specHash;
      if (alive && same) return;
      await ensureImages(this.#options.runtime, plan, signal, (activity) => {
        this.#doing(activity);
        report?.(activity);
      });
      if (observed && !same) await this.#remove(observed);
      this.#plan = plan;
      this.#source = source ?? this.#source;
      this.#doing({ kind: 'starting' });
      await this.#bringUpAnew(signal);
    });
  }

  /** Ends the containers and the sandbox, and keeps them. */
  stop() {
    return this.#order(async () => {
      this.#doing({ kind: 'stopping' });
      await this.#stop();
    });
  }

  /** Ends everything and brings it up as the next attempt. */
  restart(signal?: AbortSignal) {
    return this.#order(async () => {
      await ensureImages(this.#options.runtime, this.#plan, signal, (activity) => this.#doing(activity));
      this.#doing({ kind: 'stopping' });
      await this.#stop();
      this.#doing({ kind: 'starting' });
      await this.#bringUpAnew(signal);
    });
  }

  /** Removes every trace. */
  remove() {
    return this.#order(async () => {
      this.#doing({ kind: 'removing' });
      const observed = this.#observed();
      if (observed) await this.#remove(observed);
    });
  }

  /** Something of the pod changed, or time has come: compares and acts, unless an order is being carried out. */
  sync(): void {
    if (this.#disposed || this.#busy > 0 || this.#syncQueued) return;
    this.#syncQueued = true;
    this.#tail = this.#tail.then(async () => {
      this.#syncQueued = false;
      if (this.#disposed || this.#busy > 0) return;
      await this.#syncPod().catch((error: unknown) => this.#options.log(`${this.#name()}: ${String(error)}`));
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#cancelWake();
  }

  #observed(): ObservedPod | undefined {
    return this.#options.observer.get(this.key);
  }

  #name(): string {
    return `pod ${this.key.namespace}/${this.key.name}`;
  }

  #doing(activity: PodActivity | undefined): void {
    this.#activity = activity;
    this.#options.changed();
  }

  /** Carries out one order after those before it, and looks at the pod once more after it. */
  #order<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    const result = this.#tail.then(work);
    this.#tail = result
      .catch(() => undefined)
      .then(() => {
        this.#busy--;
        this.#doing(undefined);
        this.sync();
      });
    // The order is done when the worker has put it behind itself.
    return this.#tail.then(() => result);
  }

  /** A new attempt of sandbox and containers; what a failure leaves half-made is taken back. */
  async #bringUpAnew(signal?: AbortSignal): Promise<void> {
    const before = this.#observed();
    const sandbox = sandboxOf(before);
    const starts = this.#plan.containers.map(({ name }) => {
      const newest = newestOf(before, name);
      return { name, attempt: newest ? newest.attempt + 1 : 0 };
    });
    this.#backOffs.clear();
    this.#notes.clear();
    await this.#bringUp(sandbox ? sandbox.attempt + 1 : 0, starts, signal);
    await this.#removeOlder(before);
  }

  async #bringUp(attempt: number, starts: ContainerStart[], signal?: AbortSignal): Promise<void> {
    const { runtime } = this.#options;
    const made: Made = { containerIds: [] };
    try {
      await bringUp(runtime, this.#plan, attempt, starts, made, signal);
      if (made.sandboxId) this.#own.add(made.sandboxId);
      await this.#look(made);
    } catch (error) {
      await this.#takeBack(made).catch(() => {
        this.#rollBack = true;
      });
      throw error;
    }
  }

  /** The snapshot shall be right when the order resolves, not when the events have come. */
  async #look(made: Made): Promise<void> {
    const { observer } = this.#options;
    await Promise.all([
      ...(made.sandboxId ? [observer.refresh(made.sandboxId, 'podsandbox')] : []),
      ...made.containerIds.map((id) => observer.refresh(id, 'container')),
    ]);
  }

  async #takeBack(made: Made): Promise<void> {
    const { runtime, observer } = this.#options;
    await Promise.all(made.containerIds.map((id) => runtime.removeContainer(id)));
    if (made.sandboxId) await runtime.removePodSandbox(made.sandboxId);
    for (const id of [...made.containerIds, ...(made.sandboxId ? [made.sandboxId] : [])]) observer.forget(id);
    if (!this.#observed()) await runtime.removePodResources(this.key, this.#plan.uid);
  }

  async #stop(): Promise<void> {
    const observed = this.#observed();
    const sandbox = sandboxOf(observed);
    if (!observed || !sandbox) throw new EngineError('pod-not-found', { pod: this.key.name });
    const { runtime, observer } = this.#options;
    await runtime.markPodSandbox(sandbox, 'Stopped');
    await stopContainers(runtime, observed, this.#plan.gracePeriodSeconds);
    await runtime.stopPodSandbox(sandbox.id);
    await Promise.all([
      observer.refresh(sandbox.id, 'podsandbox'),
      ...observed.containers.map(({ id }) => observer.refresh(id, 'container')),
    ]);
  }

  async #remove(observed: ObservedPod): Promise<void> {
    const uid = observed.sandboxes[0]?.uid ?? observed.containers[0]?.uid ?? this.#plan.uid;
    await removePod(this.#options.runtime, observed, uid, this.#plan.gracePeriodSeconds);
    for (const { id } of [...observed.containers, ...observed.sandboxes]) this.#options.observer.forget(id);
  }

  /** Older sandboxes go; of each container the last dead attempt stays for its logs. */
  async #removeOlder(before: ObservedPod | undefined): Promise<void> {
    if (!before) return;
    const { runtime, observer } = this.#options;
    const newest = new Set(this.#plan.containers.flatMap(({ name }) => newestOf(before, name)?.id ?? []));
    const old = [
      ...before.sandboxes.map(({ id }) => id),
      ...before.containers.map(({ id }) => id).filter((id) => !newest.has(id)),
    ];
    await Promise.all(old.map((id) => runtime.removeContainer(id)));
    for (const id of old) observer.forget(id);
  }

  async #syncPod(): Promise<void> {
    this.#cancelWake();
    const observed = this.#observed();
    if (this.#rollBack) return this.#finishRollBack(observed);
    if (!observed || !this.#options.supervised) return;
    const sandbox = sandboxOf(observed);
    if (sandbox?.desired === 'Removed') return this.#finishRemoval(observed);
    const now = this.#options.clock.now();
    const age = sandbox ? now - Date.parse(sandbox.createdAt) : othersTurnMs;
    if (sandbox && !this.#own.has(sandbox.id) && age < othersTurnMs) return this.#wakeIn(othersTurnMs - age);
    if (now < this.#holdUntil) return this.#wakeIn(this.#holdUntil - now);
    const actions = computePodActions(this.#plan, observed, this.#backOffs, now);
    this.#note(actions, now);
    await this.#act(actions, observed);
  }

  async #act(actions: PodActions, observed: ObservedPod): Promise<void> {
    const { runtime, observer } = this.#options;
    const sandbox = sandboxOf(observed);
    if (actions.stopSandbox && sandbox) return runtime.stopPodSandbox(sandbox.id);
    if (actions.killPod) await stopContainers(runtime, observed, this.#plan.gracePeriodSeconds);
    if (actions.containersToStart.length === 0) return;
    // Another window may have said since that the pod shall stop or go: its word is on Docker before its deeds.
    const fresh = sandbox && (await runtime.podSandboxStatus(sandbox.id));
    if (fresh && fresh.desired !== 'Running') return observer.refresh(fresh.id, 'podsandbox');
    this.#backOff(actions);
    if (actions.sandboxAttempt !== undefined) return this.#rebuild(actions.sandboxAttempt, actions, observed);
    if (!sandbox) return;
    const made: Made = { containerIds: [] };
    await startAll(
      runtime,
      this.#plan,
      { id: sandbox.id, ready: Promise.resolve() },
      actions.containersToStart,
      made,
    )
      .catch((error: unknown) => this.#options.log(`${this.#name()}: ${String(error)}`))
      .finally(() => this.#look(made));
    await this.#removeOlderAttempts();
  }

  async #rebuild(attempt: number, actions: PodActions, observed: ObservedPod): Promise<void> {
    this.#doing({ kind: 'starting' });
    try {
      await this.#bringUp(attempt, actions.containersToStart);
      await this.#removeOlder(observed);
    } catch (error) {
      // Nothing new stands: the next try is the back-off's.
      this.#options.log(`${this.#name()}: ${String(error)}`);
      for (const { name } of actions.containersToStart) {
        this.#notes.set(name, { reason: 'CreatePodSandboxError', message: String((error as Error).message) });
      }
      const delayMs = Math.max(...[...this.#backOffs.values()].map((backOff) => backOff.delayMs));
      this.#holdUntil = this.#options.clock.now() + delayMs;
      this.#wakeIn(delayMs);
    } finally {
      this.#doing(undefined);
    }
  }

  async #removeOlderAttempts(): Promise<void> {
    const { runtime, observer } = this.#options;
    const containers = this.#observed()?.containers ?? [];
    const kept = 2;
    const old = containers.filter(
      ({ name, id }) =>
        containers.filter((other) => other.name === name).findIndex((other) => other.id === id) >= kept,
    );
    await Promise.all(old.map(({ id }) => runtime.removeContainer(id)));
    for (const { id } of old) observer.forget(id);
  }

  #backOff({ containersToStart }: PodActions): void {
    const now = this.#options.clock.now();
    for (const { name } of containersToStart)
      this.#backOffs.set(name, nextBackOff(this.#backOffs.get(name), now));
  }

  #note({ waiting, containersToStart }: PodActions, now: number): void {
    for (const { name } of containersToStart) this.#notes.delete(name);
    for (const { name, until } of waiting) {
      const seconds = Math.ceil((until - now) / 1000);
      this.#notes.set(name, { reason: 'CrashLoopBackOff', message: `back-off: restarting in ${seconds} s` });
    }
    if (waiting.length) {
      this.#wakeIn(Math.min(...waiting.map(({ until }) => until)) - now);
      this.#options.changed();
    }
  }

  #wakeIn(ms: number): void {
    this.#cancelWake();
    this.#cancelWake = this.#options.clock.after(Math.max(0, ms), () => this.sync());
  }

  /** The daemon went away in the middle of a start that failed: what it left is removed once it is back. */
  async #finishRollBack(observed: ObservedPod | undefined): Promise<void> {
    if (observed) await this.#remove(observed);
    this.#rollBack = false;
    this.#options.changed();
  }

  /** A removal that was cut off by a crash goes on. */
  async #finishRemoval(observed: ObservedPod): Promise<void> {
    this.#doing({ kind: 'removing' });
    await this.#remove(observed).finally(() => this.#doing(undefined));
  }
}

function observedHash(observed: ObservedPod | undefined): string | undefined {
  return sandboxOf(observed)?.labels['dev.dockerpods.spec-hash'];
}
