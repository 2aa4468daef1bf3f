import type { Reading } from '../reading';
import { checkName, checkOneOf } from '../validate/checks';
import type { DraftClaimSpec } from '../validate/draft';
import { validateClaimSpec } from '../validate/validateClaimSpec';

export interface DraftClaim {
  spec?: DraftClaimSpec & { storageClassName?: string; volumeMode?: string };
}

/**
 * Holds a claim against the rules of the API server. Source: ValidatePersistentVolumeClaimSpec in
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go
 */
export function validateClaim(reading: Reading, { spec }: DraftClaim): void {
  // Where there is none the schema has said so.
  if (!spec) return;
  validateClaimSpec(reading, spec);
  checkOneOf(reading, spec, 'volumeMode', ['', 'Filesystem', 'Block']);
  checkName(reading, spec, 'storageClassName', 'dns-subdomain');
}
