import { writeFileSync } from 'node:fs';

/**
 * What a ring of tests came to.
 * @typedef {{ passed: number, failed: number, skipped: number, failedTitles: string[] }} Counts
 */

/** @type {Counts} */
export const nothing = { passed: 0, failed: 0, skipped: 0, failedTitles: [] };

/**
 * @param {Counts} a
 * @param {Counts} b
 * @returns {Counts}
 */
export function addCounts(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    failedTitles: [...a.failedTitles, ...b.failedTitles],
  };
}

/**
 * Hands counts to who started this run, through the file that DOCKER_PODS_COUNTS names.
 * @param {Counts} counts
 */
export function writeCounts(counts) {
  if (process.env.DOCKER_PODS_COUNTS) writeFileSync(process.env.DOCKER_PODS_COUNTS, JSON.stringify(counts));
}
