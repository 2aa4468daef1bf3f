import { median } from './lib/stats';
import { tableOf } from './lib/table';
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
  peer: string;
  /** How often it was measured, and the median in ms. */
  count: number;
  ms: number;
  /** The median over the floor's. */
  ratio: number;
}

/** The medians of every step, size and peer, and their ratios to the floor's. */
export function podResults(measurements: readonly Measurement[]): PodResult[] {
  const sizes = distinct(measurements.map(({ size }) => size));
  const peers = distinct(measurements.map(({ peer }) => peer));
  return steps.flatMap((step) =>
    sizes.flatMap((size) => {
      const timesOf = (peer: string) => times(measurements, step, size, peer);
      const floorMs = median(timesOf('floor'));
      return peers.flatMap((peer) => {
        const own = timesOf(peer);
        const ms = median(own);
        return own.length ? [{ step, size, peer, count: own.length, ms, ratio: ms / floorMs }] : [];
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
export function podTable(results: readonly PodResult[], peers: readonly string[], step: Step): string {
  const own = results.filter((result) => result.step === step);
  const rows = distinct(own.map(({ size }) => size)).map((size) => [
    String(size),
    ...peers.map((peer) => cell(own.find((result) => result.size === size && result.peer === peer))),
  ]);
  return `${headings[step]}: ms (ratio to the floor)\n${tableOf([['N', ...peers], ...rows])}`;
}

/** What is short of the target: at most 1.1 times the floor, and ahead of the script and of Compose. */
export function podShortfalls(results: readonly PodResult[], atMost = 1.1): string[] {
  return results
    .filter(({ peer }) => peer === 'ours')
    .flatMap(({ step, size, ms, ratio }) => {
      const others = results.filter((other) => other.step === step && other.size === size);
      const before = others.filter((other) => ahead.includes(other.peer) && other.ms < ms);
      return [
        ...(ratio > atMost ? [`${step} of ${size}: ${ratio.toFixed(2)} times the floor`] : []),
        ...before.map(({ peer }) => `${step} of ${size}: behind ${peer}`),
      ];
    });
}

const ahead = ['script', 'compose'];

function cell(result: PodResult | undefined): string {
  if (!result) return '–';
  const { ms, ratio } = result;
  return Number.isNaN(ratio) ? ms.toFixed(0) : `${ms.toFixed(0)} (${ratio.toFixed(2)})`;
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
