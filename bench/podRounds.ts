import { quiet } from './lib/quiet';
import { shuffled } from './lib/stats';
import type { Peer, PeerName, Trial } from './peers/peer';

/** What one peer took for one pod; milliseconds. */
export interface Measurement extends Trial {
  /** Round 0 warms everything up and does not count. */
  round: number;
  peer: PeerName;
  up: number;
  down: number;
}

export interface RoundsOptions {
  rounds: number;
  sizes: readonly number[];
  /** Seconds; one per round in turn. */
  graces: readonly number[];
  random: () => number;
  /** Told of what every peer took for a pod, in the order in which they were measured. */
  say: (line: string) => void;
  /** Aborted: the peer at work is waited for, and no other begins. */
  signal: AbortSignal;
}

export interface RoundsResult {
  measurements: Measurement[];
  failures: string[];
}

/** One may be an accident; more are a reason to stop. */
const mostFailures = 3;

/**
 * Measures every peer at every size in every round, in a new random order for each pod, so that whatever else the
 * machine does meets all alike. A peer that fails is tidied up and goes on with its next pod; after a few failures the
 * rounds end.
 */
export async function podRounds(peers: readonly Peer[], options: RoundsOptions): Promise<RoundsResult> {
  const { random, say, signal } = options;
  const result: RoundsResult = { measurements: [], failures: [] };
  for (const { round, ...trial } of trialsOf(options)) {
    const took: string[] = [];
    for (const peer of shuffled(peers, random)) {
      if (signal.aborted || result.failures.length > mostFailures) return result;
      try {
        const { up, down } = await measure(peer, trial);
        took.push(`${peer.name} ${up.toFixed(0)}/${down.toFixed(0)}`);
        if (round > 0) result.measurements.push({ ...trial, round, peer: peer.name, up, down });
      } catch (error) {
        took.push(`${peer.name} failed`);
        result.failures.push(`${peer.name}: ${error instanceof Error ? error.message : error}`);
        await peer.clean();
      }
    }
    say(`${round === 0 ? 'warm-up' : `round ${round}`}, ${trial.size}: ${took.join('  ')}`);
  }
  return result;
}

function* trialsOf({ rounds, sizes, graces }: RoundsOptions): Generator<Trial & { round: number }> {
  const graceOf = (round: number) => graces[round % graces.length] ?? 30;
  yield { round: 0, size: sizes[0] ?? 1, graceSeconds: graceOf(0) };
  for (let round = 1; round <= rounds; round++) {
    for (const size of sizes) yield { round, size, graceSeconds: graceOf(round) };
  }
}

async function measure(peer: Peer, trial: Trial): Promise<{ up: number; down: number }> {
  await peer.prepare?.(trial);
  await quiet();
  const up = await timed(() => peer.up(trial));
  const { running } = await peer.count();
  const wanted = trial.size + 1;
  if (running !== wanted) throw new Error(`${running} containers run instead of ${wanted}`);
  await quiet();
  const down = await timed(() => peer.down(trial));
  const { all } = await peer.count();
  if (all !== 0) throw new Error(`${all} containers are left`);
  return { up, down };
}

async function timed(call: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await call();
  return performance.now() - began;
}
