import type { SandboxStatus } from '../runtime/podRuntime';
import type { Clock } from './clock';

/** A sandbox that runs for less than this and that this engine did not make is being filled by another window. */
const othersTurnMs = 5000;

/** How long `docker rm` of a whole pod may take from its first container to its last. */
const removalMs = 1000;

/** How long something stays paused: `docker commit` pauses what it copies, and lets it go on by itself. */
const pauseMs = 2000;

/** With what somebody else may be busy: with one thing of each kind at a time. */
type Kind = 'making' | 'order' | 'applying' | 'removal' | 'pause';

/** Until when (ms since 1970) a pod is left to somebody else who may be busy with it; 0 where nobody is. */
export class Turns {
  readonly #clock: Clock;
  /** When each thing was first known of, by this clock: the daemon's may differ. */
  readonly #known = new Map<Kind, { what: string; since: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A sandbox is left to the window that made it, however long Docker takes to start it. */
  maker({ id, createdAt, startedAt }: SandboxStatus): number {
    return Math.min(
      Date.parse(startedAt ?? createdAt) + othersTurnMs,
      this.#until('making', id, othersTurnMs),
    );
  }

  /** A pod that lacks something is left to who may be removing it from a terminal, piece by piece. */
  remover(isWhole: boolean): number {
    return this.#until('removal', isWhole ? undefined : 'incomplete', removalMs);
  }

  /** A stop or removal is left to the window that began it, which must wait for the grace period. */
  orderer(order: string | undefined, graceMs = 0): number {
    return this.#until('order', order, othersTurnMs + graceMs);
  }

  /** So is what follows from a manifest that another window has applied, by its hash. */
  applier(specHash: string | undefined, graceMs = 0): number {
    return this.#until('applying', specHash, othersTurnMs + graceMs);
  }

  /** What is paused is left for a moment to who has paused it. */
  pauser(isPaused: boolean): number {
    return this.#until('pause', isPaused ? 'paused' : undefined, pauseMs);
  }

  /** Undefined: there is nothing of the kind. What comes again after that, or after another, has all its time again. */
  #until(kind: Kind, what: string | undefined, ms: number): number {
    if (what === undefined) {
      this.#known.delete(kind);
      return 0;
    }
    const known = this.#known.get(kind);
    const since = known?.what === what ? known.since : this.#clock.now();
    this.#known.set(kind, { what, since });
    return since + ms;
  }
}
