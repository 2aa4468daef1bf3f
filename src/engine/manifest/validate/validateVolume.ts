import type { Volume } from '../../model/pod';
import { parseQuantity } from '../../plan/quantity';
import type { Reading } from '../reading';
import type { Draft } from './draft';
import { checkName, checkOneOf, fault, requireField } from './fault';

/** The types that a hostPath may have. */
const hostPathTypes: readonly string[] = [
  '',
  ...['DirectoryOrCreate', 'Directory', 'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice'],
];

/** Holds one volume against the API server's rules. One without a source is an emptyDir. */
export function validateVolume(reading: Reading, volume: Draft<Volume>): void {
  requireField(reading, volume, 'name');
  checkName(reading, volume, 'name', 'dns-label');
  const [first, second] = Object.keys(volume).filter((key) => key !== 'name');
  if (first && second) fault(reading, volume, second, 'exclusive-fields', { first, second }, 'key');
  const { emptyDir, hostPath } = volume;
  if (emptyDir) validateEmptyDir(reading, emptyDir);
  if (hostPath) validateHostPath(reading, hostPath);
}

function validateEmptyDir(reading: Reading, emptyDir: NonNullable<Draft<Volume>['emptyDir']>): void {
  const { medium, sizeLimit } = emptyDir;
  if (!medium?.startsWith('HugePages')) checkOneOf(reading, emptyDir, 'medium', ['', 'Memory']);
  if (sizeLimit && (parseQuantity(sizeLimit) ?? 0) < 0) {
    fault(reading, emptyDir, 'sizeLimit', 'invalid-value', { value: sizeLimit, rule: 'not-negative' });
  }
}

function validateHostPath(reading: Reading, hostPath: NonNullable<Draft<Volume>['hostPath']>): void {
  requireField(reading, hostPath, 'path');
  checkOneOf(reading, hostPath, 'type', hostPathTypes);
  const { path = '' } = hostPath;
  if (path.split('/').includes('..')) {
    fault(reading, hostPath, 'path', 'invalid-value', { value: path, rule: 'no-dots' });
  }
}
