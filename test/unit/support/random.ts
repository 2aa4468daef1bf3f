import { randomInt } from 'node:crypto';

export interface Random {
  seed: number;
  /** 0 ≤ n < limit */
  below(limit: number): number;
  bytes(length: number): Buffer;
}

/** Numbers that can be had again: a failing test prints the seed, `SEED=…` repeats it. */
export function seededRandom(given?: number): Random {
  const seed = given ?? Number(process.env.SEED ?? randomInt(2 ** 31));
  let state = seed;
  const next = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  return {
    seed,
    below: (limit) => next() % limit,
    bytes: (length) => Buffer.from(Array.from({ length }, () => next() & 255)),
  };
}
