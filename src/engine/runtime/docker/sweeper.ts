import { toEngineError } from './errors';

/**
 * What outlives a pod for a moment, because making it anew is dear and removing it dearer (a bridge: 40 ms up, 170 ms
 * down; a cgroup: a container of its own): it is swept a while after the pod went, unless the pod came back.
 */
export interface Leftovers {
  /** Of the pod that is gone, where it is one: its volumes go as well. */
  uid?: string;
  network?: string;
  cgroupParent?: string;
  /** It went without having been asked for: the next pod of this uid must not find what is in its volumes. */
  orphaned?: true;
}

/** How things are removed. */
export interface Removals {
  /** Answers those that must be looked at once more. */
  leftovers(all: Leftovers[]): Promise<Leftovers[]>;
  /** The volumes of a pod that is about to be made anew. */
  volumes(uid: string): Promise<unknown>;
}

const longestRetryMs = 300_000;

/** However often pods go, a sweep waits for no more lingers than these after the first of them went. */
const mostLingers = 3;

export class Sweeper {
  readonly #pending = new Map<string, Leftovers>();
  readonly #lingerMs: number;
  readonly #remove: Removals;
  #timer: NodeJS.Timeout | undefined;
  /** Runs from the first that came since the last sweep; the other one from the last. */
  #latest: NodeJS.Timeout | undefined;
  /** Sweeps that failed, one after the other. */
  #failures = 0;
  #disposed = false;
  #running: Promise<void> = Promise.resolve();

  constructor(lingerMs: number, remove: Removals) {
    this.#lingerMs = lingerMs;
    this.#remove = remove;
  }

  /** A pod of this uid is about to stand: resolves once no sweep can take anything from under it. */
  async keep(uid: string): Promise<void> {
    const kept = this.#pending.get(uid);
    this.#pending.delete(uid);
    await this.#running.catch(() => undefined);
    // A sweep that failed meanwhile has put it back.
    this.#pending.delete(uid);
    if (kept?.orphaned) await this.#remove.volumes(uid);
  }

  /** The pod of this uid, or the last one on this network, is gone. */
  add(uidOrNetwork: string, leftovers: Leftovers): void {
    const known = this.#pending.get(uidOrNetwork);
    this.#pending.set(uidOrNetwork, known && leftovers.orphaned ? known : leftovers);
    this.#sweepIn(this.#lingerMs);
    if (!this.#disposed) this.#latest ??= this.#sweepAfter(mostLingers * this.#lingerMs);
  }

  /** No sweep begins by itself any more. */
  dispose(): void {
    this.#disposed = true;
    this.#forgetTimers();
  }

  /** Removes now what is pending. */
  sweep(): Promise<void> {
    this.#running = this.#running.catch(() => undefined).then(() => this.#sweepOnce());
    return this.#running;
  }

  #sweepIn(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#disposed) this.#timer = this.#sweepAfter(ms);
  }

  #sweepAfter(ms: number): NodeJS.Timeout {
    // A pending sweep must not keep a finished process alive: `sweep` is called at the end.
    return setTimeout(() => this.sweep().catch(() => undefined), ms).unref();
  }

  #forgetTimers(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#latest);
    this.#latest = undefined;
  }

  async #sweepOnce(): Promise<void> {
    this.#forgetTimers();
    if (this.#pending.size === 0) return;
    const taken = new Map(this.#pending);
    this.#pending.clear();
    const isFree = ([name]: [string, Leftovers]) => !this.#pending.has(name);
    try {
      const later = new Set(await this.#remove.leftovers([...taken.values()]));
      this.#failures = 0;
      for (const [name, each] of [...taken].filter(isFree)) if (later.has(each)) this.add(name, each);
    } catch (error) {
      // The next sweep tries again: the kernel may need a moment to empty a cgroup.
      for (const [name, each] of [...taken].filter(isFree)) this.#pending.set(name, each);
      this.#sweepIn(Math.min(this.#lingerMs * 2 ** ++this.#failures, longestRetryMs));
      throw toEngineError(error);
    }
  }
}
