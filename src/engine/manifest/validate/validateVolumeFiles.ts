import type { DownwardApiFile, KeyToPath } from '../../model/pod';
import type { Reading } from '../reading';
import { checkExactlyOne, checkRange, requireField, requireName } from './checks';
import type { Draft } from './draft';
import { checkFilePath } from './paths';
import type { PodFacts } from './podFacts';
import { fileFields, validateFieldRef, validateResourceRef } from './validateFieldRef';

/** Holds which keys of an object become which files against the API server's rules. */
export function validateItems(reading: Reading, items: readonly Draft<KeyToPath>[] = []): void {
  for (const item of items) {
    requireName(reading, item, 'key', 'data-key');
    validateFile(reading, item);
  }
}

/** Holds files with fields of the pod against the API server's rules. */
export function validateDownwardFiles(
  reading: Reading,
  files: readonly Draft<DownwardApiFile>[] = [],
  pod: PodFacts,
): void {
  for (const file of files) {
    validateFile(reading, file);
    checkExactlyOne(reading, file, ['fieldRef', 'resourceFieldRef']);
    const { fieldRef, resourceFieldRef } = file;
    if (fieldRef) validateFieldRef(reading, fieldRef, fileFields);
    if (!resourceFieldRef) continue;
    requireField(reading, resourceFieldRef, 'containerName');
    validateResourceRef(reading, resourceFieldRef, pod);
  }
}

/** Mode bits of files. */
export function validateMode(reading: Reading, owner: object, field: string): void {
  checkRange(reading, owner, field, [0, 0o777], 'file-mode');
}

function validateFile(reading: Reading, file: object): void {
  requireField(reading, file, 'path');
  checkFilePath(reading, file, 'path');
  validateMode(reading, file, 'mode');
}
