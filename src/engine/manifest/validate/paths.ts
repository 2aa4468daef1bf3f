import type { Reading } from '../reading';
import { checkValue } from './checks';

/** A path below a directory: relative, and without a step back. */
export function checkRelativePath(reading: Reading, owner: object, field: string): void {
  checkValue(reading, owner, field, 'relative-path', isRelative);
}

/** A path of a file that Kubernetes writes: its own begin with `..`. */
export function checkFilePath(reading: Reading, owner: object, field: string): void {
  checkValue(reading, owner, field, 'file-path', (path) => isRelative(path) && !path.startsWith('..'));
}

/** Whether no part of a path is `..`. */
export function hasNoStepBack(path: string): boolean {
  return !path.split('/').includes('..');
}

function isRelative(path: string): boolean {
  return !path.startsWith('/') && hasNoStepBack(path);
}
