import { median } from './lib/stats';
import { tableOf } from './lib/table';
import type { Measurement } from './podRounds';

export interface PodResult {
  peer: string;
  size: number;
  /** Medians, ms. */
  up: number;
  down: number;
  /** Median over the floor's median. */
  upRatio: number;
  downRatio: number;
}

/** The medians of every peer and size, and their ratios to the floor's. */
export function podResults(measurements: readonly Measurement[]): PodResult[] {
  const medianOf = (peer: string, size: number, of: 'up' | 'down') =>
    median(measurements.filter((one) => one.peer === peer && one.size === size).map((one) => one[of]));
  return distinct(measurements.map(({ size }) => size)).flatMap((size) =>
    distinct(measurements.map(({ peer }) => peer)).map((peer) => {
      const up = medianOf(peer, size, 'up');
      const down = medianOf(peer, size, 'down');
      const upRatio = up / medianOf('floor', size, 'up');
      return { peer, size, up, down, upRatio, downRatio: down / medianOf('floor', size, 'down') };
    }),
  );
}

/** A line for each size, a column for each peer: `ms (ratio to the floor)`. */
export function podTable(results: readonly PodResult[], peers: readonly string[], of: 'up' | 'down'): string {
  const heading = of === 'up' ? 'up, call to all running' : 'down, call to all gone';
  const rows = distinct(results.map(({ size }) => size)).map((size) => [
    String(size),
    ...peers.map((peer) => {
      const result = results.find((one) => one.size === size && one.peer === peer);
      return result ? cell(result[of], result[`${of}Ratio`]) : '';
    }),
  ]);
  return `${heading}: ms (ratio to the floor)\n${tableOf([['N', ...peers], ...rows])}`;
}

/** What is short of the target: at most 1.1 times the floor, and ahead of the script and of Compose. */
export function podShortfalls(results: readonly PodResult[], atMost = 1.1): string[] {
  return results
    .filter(({ peer }) => peer === 'ours')
    .flatMap((own) =>
      (['up', 'down'] as const).flatMap((of) => {
        const ratio = own[`${of}Ratio`];
        const others = results.filter(({ peer, size }) => size === own.size && ahead.includes(peer));
        return [
          ...(ratio > atMost ? [`${of} of ${own.size}: ${ratio.toFixed(2)} times the floor`] : []),
          ...others
            .filter((other) => other[of] < own[of])
            .map((other) => `${of} of ${own.size}: behind ${other.peer}`),
        ];
      }),
    );
}

const ahead = ['script', 'compose'];

function cell(ms: number, ratio: number): string {
  return Number.isNaN(ratio) ? ms.toFixed(0) : `${ms.toFixed(0)} (${ratio.toFixed(2)})`;
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
