import type { FindingCode, Severity } from '../../model/finding';
import { pathBelow, pathOf } from '../places';
import { type Reading, report } from '../reading';
import { suggest } from '../suggest';

/** Adds an error at a field's value, or at its owner where the field is not there. */
export function fault(
  reading: Reading,
  owner: object,
  field: string | number,
  code: FindingCode,
  args: Record<string, string> = {},
  at: 'key' | 'value' = 'value',
  severity: Severity = 'error',
): void {
  const { own, inside } = reading.places;
  const place = inside.get(owner)?.get(field);
  const above = own.get(owner);
  const range = place ? place[place.isNull ? 'key' : at] : (above?.key ?? [0, 0]);
  const path = place ? pathOf(place) : pathBelow(above, String(field));
  report(reading, code, range, args, { path, severity });
}

/** Adds an error at an object or list as a whole. */
export function faultAt(
  reading: Reading,
  whole: object,
  code: FindingCode,
  args: Record<string, string> = {},
): void {
  const place = reading.places.own.get(whole);
  report(reading, code, place?.key ?? [0, 0], args, { path: pathOf(place) });
}

/** Whether a field is written and not null, also with a value of a wrong type. */
export function stands(reading: Reading, owner: object, field: string): boolean {
  if ((owner as Record<string, unknown>)[field] !== undefined) return true;
  const place = reading.places.inside.get(owner)?.get(field);
  return place !== undefined && !place.isNull;
}

/** Adds the candidate that was likely meant by a word to a finding's arguments; a document has so many tries. */
export function withSuggestion(
  reading: Reading,
  args: Record<string, string>,
  word: string,
  candidates: Iterable<string>,
): Record<string, string> {
  const similar = reading.suggestions-- > 0 ? suggest(word, candidates) : undefined;
  return similar ? { ...args, similar } : args;
}
