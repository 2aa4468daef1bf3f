import { fieldValues } from './fieldValues';
import { type Place, pathOf } from './places';
import { type Reading, report } from './reading';
import type { SchemaField } from './schema';
import { suggest } from './suggest';

/** Fields whose words are only the usual ones: `validate/` has their rules. */
const openFields: ReadonlySet<string> = new Set([
  'Pod.apiVersion',
  'EmptyDirVolumeSource.medium',
  'ObjectFieldSelector.fieldPath',
  'ResourceFieldSelector.resource',
]);

/**
 * Holds the text of a field of this type (`Container`) against the words that the field allows. Undefined for an empty
 * one where there are such: Go's zero value, and as if the field were not there.
 */
export function readWord(
  reading: Reading,
  owner: string,
  field: SchemaField,
  value: string,
  place: Place,
): string | undefined {
  const allowed = fieldValues(owner, field);
  if (allowed.length === 0 || openFields.has(`${owner}.${field.name}`)) return value;
  if (value === '') return undefined;
  if (!allowed.includes(value)) {
    const args: Record<string, string> = { value, allowed: allowed.join(', ') };
    const similar = reading.suggestions-- > 0 ? suggest(value, allowed) : undefined;
    if (similar) args.similar = similar;
    report(reading, 'not-one-of', place.value, args, { path: pathOf(place) });
  }
  return value;
}
