import { quiet } from './lib/quiet';
import { shuffled } from './lib/stats';
import type { Peer, Trial } from './peers/peer';

/** What one peer took for one pod; milliseconds. */
export interface Measurement {
  round: number;
  size: number;
  peer: string;
  up: number;
  down: number;
  /** Of the pod that went down; see Trial. */
  graceSeconds: number;
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
 * does meets all alike. Pods have a grace period in one round and none in the next. A first round warms everything up and does not count.
 */
export async function podRounds(peers: readonly Peer[], options: RoundsOptions): Promise<Measurement[]> {
  const { rounds, sizes, random, say, signal } = options;
  const measurements: Measurement[] = [];
  for (let round = 0; round <= rounds; round++) {
    const warmUp = round === 0;
    const graceSeconds = round % 2 ? 30 : 0;
    for (const size of warmUp ? sizes.slice(0, 1) : sizes) {
      const order = shuffled(peers, random);
      const took: string[] = [];
      for (const peer of order) {
        if (signal.aborted) return measurements;
        const { up, down } = await measure(peer, { size, graceSeconds });
        took.push(`${peer.name} ${up.toFixed(0)}/${down.toFixed(0)}`);
        if (!warmUp) measurements.push({ round, size, peer: peer.name, up, down, graceSeconds });
      }
      say(`${warmUp ? 'warm-up' : `round ${round}`}, ${size}: ${took.join('  ')}`);
    }
  }
  return measurements;
}

async function measure(peer: Peer, trial: Trial): Promise<{ up: number; down: number }> {
  await peer.prepare?.(trial);
  await quiet();
  const up = await timed(() => peer.up(trial));
  const { running } = await peer.count();
  const wanted = trial.size + 1;
  if (running !== wanted) throw new Error(`${peer.name}: ${running} run instead of ${wanted}`);
  await quiet();
  const down = await timed(() => peer.down(trial));
  const { all } = await peer.count();
  if (all !== 0) throw new Error(`${peer.name}: ${all} containers are left`);
  return { up, down };
}

async function timed(call: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await call();
  return performance.now() - began;
}
