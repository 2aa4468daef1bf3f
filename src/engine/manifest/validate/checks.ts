import type { RuleName } from '../../model/rules';
import type { Reading } from '../reading';
import { fault, faultAt, stands, withSuggestion } from './fault';
import { keepsRule, type NameRule } from './nameRules';

/** Says that a field is missing or empty, unless what stands there was already found to be of a wrong type. */
export function requireField(reading: Reading, owner: object, field: string): void {
  const value = (owner as Record<string, unknown>)[field];
  const isEmpty = value === '' || (Array.isArray(value) && value.length === 0);
  if (isEmpty || !stands(reading, owner, field)) fault(reading, owner, field, 'required');
}

/** Holds a name against a rule; an absent or empty one is another finding's matter. */
export function checkName(reading: Reading, owner: object, field: string | number, rule: NameRule): void {
  const value = (owner as Record<string | number, unknown>)[field];
  if (typeof value === 'string' && value !== '') checkText(reading, owner, field, value, rule);
}

/** A name that must be there and keep a rule. */
export function requireName(reading: Reading, owner: object, field: string, rule: NameRule): void {
  requireField(reading, owner, field);
  checkName(reading, owner, field, rule);
}

/** Every name in a list; an empty one breaks its rule too. */
export function checkNames(reading: Reading, names: readonly string[] | undefined, rule: NameRule): void {
  for (const [index, name] of (names ?? []).entries()) checkText(reading, names ?? [], index, name, rule);
}

/** Keys of a map as names. */
export function checkKeys(reading: Reading, map: object | undefined, rule: NameRule): void {
  for (const value of Object.keys(map ?? {})) {
    if (map && !keepsRule(value, rule)) fault(reading, map, value, 'invalid-name', { value, rule }, 'key');
  }
}

function checkText(
  reading: Reading,
  owner: object,
  field: string | number,
  value: string,
  rule: NameRule,
): void {
  if (keepsRule(value, rule)) return;
  fault(reading, owner, field, rule === 'ip' ? 'invalid-value' : 'invalid-name', { value, rule });
}

/** Holds a word against those a field allows. */
export function checkOneOf(
  reading: Reading,
  owner: object,
  field: string | number,
  allowed: readonly string[],
): void {
  const value = (owner as Record<string | number, unknown>)[field];
  if (typeof value !== 'string' || allowed.includes(value)) return;
  const args = { value, allowed: allowed.filter(Boolean).join(', ') };
  fault(reading, owner, field, 'not-one-of', withSuggestion(reading, args, value, allowed));
}

/** Holds a number against its bounds, both included. */
export function checkRange(
  reading: Reading,
  owner: object,
  field: string | number,
  [least, most]: readonly [number, number],
  rule: RuleName,
): void {
  const value = (owner as Record<string | number, unknown>)[field];
  if (typeof value !== 'number' || (value >= least && value <= most)) return;
  fault(reading, owner, field, 'invalid-value', { value: String(value), rule });
}

/** The most a number of 32 bits can be. */
export const maxInt32 = 2 ** 31 - 1;

/** Holds numbers of 32 bits against 0. */
export function checkCounts(reading: Reading, owner: object, fields: readonly string[]): void {
  for (const field of fields) checkRange(reading, owner, field, [0, maxInt32], 'natural');
}

/** Holds a text against a rule of its value. */
export function checkValue(
  reading: Reading,
  owner: object,
  field: string | number,
  rule: RuleName,
  keeps: (value: string) => boolean,
): void {
  const value = (owner as Record<string | number, unknown>)[field];
  if (typeof value !== 'string' || value === '' || keeps(value)) return;
  fault(reading, owner, field, 'invalid-value', { value, rule });
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

/** Of several fields at most one may stand; says so at the second. */
export function checkAtMostOne(reading: Reading, owner: object, fields: readonly string[]): void {
  const [first, second] = fields.filter((field) => stands(reading, owner, field));
  if (first && second) fault(reading, owner, second, 'exclusive-fields', { first, second }, 'key');
}

/** Of several fields one must stand, and no more. */
export function checkExactlyOne(reading: Reading, owner: object, fields: readonly string[]): void {
  checkAtMostOne(reading, owner, fields);
  if (fields.some((field) => stands(reading, owner, field))) return;
  faultAt(reading, owner, 'one-required', { allowed: fields.join(', ') });
}

/** A list may have so many items. */
export function checkLength(reading: Reading, list: readonly unknown[] | undefined, limit: number): void {
  if (!list || list.length <= limit) return;
  faultAt(reading, list, 'too-many', { count: String(list.length), limit: String(limit) });
}
