import { median, ratioInterval } from './lib/stats';
import { tableOf } from './lib/table';
import { type PeerName, peerNames } from './peers/peer';
import type { Measurement } from './podRounds';

/** What is measured of a pod. */
export const steps = ['up', 'down', 'killed'] as const;
export type Step = (typeof steps)[number];

const headings: Record<Step, string> = {
  up: 'up, from the call to all running',
  down: 'down with a grace period, from the call to all gone',
  killed: 'down without a grace period (as `docker rm -f`), from the call to all gone',
};

export interface PodResult {
  step: Step;
  size: number;
  peer: PeerName;
  /** Every measurement and their median, in ms. */
  times: number[];
  ms: number;
  /** The median over the floor's. */
  ratio: number;
}

/** The medians of every step, size and peer, and their ratios to the floor's. */
export function podResults(measurements: readonly Measurement[]): PodResult[] {
  const sizes = distinct(measurements.map(({ size }) => size));
  const peers = peerNames.filter((name) => measurements.some(({ peer }) => peer === name));
  return steps.flatMap((step) =>
    sizes.flatMap((size) => {
      const timesOf = (peer: string) => times(measurements, step, size, peer);
      const floorMs = median(timesOf('floor'));
      return peers.flatMap((peer) => {
        const own = timesOf(peer);
        const ms = median(own);
        return own.length ? [{ step, size, peer, times: own, ms, ratio: ms / floorMs }] : [];
      });
    }),
  );
}

function times(all: readonly Measurement[], step: Step, size: number, peer: string): number[] {
  const own = all.filter((one) => one.size === size && one.peer === peer);
  if (step === 'up') return own.map(({ up }) => up);
  return own.filter(({ graceSeconds }) => graceSeconds > 0 === (step === 'down')).map(({ down }) => down);
}

/** A line for each size, a column for each peer: `ms (ratio to the floor)`. */
export function podTable(results: readonly PodResult[], step: Step): string {
  const own = results.filter((result) => result.step === step);
  const peers = distinct(own.map(({ peer }) => peer));
  const most = Math.max(...own.map(({ times }) => times.length));
  const rows = distinct(own.map(({ size }) => size)).map((size) => [
    String(size),
    ...peers.map((peer) => cell(own.find((result) => result.size === size && result.peer === peer))),
  ]);
  return `${headings[step]}: ms (ratio to the floor), medians of ${most}\n${tableOf([['N', ...peers], ...rows])}`;
}

/** Where the target is missed: `ours` is over so many times the floor, or behind the script or Compose. */
export interface Shortfall {
  text: string;
  /** Measured again it might as well be met. */
  byChance: boolean;
}

const mostTimesFloor = 1.1;
/** Fewer measurements tell nothing of their own spread. */
const fewest = 6;

/** What is short of the target: at most 1.1 times the floor, and ahead of the script and of Compose. */
export function podShortfalls(results: readonly PodResult[], random: () => number): Shortfall[] {
  const limits: Partial<Record<PeerName, number>> = { floor: mostTimesFloor, script: 1, compose: 1 };
  return results
    .filter(({ peer }) => peer === 'ours')
    .flatMap((own) =>
      results
        .filter(({ step, size }) => step === own.step && size === own.size)
        .flatMap((other) => {
          const limit = limits[other.peer] ?? Number.POSITIVE_INFINITY;
          const ratio = own.ms / other.ms;
          if (ratio <= limit) return [];
          const [low, high] = ratioInterval(own.times, other.times, random);
          const range = `${low.toFixed(2)} to ${high.toFixed(2)}`;
          const text = `${own.step} of ${own.size}: ${ratio.toFixed(2)} (${range}) times ${other.peer}`;
          return [{ text, byChance: low <= limit || own.times.length < fewest }];
        }),
    );
}

function cell(result: PodResult | undefined): string {
  if (!result) return '–';
  const { ms, ratio } = result;
  return Number.isNaN(ratio) ? ms.toFixed(0) : `${ms.toFixed(0)} (${ratio.toFixed(2)})`;
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
