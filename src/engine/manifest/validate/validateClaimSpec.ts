import { parseQuantity } from '../../plan/quantity';
import type { Reading } from '../reading';
import { checkOneOf, checkValue, requireField } from './checks';
import type { DraftClaimSpec } from './draft';
import { fault } from './fault';

const modes = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

/** Holds what a PersistentVolumeClaim asks for against the API server's rules. */
export function validateClaimSpec(reading: Reading, spec: DraftClaimSpec): void {
  requireField(reading, spec, 'accessModes');
  const { accessModes = [], resources } = spec;
  for (const index of accessModes.keys()) checkOneOf(reading, accessModes, index, modes);
  if (accessModes.length > 1 && accessModes.includes('ReadWriteOncePod')) {
    const second = accessModes.find((mode) => mode !== 'ReadWriteOncePod') ?? 'ReadWriteOncePod';
    fault(reading, spec, 'accessModes', 'exclusive-fields', { first: 'ReadWriteOncePod', second }, 'key');
  }
  if (!resources?.requests) {
    fault(reading, resources ?? spec, resources ? 'requests' : 'resources', 'required');
    return;
  }
  requireField(reading, resources.requests, 'storage');
  checkValue(
    reading,
    resources.requests,
    'storage',
    'positive',
    (size) => !((parseQuantity(size) ?? 1) <= 0),
  );
}
