import type { SandboxStatus } from '../runtime/podRuntime';
import type { Clock } from './clock';

/** A sandbox that runs for less than this and that this engine did not make is being filled by another window. */
const othersTurnMs = 5000;

/** How long `docker rm` of a whole pod may take from its first container to its last. */
const removalMs = 1000;

/** How long something stays paused: `docker commit` pauses what it copies, and lets it go on by itself. */
const pauseMs = 2000;

/** Until when (ms since 1970) a pod is left to somebody else who may be busy with it. */
export class Turns {
  readonly #clock: Clock;
  /** When each thing was first known of, by this clock: the daemon's may differ. */
  readonly #knownSince = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A sandbox is left to the window that made it, however long Docker takes to start it. */
  maker({ id, createdAt, startedAt }: SandboxStatus): number {
    return Math.min(Date.parse(startedAt ?? createdAt), this.#knownFrom(id)) + othersTurnMs;
  }

  /** A pod that lacks something is left to who may be removing it from a terminal, piece by piece. */
  remover(isWhole: boolean): number {
    if (!isWhole) return this.#knownFrom('incomplete') + removalMs;
    this.#knownSince.delete('incomplete');
    return 0;
  }

  /** A stop or removal is left to the window that began it, which must wait for the grace period. */
  orderer(order: string, graceMs: number): number {
    return this.#knownFrom(order) + othersTurnMs + graceMs;
  }

  /** What is paused is left for a moment to who has paused it. */
  pauser(isPaused: boolean): number {
    if (isPaused) return this.#knownFrom('paused') + pauseMs;
    this.#knownSince.delete('paused');
    return 0;
  }

  #knownFrom(what: string): number {
    const since = this.#knownSince.get(what) ?? this.#clock.now();
    this.#knownSince.set(what, since);
    return since;
  }
}
