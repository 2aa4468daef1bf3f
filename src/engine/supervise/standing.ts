import type { Clock } from './clock';

/** What has stood for this long is no answer to what just happened. */
const settledMs = 1000;

/** How long the removal of a whole pod may take from its first container to its last. */
const removalMs = 2000;

/** What stands of a pod at a moment. */
interface Look {
  ids: ReadonlySet<string>;
  /** Nothing is missing that stood before. */
  isWhole: boolean;
  /** The Docker that it stands on. */
  endpoint: string | undefined;
}

/**
 * Knows a pod that somebody has removed from outside, whatever was made meanwhile to heal it: `docker rm -f` of all its
 * containers kills each before it removes it, and the end of the first is seen before the last is gone.
 */
export class Standing {
  readonly #clock: Clock;
  /** Ids of what stood for a while. */
  #settled = new Set<string>();
  /** When the first of it went, and whether all of it has. */
  #broken: { time: number; isGone: boolean } | undefined;
  #latest: (Look & { since: number }) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Nothing is known that has stood. */
  get isEmpty(): boolean {
    return this.#settled.size === 0 && !this.#latest;
  }

  look(look: Look): void {
    if (this.#latest && this.#latest.endpoint !== look.endpoint) this.forget();
    if (look.ids.size === 0 && this.isEmpty) return;
    const now = this.#clock.now();
    const latest = this.#latest;
    if (latest?.isWhole && now - latest.since >= settledMs && !this.isGone(latest.ids)) {
      this.#settled = new Set(latest.ids);
      this.#broken = undefined;
    }
    if (!latest || !isSame(latest, look)) this.#latest = { ...look, since: now };
    this.#mind(look.ids, now);
  }

  /** What goes at another time than the first of it was not removed with that. */
  #mind(ids: ReadonlySet<string>, now: number): void {
    const isBroken = [...this.#settled].some((id) => !ids.has(id));
    const broken = this.#broken;
    if (!isBroken) this.#broken = undefined;
    else if (broken === undefined) this.#broken = { time: now, isGone: this.isGone(ids) };
    else if (!broken.isGone && now - broken.time >= removalMs) this.#settled.clear();
    else broken.isGone ||= this.isGone(ids);
  }

  /** Something had stood for a while, and none of it is among these. */
  isGone(ids: ReadonlySet<string>): boolean {
    return this.#settled.size > 0 && ![...this.#settled].some((id) => ids.has(id));
  }

  /** These are removed from here: what is gone from now on says nothing of the rest. */
  removing(ids: readonly string[]): void {
    if (ids.some((id) => this.#settled.has(id) || this.#latest?.ids.has(id))) this.forget();
  }

  /** What stands from now on is another pod, or nothing. */
  forget(): void {
    this.#settled.clear();
    this.#broken = undefined;
    this.#latest = undefined;
  }
}

function isSame(one: Look, other: Look): boolean {
  const { ids } = other;
  return (
    one.isWhole === other.isWhole && ids.size === one.ids.size && [...ids].every((id) => one.ids.has(id))
  );
}
