import { type PodKey, podKeyString } from '../model/podSnapshot';
import type { PodRuntime, RuntimeContainerStatus, RuntimeEvent, SandboxStatus } from '../runtime/podRuntime';
import type { ObservedPod } from './observedPod';

type Status =
  | { role: 'podsandbox'; status: SandboxStatus }
  | { role: 'container'; status: RuntimeContainerStatus };

export interface PodObserverOptions {
  runtime: PodRuntime;
  /** Calls once after the milliseconds given; returns the cancel. */
  after: (ms: number, call: () => void) => () => void;
  log: (message: string) => void;
  /** Something of the pod is other than before. */
  changed: (key: PodKey) => void;
  /** All that stands is known, for the first time since the connection was made. */
  listed: () => void;
}

/** Between two tries to list, where Docker is there but answers with an error. */
const relistMs = 2000;

/**
 * Keeps what the runtime says of every container of ours: listed once per connection, then one inspection per event.
 * Never polls.
 */
export class PodObserver {
  readonly #runtime: PodRuntime;
  readonly #options: PodObserverOptions;
  readonly #changed: (key: PodKey) => void;
  readonly #things = new Map<string, Status>();
  /** Inspections under way, and whether another event came meanwhile. */
  readonly #inspecting = new Map<string, Promise<void>>();
  /** Removed while they were being looked at: Docker's ids never come again. */
  readonly #gone = new Set<string>();
  readonly #unsubscribe: () => void;
  #generation = 0;
  /** While a listing is under way: what changed meanwhile, which the list may show as it was. */
  #missed: Map<string, Status['role']> | undefined;

  #cancelRelist: () => void = () => undefined;

  constructor(options: PodObserverOptions) {
    const { runtime, changed } = options;
    this.#options = options;
    this.#runtime = runtime;
    this.#changed = changed;
    this.#unsubscribe = runtime.subscribe((event) => this.#onEvent(event));
  }

  /** Every pod of which anything stands. */
  keys(): PodKey[] {
    const keys = new Map<string, PodKey>();
    for (const { status } of this.#things.values()) keys.set(podKeyString(status.key), status.key);
    return [...keys.values()];
  }

  /** What stands of the pod; undefined where nothing does. */
  get(key: PodKey): ObservedPod | undefined {
    const wanted = podKeyString(key);
    const sandboxes: SandboxStatus[] = [];
    const containers: RuntimeContainerStatus[] = [];
    for (const thing of this.#things.values()) {
      if (podKeyString(thing.status.key) !== wanted) continue;
      if (thing.role === 'podsandbox') sandboxes.push(thing.status);
      else containers.push(thing.status);
    }
    if (sandboxes.length + containers.length === 0) return undefined;
    const newestFirst = (a: { attempt: number }, b: { attempt: number }) => b.attempt - a.attempt;
    return { key, sandboxes: sandboxes.sort(newestFirst), containers: containers.sort(newestFirst) };
  }

  /** Lists and inspects everything anew: at each connection. */
  async relist(): Promise<void> {
    const generation = ++this.#generation;
    const missed = new Map<string, Status['role']>();
    this.#missed = missed;
    try {
      const [sandboxes, containers] = await Promise.all([
        this.#runtime.listPodSandbox(),
        this.#runtime.listContainers(),
      ]);
      if (generation === this.#generation) this.#replace(sandboxes, containers);
    } finally {
      if (this.#missed === missed) this.#missed = undefined;
    }
    if (generation === this.#generation) await Promise.all([...missed].map((args) => this.refresh(...args)));
  }

  #replace(sandboxes: readonly SandboxStatus[], containers: readonly RuntimeContainerStatus[]): void {
    const before = this.keys();
    this.#things.clear();
    for (const status of sandboxes) this.#things.set(status.id, { role: 'podsandbox', status });
    for (const status of containers) this.#things.set(status.id, { role: 'container', status });
    this.#options.listed();
    const all = new Map([...before, ...this.keys()].map((key) => [podKeyString(key), key]));
    for (const key of all.values()) this.#changed(key);
  }

  /** Inspects one thing now; a second call while one is under way waits for a look that began after it. */
  async refresh(id: string, role: Status['role']): Promise<void> {
    this.#missed?.set(id, role);
    const generation = this.#generation;
    const underway = this.#inspecting.get(id)?.catch(() => undefined);
    const look = (underway ?? Promise.resolve()).then(() => this.#inspect(id, role, generation));
    this.#inspecting.set(id, look);
    try {
      await look;
    } finally {
      if (this.#inspecting.get(id) === look) {
        this.#inspecting.delete(id);
        this.#gone.delete(id);
      }
    }
  }

  /** Resolves once a thing that was just started has been seen so: by the look its event brought, else by one of its own. */
  async seeStarted(id: string, role: Status['role']): Promise<void> {
    await this.#inspecting.get(id)?.catch(() => undefined);
    if (!this.#things.get(id)?.status.startedAt) await this.refresh(id, role);
  }

  /** The thing is known to be gone. */
  forget(id: string): void {
    if (this.#inspecting.has(id)) this.#gone.add(id);
    const thing = this.#things.get(id);
    if (!thing) return;
    this.#missed?.set(id, thing.role);
    this.#things.delete(id);
    this.#changed(thing.status.key);
  }

  dispose(): void {
    this.#generation++;
    this.#cancelRelist();
    this.#unsubscribe();
  }

  /** No event tells that a listing which failed would succeed now. */
  async #relistUntilDone(): Promise<void> {
    const { runtime, after, log } = this.#options;
    const listing = this.relist();
    const generation = this.#generation;
    try {
      await listing;
    } catch (error) {
      if (generation !== this.#generation || runtime.connection.status !== 'connected') return;
      log(`listing pods: ${error instanceof Error ? error.message : String(error)}`);
      this.#cancelRelist = after(relistMs, () => void this.#relistUntilDone());
    }
  }

  async #inspect(id: string, role: Status['role'], generation: number): Promise<void> {
    if (generation !== this.#generation) return;
    const thing = await this.#look(id, role);
    if (generation !== this.#generation || this.#gone.has(id)) return;
    if (!thing) return this.forget(id);
    this.#things.set(id, thing);
    this.#changed(thing.status.key);
  }

  async #look(id: string, role: Status['role']): Promise<Status | undefined> {
    if (role === 'podsandbox') {
      const status = await this.#runtime.podSandboxStatus(id);
      return status && { role, status };
    }
    const status = await this.#runtime.containerStatus(id);
    return status && { role, status };
  }

  #onEvent(event: RuntimeEvent): void {
    if (event.type === 'connection') {
      // A lost connection keeps the last view; the next listing replaces it.
      this.#cancelRelist();
      if (event.state.status === 'connected') void this.#relistUntilDone();
      return;
    }
    if (event.action === 'destroy') {
      this.#missed?.set(event.id, event.role);
      this.forget(event.id);
    } else this.refresh(event.id, event.role).catch(() => undefined);
  }
}
