import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { Finding, TextRange } from '../model/finding';
import { aliasTargets } from './aliases';
import { type Entry, entriesOf, follow } from './entries';
import { type Kind, kindNames, kindOf, type ListKind } from './kinds';
import type { ManifestRead, ObjectDocument, PodDocument } from './manifestRead';
import { readObjectDocument } from './objects/readObjectDocument';
import type { YamlDocument } from './parseYaml';
import { makePlace } from './places';
import { firstLineOf, newReading, type Reading, rangeOf, report } from './reading';
import { readPodDocument } from './readPodDocument';
import { readObject } from './readValue';
import { resolveScalar } from './resolveScalar';
import { objectSchema } from './schema';
import type { DocumentText } from './splitDocuments';
import { editDistance, suggest } from './suggest';
import { syntaxFindings } from './syntaxFindings';
import type { Written } from './written';

/**
 * Reads one parsed document of `tokens` tokens, a List with all its items. What has a syntax error is found all the
 * same.
 */
export function readDocument(yaml: YamlDocument, document: DocumentText, tokens: number): ManifestRead {
  const reading = newReading(document, tokens, aliasTargets(yaml, document.text));
  const read: ManifestRead = { pods: [], objects: [], findings: [], isKubernetes: false };
  const root = follow(reading, yaml.contents);
  if (isMap(root)) readMapOfKind(reading, root, { range: rootRange(reading), item: '' }, read);
  // Behind a mistake the parser guesses: what the guess lacks says nothing of what was meant.
  const broken = syntaxFindings(reading, yaml);
  if (broken.length === 0 && reading.budget < 0) {
    report({ findings: broken }, 'too-many-aliases', firstLineOf(reading, root));
  }
  const whole = broken.length > 0 ? broken : undefined;
  read.findings = whole ?? inOrder(reading.findings);
  for (const pod of read.pods) finishPod(pod, whole ?? inOrder(pod.findings));
  for (const object of read.objects) finishObject(object, whole ?? inOrder(object.findings));
  return read;
}

interface Position {
  range: TextRange;
  item: string;
  /** What the list around it says of all its items. */
  inherited?: ListKind;
}

function readMapOfKind(reading: Reading, map: YAMLMap, position: Position, read: ManifestRead): void {
  const { range, item, inherited } = position;
  const entries = entriesOf(reading, map);
  const own = textOf(reading, entries.get('kind'));
  const kind = own ?? (entries.has('kind') ? undefined : inherited?.itemKind);
  const apiVersion = textOf(reading, entries.get('apiVersion')) ?? (own ? undefined : inherited?.apiVersion);
  read.isKubernetes ||= kind === 'Pod' || (kind !== undefined && apiVersion !== undefined);
  const known = kind === undefined ? undefined : ours(kind, apiVersion, entries);
  if (!kind || !known) {
    reportKind(reading, entries, kind, apiVersion);
    return;
  }
  const written: Written = { map, entries, kind, range, anchor: anchorOf(reading, entries, map), item };
  reportVersion(reading, written, apiVersion, known.apiVersion);
  if (known.reads === 'pod') read.pods.push(readPodDocument(reading, written, known));
  else if (known.reads === 'list') readItems(reading, written, known, read);
  else {
    const object = readObjectDocument(reading, written, known.kind);
    if (object) read.objects.push(object);
  }
}

/** A kind of the same name in somebody's own API group is another one, and a text without an apiVersion may be no manifest. */
function ours(kind: string, apiVersion: string | undefined, entries: Map<string, Entry>): Kind | undefined {
  const known = kindOf(kind);
  if (kind === 'Pod') return known;
  if (apiVersion === undefined) return entries.has('metadata') ? known : undefined;
  const [group = ''] = apiVersion.split('/');
  return apiVersion.includes('/') && group.includes('.') ? undefined : known;
}

/** Reads each item as a document of its own. */
function readItems(reading: Reading, written: Written, kind: ListKind, read: ManifestRead): void {
  const { map, entries, anchor, range, item } = written;
  if (reading.open.has(map)) {
    report(reading, 'alias-loop', anchor);
    return;
  }
  reading.open.add(map);
  const root = makePlace(undefined, '', anchor, range);
  readObject(reading, entries, objectSchema('List'), root, undefined);
  const items = follow(reading, entries.get('items')?.value);
  for (const [index, one] of isSeq(items) ? items.items.entries() : []) {
    const node = follow(reading, one);
    if (reading.budget < 0) break;
    const below = `${item === '' ? '' : `${item}.`}items[${index}]`;
    const own: Reading = { ...reading, findings: [] };
    if (isMap(node)) {
      const position = { range: wholeRange(reading, node), item: below, inherited: kind };
      readMapOfKind(own, node, position, read);
    } else report(own, 'wrong-type', firstLineOf(reading, node), notAMap, { path: below });
    reading.budget = own.budget;
    for (const finding of own.findings) reading.findings.push(finding);
  }
  reading.open.delete(map);
}

const notAMap = { expected: 'map', actual: 'something else' };

/** A pod with an error is not given out: nothing can run it by mistake. */
function finishPod(document: PodDocument, findings: Finding[]): void {
  document.findings = findings;
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (document.pod && errors.every(({ code }) => code === 'field-refused')) document.readable = document.pod;
  if (errors.length > 0) delete document.pod;
}

function finishObject(document: ObjectDocument, findings: Finding[]): void {
  document.findings = findings;
  if (findings.some(({ severity }) => severity === 'error')) delete document.object;
}

function reportVersion(
  reading: Reading,
  { entries, kind, anchor }: Written,
  value: string | undefined,
  expected: string,
): void {
  if (value === undefined) report(reading, 'required', anchor, {}, { path: 'apiVersion' });
  else if (value !== expected) {
    const range = rangeOf(reading, follow(reading, entries.get('apiVersion')?.value));
    report(reading, 'unsupported-version', range, { kind, expected, value }, { path: 'apiVersion' });
  }
}

function reportKind(
  reading: Reading,
  entries: Map<string, Entry>,
  kind: string | undefined,
  apiVersion: string | undefined,
): void {
  if (apiVersion === undefined) return;
  if (kind === undefined) {
    const range = entries.get('apiVersion')?.keyRange ?? rootRange(reading);
    report(reading, 'no-kind', range, { field: 'kind' });
    return;
  }
  const similar = similarKind(kind, apiVersion);
  const range = rangeOf(reading, follow(reading, entries.get('kind')?.value));
  const args: Record<string, string> = similar ? { kind, similar } : { kind };
  // Of another kind it is none of ours; a Pod with a slip in its kind is one that nobody would run.
  report(reading, 'unsupported-kind', range, args, {
    severity: similar ? 'error' : 'information',
    path: 'kind',
  });
}

/** The kind of the same apiVersion that was likely meant. PersistentVolume is no slip of its claim. */
function similarKind(kind: string, apiVersion: string): string | undefined {
  const similar = suggest(
    kind,
    kindNames.filter((name) => kindOf(name)?.apiVersion === apiVersion),
  );
  return similar && editDistance(kind.toLowerCase(), similar.toLowerCase()) <= 2 ? similar : undefined;
}

function textOf(reading: Reading, entry: Entry | undefined): string | undefined {
  const node = follow(reading, entry?.value);
  const value = isScalar(node) ? resolveScalar(node, reading.text) : undefined;
  return typeof value === 'string' ? value : undefined;
}

function anchorOf(reading: Reading, entries: Map<string, Entry>, map: YAMLMap): TextRange {
  const kind = entries.get('kind');
  if (!kind) return firstLineOf(reading, map);
  const value = kind.value as Node | null;
  return [kind.keyRange[0], value ? rangeOf(reading, value)[1] : kind.keyRange[1]];
}

/** The document's text without the line of its `---` and the blank around it. */
function rootRange({ text, start }: Reading): TextRange {
  const opening = /^(?:---[ \t]*)?\s*/.exec(text)?.[0].length ?? 0;
  return [start + opening, start + text.trimEnd().length];
}

/** An item's text without the blank behind it. */
function wholeRange(reading: Reading, node: Node): TextRange {
  const [from, to] = rangeOf(reading, node);
  const { text, start } = reading;
  return [from, from + text.slice(from - start, to - start).trimEnd().length];
}

function inOrder(findings: Finding[]): Finding[] {
  const seen = new Set<string>();
  const once = findings.filter(({ code, range, path }) => {
    // What several aliases name is read several times, and said once.
    const key = `${code} ${range} ${path?.replace(/\[\d+\]/g, '')}`;
    return !seen.has(key) && seen.add(key);
  });
  return once.sort((a, b) => a.range[0] - b.range[0]);
}
