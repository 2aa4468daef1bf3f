import { quiet } from './lib/quiet';
import { shuffled } from './lib/stats';
import type { Peer } from './peers/peer';

/** What one peer took for one pod; milliseconds. */
export interface Measurement {
  round: number;
  size: number;
  peer: string;
  up: number;
  down: number;
}

export interface RoundsOptions {
  rounds: number;
  sizes: readonly number[];
  random: () => number;
  /** Told of every round's order before it begins. */
  say: (line: string) => void;
  /** Aborted: the peer at work is waited for, and no other begins. */
  signal: AbortSignal;
}

/**
 * Measures every peer at every size in every round, in a new random order each time, so that whatever else the machine
 * does meets all alike. A first round warms everything up and does not count.
 */
export async function podRounds(peers: readonly Peer[], options: RoundsOptions): Promise<Measurement[]> {
  const { rounds, sizes, random, say, signal } = options;
  const measurements: Measurement[] = [];
  for (let round = 0; round <= rounds; round++) {
    const warmUp = round === 0;
    for (const size of warmUp ? sizes.slice(0, 1) : sizes) {
      const order = shuffled(peers, random);
      const took: string[] = [];
      for (const peer of order) {
        if (signal.aborted) return measurements;
        const { up, down } = await measure(peer, size);
        took.push(`${peer.name} ${up.toFixed(0)}/${down.toFixed(0)}`);
        if (!warmUp) measurements.push({ round, size, peer: peer.name, up, down });
      }
      say(`${warmUp ? 'warm-up' : `round ${round}`}, ${size}: ${took.join('  ')}`);
    }
  }
  return measurements;
}

async function measure(peer: Peer, size: number): Promise<{ up: number; down: number }> {
  await peer.prepare?.(size);
  await quiet();
  const up = await timed(() => peer.up(size));
  const { running } = await peer.count();
  if (running !== size + 1) throw new Error(`${peer.name}: ${running} run instead of ${size + 1}`);
  await quiet();
  const down = await timed(() => peer.down(size));
  const { all } = await peer.count();
  if (all !== 0) throw new Error(`${peer.name}: ${all} containers are left`);
  return { up, down };
}

async function timed(call: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await call();
  return performance.now() - began;
}
