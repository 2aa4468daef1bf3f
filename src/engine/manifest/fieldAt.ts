import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { TextRange } from '../model/finding';
import { scanBlock } from './blockEntries';
import { fieldValues } from './fieldValues';
import { type KindPlace, kindPlace } from './kindPlace';
import { kindSupport } from './kindSupport';
import { parseYaml } from './parseYaml';
import type { FieldType } from './schema';
import { schemaAt } from './schemaAt';
import { type DocumentText, splitDocuments } from './splitDocuments';
import type { SupportRule } from './support/supportRule';
import { supportOf } from './supportTree';

/** A field of an object at one place of a manifest's text. */
export interface FieldAt {
  /** As in the text, workloads included: `spec.template.spec.containers[0].image`. */
  path: string;
  name: string;
  /** Kubernetes' name of the type that has the field: `Container`. */
  owner: string;
  /** `integer`, `list of Container`, `map of string`. */
  type: string;
  required: boolean;
  /** The words it may have, where they are a closed set. */
  values: readonly string[];
  /** What becomes of it here; the first whose value fits counts. Empty where nothing is to be said. */
  rules: readonly SupportRule[];
  /** Of its key; of a list's item, the item. */
  range: TextRange;
}

/** The most of a text that is looked at for one place: a person's manifest is far below it. */
export const maxLooked = 500_000;

/**
 * The field whose key or value stands at an offset of a manifest; undefined where none does. In a text
 * with mistakes it is found by what the parser makes of it, else by indentation. Never throws.
 */
export function fieldAt(text: string, offset: number): FieldAt | undefined {
  const document = documentAt(text, offset);
  if (!document) return undefined;
  const { start } = document;
  const { entries } = scanBlock(text, start, start + document.text.length);
  const found = foundAt(text, document, offset);
  const place = found && kindPlace(text, entries, found.steps);
  return found && place && describe(found, place);
}

/** The document of a stream that an offset stands in. */
export function documentAt(text: string, offset: number): DocumentText | undefined {
  if (text.length > maxLooked) return undefined;
  return splitDocuments(text).findLast(({ start }) => start <= offset);
}

interface Found {
  steps: (string | number)[];
  range: TextRange;
}

function describe({ steps: written, range }: Found, { kind, steps }: KindPlace): FieldAt | undefined {
  const { field, owner } = schemaAt(kind, steps) ?? {};
  if (!field || !owner) return undefined;
  const path = written.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return {
    path: path.replace(/^\./, ''),
    name: field.name,
    owner: owner.name,
    type: typeText(field.type),
    required: field.required,
    values: fieldValues(owner.name, field),
    rules: supportAt(kind, steps),
    range,
  };
}

/** What becomes of a field at a path of an object of a kind. */
export function supportAt(kind: string, steps: readonly (string | number)[]): readonly SupportRule[] {
  const path = steps.filter((step) => typeof step === 'string').join('.');
  return supportOf(path, kindSupport(kind)) ?? [];
}

/** A type in words: `list of Container`. */
export function typeText(type: FieldType): string {
  if (type.kind === 'object') return type.name;
  return type.kind === 'list' || type.kind === 'map' ? `${type.kind} of ${typeText(type.of)}` : type.kind;
}

/** Behind a mistake the parser guesses, and the indentation says more. */
function foundAt(text: string, document: DocumentText, offset: number): Found | undefined {
  const scanned = () => scannedAt(text, document, offset);
  try {
    const [yaml] = parseYaml(document.text, { tokens: document.text.length + 1 }).documents;
    const parsed = () => yaml && parsedAt(yaml.contents, document, offset);
    return yaml?.errors.length ? (scanned() ?? parsed()) : (parsed() ?? scanned());
  } catch {
    // As in readManifest: the YAML library fails on some garbage.
    return scanned();
  }
}

function parsedAt(root: Node | null, { start }: DocumentText, offset: number): Found | undefined {
  const found = nodeAt(root, offset - start, []);
  return found && { steps: found.steps, range: [start + found.range[0], start + found.range[1]] };
}

function nodeAt(node: Node | null, at: number, steps: Found['steps']): Found | undefined {
  if (isSeq(node)) {
    const index = node.items.findIndex((item) => holds(item as Node, at));
    const item = node.items[index] as Node | undefined;
    if (!item) return undefined;
    if (isScalar(item)) return { steps: [...steps, index], range: ownRange(item) };
    return nodeAt(item, at, [...steps, index]);
  }
  if (!isMap(node)) return undefined;
  for (const pair of node.items) {
    const [key, value] = [pair.key as Node, pair.value as Node | null];
    if (!isScalar(key)) continue;
    const own = [...steps, String(key.source ?? key.value)];
    if (holds(key, at) || (isScalar(value) && holds(value, at))) return { steps: own, range: ownRange(key) };
    if (value && holds(value, at)) return nodeAt(value, at, own);
  }
  return undefined;
}

function holds(node: Node | null, at: number): boolean {
  const [from, to] = node?.range ?? [0, -1];
  return from <= at && at <= to;
}

function ownRange({ range }: Node): TextRange {
  return [range?.[0] ?? 0, range?.[1] ?? 0];
}

function scannedAt(text: string, { start }: DocumentText, offset: number): Found | undefined {
  const newline = text.indexOf('\n', offset);
  const scan = scanBlock(text, start, newline < 0 ? text.length : newline);
  const on = (range: TextRange) => range[0] <= offset && offset <= range[1];
  const entry = scan.entries.findLast(({ key, value }) => on(key) || on(value));
  return entry && { steps: entry.steps, range: entry.key };
}
