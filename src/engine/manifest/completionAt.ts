import type { TextRange } from '../model/finding';
import type { ObjectKind } from '../model/podObject';
import { type BlockEntry, ownerAt, scanBlock } from './blockEntries';
import { documentAt, supportAt, typeText } from './fieldAt';
import { fieldValues } from './fieldValues';
import { type KindPlace, kindPlace, writtenAt } from './kindPlace';
import { objectSchema, type SchemaField } from './schema';
import { schemaAt } from './schemaAt';
import type { SupportRule } from './support/supportRule';

type Steps = readonly (string | number)[];

/** A field that may stand at the cursor. */
export interface FieldChoice {
  name: string;
  type: string;
  /** How its value is written: behind the colon, or below as a map or a list. */
  shape: 'scalar' | 'map' | 'list';
  required: boolean;
  rules: readonly SupportRule[];
  /** Of a list of objects: the fields that each of them cannot do without. */
  items?: readonly string[];
}

/** What may be written at one place of a manifest. */
export interface CompletionAt {
  /** The word that is there so far. */
  range: TextRange;
  /** Column of the word in its line. */
  column: number;
  /** A list's item may begin here, and its dash is not written yet. */
  needsDash: boolean;
  fields: FieldChoice[];
  values: readonly string[];
  /** The value names an object of this kind, or with `name` one of that object's keys. */
  objects?: { kind: ObjectKind; name?: string };
}

/**
 * What may stand at an offset of a manifest: by the lines above and their indentation, so that it works in a text that
 * does not parse. Undefined outside of Pods, in comments, block texts and flow style.
 */
export function completionAt(text: string, offset: number): CompletionAt | undefined {
  const document = documentAt(text, offset);
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const cursor = cursorIn(text.slice(lineStart, offset));
  if (!document || !cursor) return undefined;
  const { start } = document;
  const { entries } = scanBlock(text, start, start + document.text.length);
  // The word itself is no entry yet: only what stands above it, and the dashes or the key before it.
  const wordStart = lineStart + cursor.column;
  const above = scanBlock(text, start, wordStart);
  if (above.textColumn >= 0 && cursor.column > above.textColumn) return undefined;
  const owner = cursor.isValue ? above.open.at(-1) : ownerAt(above, cursor.column);
  const at = owner?.steps ?? [];
  const inKind = kindPlace(text, entries, at);
  if (!inKind) return undefined;
  const range: TextRange = [wordStart, wordEnd(text, offset)];
  const place = { ...inKind, text, entries, at, range, column: cursor.column };
  return cursor.isValue ? valueChoices(place) : keyChoices(place);
}

interface Place extends KindPlace {
  text: string;
  entries: readonly BlockEntry[];
  /** The path from the document's root. */
  at: Steps;
  range: TextRange;
  column: number;
}

/** Where the word at the end of a line begins, and whether it stands behind a colon. */
function cursorIn(line: string): { column: number; isValue: boolean } | undefined {
  const dashes = /^[ \t]*(?:-[ \t]+)*/.exec(line)?.[0].length ?? 0;
  const rest = line.slice(dashes);
  if (/^[\w./-]*$/.test(rest)) return { column: dashes, isValue: false };
  const value = /^(["']?)[\w./-]+\1[ \t]*:[ \t]+(?=[\w./-]*$)/.exec(rest);
  return value ? { column: dashes + value[0].length, isValue: true } : undefined;
}

function wordEnd(text: string, offset: number): number {
  return offset + (/^[\w./-]*/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0);
}

function valueChoices({
  text,
  entries,
  at,
  kind: inKind,
  steps,
  range,
  column,
}: Place): CompletionAt | undefined {
  const { field, owner } = schemaAt(inKind, steps) ?? {};
  if (!field || !owner) return undefined;
  const choices = { range, column, needsDash: false, fields: [] };
  const kind = objectNamedBy(owner.name, field.name);
  if (kind) return { ...choices, values: [], objects: { kind } };
  const keyOf = field.name === 'key' ? objectNamedBy(owner.name, 'name') : undefined;
  const name = keyOf && writtenAt(text, entries, [...at.slice(0, -1), 'name']);
  if (keyOf && name) return { ...choices, values: [], objects: { kind: keyOf, name } };
  const names = namesFor(owner.name, field.name, text, entries);
  return { ...choices, values: [...fieldValues(owner.name, field), ...names] };
}

function keyChoices({ entries, at, kind, steps, range, column }: Place): CompletionAt | undefined {
  const type = schemaAt(kind, steps)?.type;
  const needsDash = type?.kind === 'list';
  const inner = type?.kind === 'list' ? type.of : type;
  if (inner?.kind !== 'object') return undefined;
  const beside = entries.filter((entry) => isBelow(entry, at) && entry.key[0] !== range[0]);
  const written = new Set(needsDash ? [] : beside.map(({ steps }) => steps.at(-1)));
  const fields = [...objectSchema(inner.name).fields.values()]
    .filter(({ name, type }) => !written.has(name) && type.kind !== 'any')
    .map((field) => choiceOf(field, supportAt(kind, [...steps, field.name])));
  return { range, column, needsDash, fields, values: [] };
}

function choiceOf({ name, type, required }: SchemaField, rules: readonly SupportRule[]): FieldChoice {
  const isMap = type.kind === 'map' || type.kind === 'object';
  return {
    name,
    type: typeText(type),
    shape: type.kind === 'list' ? 'list' : isMap ? 'map' : 'scalar',
    required,
    rules,
    ...(type.kind === 'list' && type.of.kind === 'object' ? { items: itemFields(type.of.name) } : {}),
  };
}

/** What each item of a list cannot do without. */
function itemFields(typeName: string): string[] {
  const required = objectSchema(typeName).required.map(({ name }) => name);
  return typeName === 'Container' ? [...required, 'image'] : required;
}

/** The kind of object that a field names: `ConfigMapKeySelector.name`, `SecretVolumeSource.secretName`. */
function objectNamedBy(owner: string, field: string): ObjectKind | undefined {
  if (field === 'claimName') return 'PersistentVolumeClaim';
  if (field === 'secretName' || (owner === 'LocalObjectReference' && field === 'name')) return 'Secret';
  if (field !== 'name') return undefined;
  return /^(ConfigMap|Secret)(?:KeySelector|EnvSource|VolumeSource|Projection)$/.exec(owner)?.[1] as
    | 'ConfigMap'
    | 'Secret'
    | undefined;
}

/** The names of this manifest that a field may take: of volumes, of ports, of containers. */
function namesFor(owner: string, field: string, text: string, entries: readonly BlockEntry[]): string[] {
  const isVolume = field === 'volumeName' || (/^Volume(Mount|Device)$/.test(owner) && field === 'name');
  if (isVolume) return namesIn(text, entries, /^spec\.volumes$/);
  if (field === 'port' && /^(HTTPGet|TCPSocket)Action$/.test(owner)) {
    return namesIn(text, entries, /^spec\.(containers|initContainers)\.ports$/);
  }
  return field === 'containerName' ? namesIn(text, entries, /^spec\.(containers|initContainers)$/) : [];
}

/** The `name` of each item of the lists whose path from the Pod, without indexes, fits. */
function namesIn(text: string, entries: readonly BlockEntry[], list: RegExp): string[] {
  const names = entries.flatMap(({ steps, value }) => {
    const { inPod = [] } = kindPlace(text, entries, steps) ?? {};
    const isFlow = text[value[0]] === '{';
    if (!isFlow && inPod.at(-1) !== 'name') return [];
    const path = inPod.filter((step) => typeof step === 'string').slice(0, isFlow ? undefined : -1);
    if (!list.test(path.join('.'))) return [];
    const written = text.slice(...value);
    return isFlow ? (/\bname:\s*["']?([\w.-]+)/.exec(written)?.[1] ?? []) : plain(written);
  });
  return [...new Set(names.filter(Boolean))];
}

function isBelow({ steps }: BlockEntry, at: Steps): boolean {
  return steps.length === at.length + 1 && at.every((step, index) => steps[index] === step);
}

function plain(written: string): string {
  return written.replaceAll(/^["']|["']$/g, '');
}
