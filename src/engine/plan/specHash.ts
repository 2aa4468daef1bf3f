import { createHash } from 'node:crypto';
import type { Pod } from '../model/pod';

/** A hash of the value's JSON with sorted keys: equal for values that mean the same, whatever their order of keys. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);
}

/** The hash that tells whether a manifest was changed since its pod was run. */
export function specHashOf(pod: Pod): string {
  return hashOf({ metadata: pod.metadata, spec: pod.spec });
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
