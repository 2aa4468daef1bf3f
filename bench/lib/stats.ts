/** The middle of the values; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

const resamplings = 1000;

/**
 * Where the ratio of two medians lies in nine of ten resamplings of what was measured (percentile bootstrap): how far
 * chance alone may have moved it.
 */
export function ratioInterval(
  values: readonly number[],
  base: readonly number[],
  random: () => number,
): [low: number, high: number] {
  const again = (all: readonly number[]) =>
    median(all.map(() => all[Math.floor(random() * all.length)] ?? Number.NaN));
  const ratios = Array.from({ length: resamplings }, () => again(values) / again(base)).sort((a, b) => a - b);
  const at = (share: number) => ratios[Math.floor(share * resamplings)] ?? Number.NaN;
  return [at(0.05), at(0.95)];
}

/** Numbers in [0, 1) that a seed repeats (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The values in another order (Fisher and Yates). */
export function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const rest = [...values];
  const order: T[] = [];
  while (rest.length > 0) order.push(...rest.splice(Math.floor(random() * rest.length), 1));
  return order;
}
