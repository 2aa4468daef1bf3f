import type { FindingCode } from '../../model/finding';
import type { RuleName } from '../../model/rules';
import { pathBelow, pathOf } from '../places';
import { type Reading, report } from '../reading';
import { suggest } from '../suggest';
import { keepsRule, type NameRule } from './nameRules';

/** Adds an error at a field's value, or at its owner where the field is not there. */
export function fault(
  reading: Reading,
  owner: object,
  field: string | number,
  code: FindingCode,
  args: Record<string, string> = {},
  at: 'key' | 'value' = 'value',
): void {
  const { own, inside } = reading.places;
  const place = inside.get(owner)?.get(field);
  const above = own.get(owner);
  const range = place ? place[place.isNull ? 'key' : at] : (above?.key ?? [0, 0]);
  const path = place ? pathOf(place) : pathBelow(above, String(field));
  report(reading, code, range, args, { path });
}

/** Says that a field is missing, unless what stands there was already found to be of a wrong type. */
export function requireField(reading: Reading, owner: object, field: string): void {
  const value = (owner as Record<string, unknown>)[field];
  const place = reading.places.inside.get(owner)?.get(field);
  if (value === '' || (value === undefined && (!place || place.isNull)))
    fault(reading, owner, field, 'required');
}

/** Holds a name against a rule; an absent or empty one is another finding's matter. */
export function checkName(reading: Reading, owner: object, field: string, rule: NameRule): void {
  const value = (owner as Record<string, unknown>)[field];
  if (typeof value !== 'string' || value === '' || keepsRule(value, rule)) return;
  fault(reading, owner, field, 'invalid-name', { value, rule });
}

/** Holds a word against those a field allows. */
export function checkOneOf(reading: Reading, owner: object, field: string, allowed: readonly string[]): void {
  const value = (owner as Record<string, unknown>)[field];
  if (typeof value !== 'string' || allowed.includes(value)) return;
  const args: Record<string, string> = { value, allowed: allowed.filter(Boolean).join(', ') };
  const similar = suggest(value, allowed);
  if (similar) args.similar = similar;
  fault(reading, owner, field, 'not-one-of', args);
}

/** Holds a number against its bounds, both included. */
export function checkRange(
  reading: Reading,
  owner: object,
  field: string,
  [least, most]: readonly [number, number],
  rule: RuleName,
): void {
  const value = (owner as Record<string, unknown>)[field];
  if (typeof value !== 'number' || (value >= least && value <= most)) return;
  fault(reading, owner, field, 'invalid-value', { value: String(value), rule });
}

/** Finds names that stand before in the same list, or in `taken`. */
export function checkUnique(
  reading: Reading,
  items: readonly { name?: string | undefined }[],
  what: string,
  taken = new Set<string>(),
): void {
  for (const item of items) {
    if (!item.name) continue;
    if (taken.has(item.name)) fault(reading, item, 'name', 'duplicate-name', { what, name: item.name });
    taken.add(item.name);
  }
}
