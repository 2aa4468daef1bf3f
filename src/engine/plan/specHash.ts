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
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  const object = value as Record<string, unknown>;
  let fields = '';
  for (const key of Object.keys(object).sort()) {
    if (object[key] !== undefined) fields += `,${JSON.stringify(key)}:${canonicalJson(object[key])}`;
  }
  return `{${fields.slice(1)}}`;
}
