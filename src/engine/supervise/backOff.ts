/** The kubelet's numbers: 10 s doubling to 5 min, forgotten after twice that without a crash. */
const initialMs = 10_000;
const maxMs = 300_000;
const resetMs = 2 * maxMs;
/** What a start may come too early by where two clocks differ, and too late by on a busy machine. */
const earlyMs = 1000;
const lateMs = 60_000;

/** How long a container waits after its next end. Immutable; `undefined` stands for one that never crashed. */
export interface BackOff {
  readonly delayMs: number;
  /** The last start (ms). */
  readonly updatedAt: number;
}

/**
 * The back-off after one more restart at `now` of what ended at `endedAt` (ms): the first restart is at once, the
 * second waits 10 s, then 20 s … What ran for long enough begins anew; its wait is no part of that.
 * Rule: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
 */
export function nextBackOff(previous: BackOff | undefined, endedAt: number, now: number): BackOff {
  if (!previous || isForgotten(previous, endedAt)) return { delayMs: initialMs, updatedAt: now };
  return { delayMs: Math.min(previous.delayMs * 2, maxMs), updatedAt: now };
}

/**
 * The back-off behind a start that somebody else made at `startedAt`, `gapMs` after the attempt before it had ended:
 * the step after the one that was waited for. Undefined where nobody was there to start it in time.
 */
export function backOffBehind(gapMs: number, startedAt: number): BackOff | undefined {
  if (gapMs > maxMs + lateMs) return undefined;
  let delayMs = initialMs;
  while (delayMs < maxMs && delayMs <= gapMs + earlyMs) delayMs = Math.min(delayMs * 2, maxMs);
  return { delayMs, updatedAt: startedAt };
}

/**
 * When a container that ended at `endedAt` (ms) may start again (ms). Where the last try is later than the end, it
 * failed before anything ran: the wait counts from the try.
 */
export function mayStartAt(backOff: BackOff | undefined, endedAt: number): number {
  if (!backOff || isForgotten(backOff, endedAt)) return endedAt;
  return Math.max(endedAt, backOff.updatedAt) + backOff.delayMs;
}

function isForgotten({ updatedAt }: BackOff, endedAt: number): boolean {
  return endedAt - updatedAt > resetMs;
}
