import { isMap, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import { parseQuantity } from '../plan/quantity';
import { type Entry, entriesOf, follow, nodeType } from './entries';
import { makePlace, type Place, pathBelow, pathOf } from './places';
import { firstLineOf, type Reading, rangeOf, report } from './reading';
import { readWord } from './readWord';
import { reportSupport } from './reportSupport';
import { resolveScalar, type ScalarValue } from './resolveScalar';
import { type FieldType, type ObjectSchema, objectSchema, type ScalarKind } from './schema';
import { type SupportNode, supportBelow } from './supportTree';
import { reportUnknownField } from './unknownField';

/** A JSON value as the API server decodes it. */
export type JsonValue = string | number | boolean | JsonValue[] | JsonObject;

export interface JsonObject {
  [key: string]: JsonValue;
}

/**
 * Reads a node as the type the schema expects, as the API server decodes JSON: null means absent, nothing is
 * converted. Findings go to `reading`; undefined is what is absent or could not be read.
 */
export function readValue(
  reading: Reading,
  node: Node | null,
  type: FieldType,
  place: Place,
  support: SupportNode | undefined,
): JsonValue | undefined {
  if (type.kind === 'any') return undefined;
  if (reading.budget < 0) return undefined;
  if (type.kind === 'list' || type.kind === 'map' || type.kind === 'object') {
    return readCollection(reading, node, type, place, support);
  }
  const value = isScalar(node) ? resolveScalar(node, reading.text) : null;
  if (node === null || (isScalar(node) && value === null)) return undefined;
  return readScalar(reading, node, value, type.kind, place);
}

function readCollection(
  reading: Reading,
  node: Node | null,
  type: Exclude<FieldType, { kind: ScalarKind | 'any' }>,
  place: Place,
  support: SupportNode | undefined,
): JsonValue | undefined {
  const fits = type.kind === 'list' ? isSeq(node) : isMap(node);
  if (!fits) {
    if (!isNull(reading, node)) reportType(reading, node, type.kind === 'list' ? 'list' : 'map', place);
    return undefined;
  }
  const collection = node as YAMLMap | YAMLSeq;
  // Only an alias can lead into what is being read.
  const mayLoop = reading.targets.size > 0;
  if (mayLoop && reading.open.has(collection)) {
    report(reading, 'alias-loop', place.key, {}, { path: pathOf(place) });
    return undefined;
  }
  if (mayLoop) reading.open.add(collection);
  const value = isSeq(collection)
    ? readList(reading, collection, (type as { of: FieldType }).of, place, support)
    : type.kind === 'object'
      ? readObject(
          reading,
          entriesOf(reading, collection as YAMLMap),
          objectSchema(type.name),
          place,
          support,
        )
      : readMap(reading, collection as YAMLMap, (type as { of: FieldType }).of, place, support);
  if (mayLoop) reading.open.delete(collection);
  return value;
}

function readList(
  reading: Reading,
  list: YAMLSeq,
  of: FieldType,
  place: Place,
  support: SupportNode | undefined,
): JsonValue[] {
  const values: JsonValue[] = [];
  const inside = new Map<string | number, Place>();
  list.items.forEach((item, index) => {
    const node = follow(reading, item);
    const at = makePlace(place, index, firstLineOf(reading, node), rangeOf(reading, node));
    inside.set(index, at);
    values.push(readValue(reading, node, of, at, support) ?? zeroOf(reading, of, at));
  });
  return keep(reading, values, place, inside);
}

/** Go decodes a null item as the type's zero value. */
function zeroOf(reading: Reading, type: FieldType, place: Place): JsonValue {
  if (type.kind === 'object')
    return readObject(reading, new Map(), objectSchema(type.name), place, undefined);
  if (type.kind === 'list') return [];
  return type.kind === 'integer' ? 0 : '';
}

function readMap(
  reading: Reading,
  map: YAMLMap,
  of: FieldType,
  place: Place,
  support: SupportNode | undefined,
): JsonValue {
  const value: JsonObject = {};
  const inside = new Map<string | number, Place>();
  for (const entry of entriesOf(reading, map).values()) {
    const { key } = entry;
    const node = follow(reading, entry.value);
    const at = makePlace(place, key, entry.keyRange, rangeOf(reading, node));
    inside.set(key, at);
    setOwn(value, key, readValue(reading, node, of, at, undefined) ?? '');
  }
  keep(reading, value, place, inside);
  reportSupport(reading, value, support);
  return value;
}

/** Reads a map as an object of the schema. */
export function readObject(
  reading: Reading,
  entries: Map<string, Entry>,
  schema: ObjectSchema,
  place: Place,
  support: SupportNode | undefined,
): JsonObject {
  const object: JsonObject = {};
  const inside = new Map<string | number, Place>();
  for (const entry of entries.values()) {
    const { key } = entry;
    const field = schema.fields.get(key);
    if (!field) {
      reportUnknownField(reading, entry, schema, place);
      continue;
    }
    const node = follow(reading, entry.value);
    const at = makePlace(place, key, entry.keyRange, rangeOf(reading, node));
    const read = readValue(reading, node, field.type, at, supportBelow(support, key));
    const value = typeof read === 'string' ? readWord(reading, schema.name, field, read, at) : read;
    if (value !== undefined) setOwn(object, key, value);
    else at.isNull = read === '' || isNull(reading, node);
    inside.set(key, at);
  }
  for (const { name } of schema.required) {
    const at = inside.get(name);
    if (at && !at.isNull) continue;
    report(reading, 'required', (at ?? place).key, {}, { path: pathBelow(place, name) });
  }
  keep(reading, object, place, inside);
  reportSupport(reading, object, support);
  return object;
}

function readScalar(
  reading: Reading,
  node: Node,
  value: ScalarValue,
  kind: ScalarKind,
  place: Place,
): JsonValue | undefined {
  if (value !== null && isScalar(node)) {
    if (kind === 'quantity' && typeof value !== 'boolean') return readQuantity(reading, value, place);
    if (typeof value === 'string' && acceptsText.has(kind)) return value;
    if (typeof value === 'number' && acceptsIntegers.has(kind) && Number.isSafeInteger(value)) return value;
    if (typeof value === 'boolean' && kind === 'boolean') return value;
  }
  reportType(reading, node, kind, place, value);
  return undefined;
}

const acceptsText: ReadonlySet<ScalarKind> = new Set(['string', 'time', 'integer or string']);
const acceptsIntegers: ReadonlySet<ScalarKind> = new Set(['integer', 'integer or string']);

function readQuantity(reading: Reading, value: string | number, place: Place): string {
  const text = String(value).trim();
  if (parseQuantity(text) === undefined) {
    const path = pathOf(place);
    report(reading, 'invalid-value', place.value, { value: text, rule: 'quantity' }, { path });
  }
  return text;
}

function reportType(
  reading: Reading,
  node: Node | null,
  expected: string,
  place: Place,
  value?: ScalarValue,
): void {
  const args: Record<string, string> = {
    expected,
    actual: nodeType(node, value === undefined && isScalar(node) ? resolveScalar(node, reading.text) : value),
  };
  const written = isScalar(node) ? (node.source ?? '') : '';
  // What stands in a Secret is repeated nowhere.
  if (expected === 'string' && reading.isSecret) args.quotes = '" and "';
  else if (expected === 'string' && written !== '') args.quoted = `"${written}"`;
  if (
    expected !== 'string' &&
    !reading.isSecret &&
    isScalar(node) &&
    node.type !== 'PLAIN' &&
    /^(\d+|true|false)$/.test(written)
  ) {
    args.unquoted = written;
  }
  report(reading, 'wrong-type', isScalar(node) ? place.value : place.key, args, { path: pathOf(place) });
}

function isNull(reading: Reading, node: Node | null): boolean {
  return node === null || (isScalar(node) && resolveScalar(node, reading.text) === null);
}

function keep<T extends object>(
  reading: Reading,
  value: T,
  place: Place,
  inside: Map<string | number, Place>,
): T {
  reading.places.own.set(value, place);
  reading.places.inside.set(value, inside);
  return value;
}

/** `__proto__` is a key like any other. */
function setOwn(object: JsonObject, key: string, value: JsonValue): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
