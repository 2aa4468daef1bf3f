import { isMap, isScalar, type Node } from 'yaml';
import type { Finding, TextRange } from '../model/finding';
import type { ObjectMeta, Pod } from '../model/pod';
import { aliasTargets } from './aliases';
import { type Entry, entriesOf, follow } from './entries';
import type { PodDocument } from './manifestRead';
import type { YamlDocument } from './parseYaml';
import { makePlace } from './places';
import { firstLineOf, newReading, type Reading, rangeOf, report, visible } from './reading';
import { readObject } from './readValue';
import { resolveScalar } from './resolveScalar';
import { objectSchema } from './schema';
import type { DocumentText } from './splitDocuments';
import { suggest } from './suggest';
import { podSupport } from './supportTree';
import type { Draft } from './validate/draft';
import { validatePod } from './validate/validatePod';

export interface DocumentRead {
  findings: Finding[];
  /** Where the document is a Pod. */
  pod?: PodDocument;
  isKubernetes: boolean;
}

/** Reads one parsed document of `tokens` tokens. A Pod with a syntax error is found all the same. */
export function readDocument(yaml: YamlDocument, document: DocumentText, tokens: number): DocumentRead {
  const reading = newReading(document, tokens, aliasTargets(yaml, document.text));
  const root = follow(reading, yaml.contents);
  const result: DocumentRead = { findings: reading.findings, isKubernetes: false };
  if (isMap(root)) {
    const entries = entriesOf(reading, root);
    const kind = textOf(reading, entries.get('kind'));
    const apiVersion = textOf(reading, entries.get('apiVersion'));
    result.isKubernetes = kind === 'Pod' || (kind !== undefined && apiVersion !== undefined);
    if (kind === 'Pod') result.pod = readPod(reading, entries, yaml);
    else reportKind(reading, entries, kind, apiVersion);
  }
  if (reading.budget < 0) report(reading, 'too-many-aliases', firstLineOf(reading, root));
  const syntax = syntaxFindings(reading, yaml);
  // Behind a mistake the parser guesses: what the guess lacks says nothing of what was meant.
  result.findings = syntax.length > 0 ? syntax : inOrder(reading.findings);
  if (result.pod) finish(result.pod, result.findings);
  return result;
}

function readPod(reading: Reading, entries: Map<string, Entry>, yaml: YamlDocument): PodDocument {
  const kind = entries.get('kind');
  const anchor: TextRange = [kind?.keyRange[0] ?? reading.start, endOf(reading, kind)];
  const root = makePlace(undefined, '', anchor, rangeOf(reading, yaml.contents));
  reportVersion(reading, entries.get('apiVersion'), anchor);
  const pod = readObject(reading, entries, objectSchema('Pod'), root, podSupport);
  validatePod(reading, pod);
  const metadata = pod.metadata as Draft<ObjectMeta> | undefined;
  const { name, namespace } = metadata ?? {};
  if (metadata && !namespace) metadata.namespace = 'default';
  const document: PodDocument = {
    range: rootRange(reading),
    anchor,
    namespace: namespace || 'default',
    // Where it is not what its type says, a finding of severity error stands, and `finish` takes it away.
    pod: pod as unknown as Pod,
    findings: [],
  };
  if (name) document.name = name;
  return document;
}

/** A pod with an error is not given out: nothing can run it by mistake. */
function finish(document: PodDocument, findings: Finding[]): void {
  document.findings = findings;
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (document.pod && errors.every(({ code }) => code === 'field-refused')) document.readable = document.pod;
  if (errors.length > 0) delete document.pod;
}

function syntaxFindings(reading: Reading, yaml: YamlDocument): Finding[] {
  const found = { findings: [] as Finding[] };
  const [error] = yaml.errors;
  if (error) {
    const range = rangeOf(reading, { range: clamp(error.pos, reading.text) });
    report(found, 'yaml-syntax', visible(reading, range), { detail: error.message });
  }
  const control = controlCharacter(reading.text);
  if (control >= 0) {
    const code = reading.text.charCodeAt(control).toString(16).toUpperCase().padStart(4, '0');
    const at = reading.start + control;
    report(found, 'control-character', [at, at + 1], { character: `U+${code}` });
  }
  return found.findings;
}

/** An error at the end of the text has nothing to stand on: it moves to the last character. */
function clamp([from, to]: readonly [number, number], text: string): [number, number] {
  const start = Math.max(0, Math.min(from, text.length - 1));
  return [start, Math.max(start + 1, Math.min(to, text.length))];
}

function controlCharacter(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x7f || (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d)) return at;
  }
  return -1;
}

function reportVersion(reading: Reading, apiVersion: Entry | undefined, anchor: TextRange): void {
  const value = textOf(reading, apiVersion);
  if (value === undefined) report(reading, 'required', anchor, {}, { path: 'apiVersion' });
  else if (value !== 'v1') {
    const range = rangeOf(reading, follow(reading, apiVersion?.value));
    report(reading, 'unsupported-version', range, { value }, { path: 'apiVersion' });
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
  const similar = apiVersion === 'v1' ? suggest(kind, ['Pod']) : undefined;
  const range = rangeOf(reading, follow(reading, entries.get('kind')?.value));
  const args: Record<string, string> = similar ? { kind, similar } : { kind };
  // Of another kind it is none of ours; a Pod with a slip in its kind is one that nobody would run.
  report(reading, 'unsupported-kind', range, args, {
    severity: similar ? 'error' : 'information',
    path: 'kind',
  });
}

function textOf(reading: Reading, entry: Entry | undefined): string | undefined {
  const node = follow(reading, entry?.value);
  const value = isScalar(node) ? resolveScalar(node, reading.text) : undefined;
  return typeof value === 'string' ? value : undefined;
}

function endOf(reading: Reading, entry: Entry | undefined): number {
  const value = entry?.value as Node | null | undefined;
  return value ? rangeOf(reading, value)[1] : (entry?.keyRange[1] ?? reading.start);
}

/** The document's text without the line of its `---` and the blank around it. */
function rootRange({ text, start }: Reading): TextRange {
  const opening = /^(?:---[ \t]*)?\s*/.exec(text)?.[0].length ?? 0;
  return [start + opening, start + text.trimEnd().length];
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
