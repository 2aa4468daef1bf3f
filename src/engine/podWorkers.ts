import { EngineError, unreachable } from './model/engineError';
import type { Pod } from './model/pod';
import type { ObjectSource } from './model/podObject';
import { type PodKey, type PodSnapshot, podKeyString } from './model/podSnapshot';
import { type ObservedPod, sandboxOf } from './observe/observedPod';
import { PodObserver } from './observe/podObserver';
import { podSnapshotOf } from './observe/podSnapshotOf';
import { podUid } from './plan/names';
import type { PlanContext, PodPlan } from './plan/podPlan';
import type { Unsubscribe } from './podEngineApi';
import { type PodOnDocker, podFromLabels, podFromRemains } from './podFromLabels';
import type { PodRuntime, SandboxStatus } from './runtime/podRuntime';
import { keptManifest } from './supervise/appliedManifest';
import type { Clock } from './supervise/clock';
import { handOver } from './supervise/handOver';
import { oneByOne } from './supervise/oneByOne';
import { PodWorker } from './supervise/podWorker';
import { within } from './supervise/within';
import type { PlanOnDocker } from './supervise/workerOptions';

export interface PodWorkersOptions {
  runtime: PodRuntime;
  clock: Clock;
  objects: ObjectSource;
  log: (message: string) => void;
  plan: (pod: Pod, context: Omit<PlanContext, 'facts'>) => PodPlan;
}

/** How long a call waits for the first listing: a daemon that is there answers in milliseconds. */
const firstListingMs = 5000;

/** VS Code gives 5 s to a window that is closed: some for what is under way, some for what is handed over. */
const quietMs = 1000;
const handOverMs = 2000;

/** One worker for each pod that stands on Docker or is being made, and the snapshots of them all. */
export class PodWorkers {
  readonly #options: PodWorkersOptions;
  readonly #observer: PodObserver;
  readonly #workers = new Map<string, PodWorker>();
  readonly #listeners = new Set<(keys: PodKey[]) => void>();
  readonly #unsubscribe: Unsubscribe;
  readonly #limiting = oneByOne(() => this.#disposed);
  readonly #reading = oneByOne(() => this.#disposed);
  #changed = new Map<string, PodKey>();
  #isListed = false;
  #disposed = false;
  #awaitingList: (() => void)[] = [];

  constructor(options: PodWorkersOptions) {
    this.#options = options;
    const { runtime, clock, log } = options;
    this.#observer = new PodObserver({
      runtime,
      after: (ms, call) => clock.after(ms, call),
      log,
      changed: (key) => this.#onObserved(key),
      listed: () => this.#onListed(),
    });
    this.#unsubscribe = runtime.subscribe((event) => {
      if (event.type !== 'connection') return;
      if (event.state.status !== 'connected') this.#isListed = false;
      if (event.state.status === 'unreachable') this.#release();
    });
  }

  /** Resolves once the pods of the present connection are known; throws where there is no connection. */
  async listed(): Promise<void> {
    if (this.#isListed) return;
    if (this.#options.runtime.connection.status !== 'unreachable') {
      let cancel: () => void = () => undefined;
      await new Promise<void>((resolve) => {
        this.#awaitingList.push(resolve);
        cancel = this.#options.clock.after(firstListingMs, resolve);
      });
      cancel();
    }
    if (!this.#isListed) throw unreachable(this.#options.runtime.connection);
  }

  get(key: PodKey): PodWorker | undefined {
    return this.#workers.get(podKeyString(key));
  }

  /** The worker of the plan's pod, made where there is none. */
  of(plan: PodPlan, source: string | undefined): PodWorker {
    return this.get(plan.key) ?? this.#make(plan, source, true);
  }

  observed(key: PodKey): ObservedPod | undefined {
    return this.#observer.get(key);
  }

  snapshot(key: PodKey): PodSnapshot | undefined {
    const worker = this.get(key);
    return worker && podSnapshotOf(key, worker.view, this.#observer.get(key), this.#options.clock.now());
  }

  /** The snapshot of a pod that must be there; throws EngineError `pod-not-found`. */
  must(key: PodKey): PodSnapshot {
    const snapshot = this.snapshot(key);
    if (!snapshot) throw new EngineError('pod-not-found', { pod: podKeyString(key) });
    return snapshot;
  }

  /** Of every pod, by namespace and name. */
  snapshots(): PodSnapshot[] {
    return [...this.#workers.values()]
      .sort((a, b) => (podKeyString(a.key) < podKeyString(b.key) ? -1 : 1))
      .flatMap(({ key }) => this.snapshot(key) ?? []);
  }

  onDidChange(listener: (keys: PodKey[]) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves at the next change of the pod, or when the signal is aborted. */
  nextChange(key: PodKey, signal?: AbortSignal): Promise<void> {
    const wanted = podKeyString(key);
    return new Promise((resolve) => {
      const done = () => {
        unsubscribe();
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const unsubscribe = this.onDidChange((keys) => {
        if (keys.some((changed) => podKeyString(changed) === wanted)) done();
      });
      if (signal?.aborted) done();
      else signal?.addEventListener('abort', done, { once: true });
    });
  }

  /** Every pod looks at its objects anew. */
  objectsChanged(): void {
    for (const worker of this.#workers.values()) worker.objectsChanged();
  }

  /**
   * Lets go of all pods: what is under way gets a moment to end, and what runs is given to Docker's restart policy.
   * Nobody counts windows: another one takes it back at once.
   */
  async dispose(): Promise<void> {
    const { runtime, clock } = this.#options;
    this.#disposed = true;
    this.#listeners.clear();
    this.#release();
    const workers = [...this.#workers.values()];
    await within(clock, quietMs, Promise.all(workers.map((worker) => worker.dispose())));
    this.#unsubscribe();
    this.#observer.dispose();
    if (runtime.connection.status !== 'connected') return;
    const containers = workers.flatMap((worker) => worker.containersToHandOver());
    const until = clock.now() + handOverMs;
    await within(
      clock,
      handOverMs,
      handOver(runtime, containers, () => clock.now() >= until),
    );
  }

  #onObserved(key: PodKey): void {
    if (this.#disposed) return;
    const name = podKeyString(key);
    const observed = this.#observer.get(key);
    if (observed && !this.#workers.has(name)) this.#adopt(key, observed);
    // The last of it may have gone after its sandbox.
    if (!observed) this.#options.runtime.sweepPod(key, podUid(key));
    this.#workers.get(name)?.sync();
    this.#emit(key);
  }

  #onListed(): void {
    this.#isListed = true;
    this.#release();
    // Also those of which nothing stands: one may have a failed start to take back.
    for (const worker of this.#workers.values()) worker.sync();
  }

  #release(): void {
    const waiting = this.#awaitingList;
    this.#awaitingList = [];
    for (const resolve of waiting) resolve();
  }

  /** A pod that this engine did not make: from another window, or from before. */
  #adopt(key: PodKey, observed: ObservedPod): void {
    const sandbox = sandboxOf(observed);
    const found = sandbox && this.#planOf(sandbox.labels, sandbox);
    const plan = found?.plan ?? this.#tryPlan(podFromRemains(key, observed), {});
    // What was applied since has yet to be read: until then the pod is only shown.
    if (plan) this.#make(plan, found?.source, found !== undefined && !sandbox?.applied);
  }

  /** What the sandbox says that the pod shall be; see WorkerOptions. */
  async #read(sandbox: SandboxStatus): Promise<PlanOnDocker | undefined> {
    if (!sandbox.applied) return this.#planOf(sandbox.labels, sandbox);
    const { labels, former } = await keptManifest(this.#options.runtime, sandbox);
    const applied = this.#planOf(labels, sandbox);
    if (!applied) throw new EngineError('manifest-lost');
    return { ...applied, former };
  }

  /** What labels say that the pod of this sandbox shall be; undefined where they cannot be read. */
  #planOf(
    labels: Record<string, string>,
    { key, createdAt }: Pick<SandboxStatus, 'key' | 'createdAt'>,
  ): PlanOnDocker | undefined {
    const found = podFromLabels(labels, createdAt);
    const plan = found && this.#tryPlan(found.pod, found.context);
    if (!plan || podKeyString(plan.key) !== podKeyString(key)) return undefined;
    const { source } = found.context;
    return { plan, ...(source ? { source } : {}) };
  }

  /** What a sandbox of the plan would say that it is: how it was planned stands in its labels. */
  #planAnew({ key, sandbox }: PodPlan): PodPlan | undefined {
    return this.#planOf(sandbox.labels, { key, createdAt: '' })?.plan;
  }

  /** A label may hold what no manifest of this version could: what cannot be planned is shown as remains. */
  #tryPlan(pod: Pod, context: PodOnDocker['context']): PodPlan | undefined {
    try {
      return this.#options.plan(pod, context);
    } catch (error) {
      this.#options.log(`a pod on Docker cannot be planned: ${String(error)}`);
      return undefined;
    }
  }

  #make(plan: PodPlan, source: string | undefined, supervised: boolean): PodWorker {
    const { runtime, clock, objects, log } = this.#options;
    const worker = new PodWorker(plan, source, {
      runtime,
      clock,
      objects,
      log,
      supervised,
      limiting: this.#limiting,
      reading: this.#reading,
      observer: this.#observer,
      read: (sandbox) => this.#read(sandbox),
      planAnew: (old) => this.#planAnew(old),
      changed: () => this.#emit(plan.key),
    });
    this.#workers.set(podKeyString(plan.key), worker);
    return worker;
  }

  /** Tells the listeners once per turn, and lets go of workers whose pod is gone. */
  #emit(key: PodKey): void {
    if (this.#changed.size === 0) queueMicrotask(() => this.#flush());
    this.#changed.set(podKeyString(key), key);
  }

  #flush(): void {
    const keys = [...this.#changed.values()];
    this.#changed = new Map();
    for (const key of keys) {
      const name = podKeyString(key);
      const worker = this.#workers.get(name);
      if (!worker?.idle || this.#observer.get(key)) continue;
      void worker.dispose();
      this.#workers.delete(name);
    }
    for (const listener of [...this.#listeners]) listener(keys);
  }
}
