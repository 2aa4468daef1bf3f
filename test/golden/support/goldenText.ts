import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Compares a text with the golden file of that path (from the project's root). `RESET_RESULTS=1` writes the golden
 * file instead; a text that differs is left beside it as `<file>.actual`.
 */
export function goldenText(file: string, actual: string): void {
  const actualFile = `${file}.actual`;
  if (process.env.RESET_RESULTS) writeFileSync(file, actual);
  const expected = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (expected === actual) rmSync(actualFile, { force: true });
  else writeFileSync(actualFile, actual);
  assert.equal(actual, expected, `differs from ${file}; see ${actualFile}, or accept it by RESET_RESULTS=1`);
}
