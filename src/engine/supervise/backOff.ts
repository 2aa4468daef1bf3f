/** The kubelet's numbers: 10 s doubling to 5 min, forgotten after twice that without a crash. */
const initialMs = 10_000;
const maxMs = 300_000;
const resetMs = 2 * maxMs;

/** How long a container waits after its next end. Immutable; `undefined` stands for one that never crashed. */
export interface BackOff {
  readonly delayMs: number;
  readonly updatedAt: number;
}

/**
 * The back-off after one more restart at `now` (ms): the first restart is at once, the second waits 10 s, then 20 s …
 * Rule: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
 */
export function nextBackOff(previous: BackOff | undefined, now: number): BackOff {
  if (!previous || now - previous.updatedAt > resetMs) return { delayMs: initialMs, updatedAt: now };
  return { delayMs: Math.min(previous.delayMs * 2, maxMs), updatedAt: now };
}

/**
 * When a container that ended at `endedAt` (ms) may start again (ms). Where the last try is later than the end, it
 * failed before anything ran: the wait counts from the try.
 */
export function mayStartAt(backOff: BackOff | undefined, endedAt: number): number {
  if (!backOff || endedAt - backOff.updatedAt > resetMs) return endedAt;
  return Math.max(endedAt, backOff.updatedAt) + backOff.delayMs;
}
