import type Docker from 'dockerode';
import { toEngineError } from './errors';
import { removeIdleNetwork } from './networks';

/**
 * What outlives the last pod for a moment, because making it anew is dear and removing it dearer (a bridge: 40 ms up,
 * 170 ms down; a cgroup: a container of its own): it is swept a while after the pod went, unless the pod came back.
 */
export interface Leftovers {
  network?: string;
  cgroupParent?: string;
}

export class Sweeper {
  readonly #pending = new Map<string, Leftovers>();
  readonly #lingerMs: number;
  readonly #clientOf: () => Docker;
  readonly #removeCgroups: (docker: Docker, parents: string[]) => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(
    lingerMs: number,
    clientOf: () => Docker,
    removeCgroups: (docker: Docker, parents: string[]) => Promise<void>,
  ) {
    this.#lingerMs = lingerMs;
    this.#clientOf = clientOf;
    this.#removeCgroups = removeCgroups;
  }

  /** A pod of this uid is about to stand: resolves once no sweep can take anything from under it. */
  async keep(uid: string): Promise<void> {
    this.#pending.delete(uid);
    await this.#running.catch(() => undefined);
    // A sweep that failed meanwhile has put it back.
    this.#pending.delete(uid);
  }

  /** The pod of this uid is gone. */
  add(uid: string, leftovers: Leftovers): void {
    this.#pending.set(uid, leftovers);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.sweep().catch(() => undefined), this.#lingerMs);
    // A pending sweep must not keep a finished process alive: `sweep` is called at the end.
    this.#timer.unref();
  }

  /** Removes now what is pending. */
  sweep(): Promise<void> {
    this.#running = this.#running.catch(() => undefined).then(() => this.#sweepOnce());
    return this.#running;
  }

  async #sweepOnce(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#pending.size === 0) return;
    const taken = new Map(this.#pending);
    this.#pending.clear();
    const leftovers = [...taken.values()];
    const networks = new Set(leftovers.flatMap(({ network }) => network ?? []));
    const parents = leftovers.flatMap(({ cgroupParent }) => cgroupParent ?? []);
    try {
      const docker = this.#clientOf();
      await Promise.all([
        ...[...networks].map((network) => removeIdleNetwork(docker, network)),
        ...(parents.length ? [this.#removeCgroups(docker, parents)] : []),
      ]);
    } catch (error) {
      // The next sweep tries again.
      for (const [uid, each] of taken) if (!this.#pending.has(uid)) this.#pending.set(uid, each);
      throw toEngineError(error);
    }
  }
}
