import type { Finding } from '../model/finding';
import type { ManifestRead } from './manifestRead';
import { movedRead } from './movedRead';
import { maxDepth, parseYaml } from './parseYaml';
import { readDocument } from './readDocument';
import { report } from './reading';
import { type DocumentText, splitDocuments } from './splitDocuments';

/**
 * Characters of text that are read: the API server takes no request above 3 MiB.
 * Source: https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apiserver/pkg/server/config.go
 */
export const maxLength = 3 * 1024 * 1024;

/** Documents of one text that are read, and YAML tokens: together they bound the time, whatever the text. */
export const maxDocuments = 5000;
const maxTokens = 400_000;

/** Reads one text after the other, see `readManifest`. */
export type ManifestReader = (text: string) => ManifestRead;

/** One document as it was read. */
interface Part {
  read: ManifestRead;
  /** Where it stood, and the tokens it took off the budget. */
  start: number;
  tokens: number;
}

/**
 * A reader for the versions of one text: what a document gave is kept for the next version, so that an edit costs the
 * reading of the document it is in. A pod whose document is as it was is the same object again.
 */
export function createManifestReader(): ManifestReader {
  let known: ReadonlyMap<string, Part> = new Map();
  return (text) => {
    const read: ManifestRead = { pods: [], objects: [], findings: [], isKubernetes: false };
    if (text.length > maxLength) {
      const args = { size: megabytes(text.length), limit: megabytes(maxLength) };
      report(read, 'too-large', [0, lineEnd(text, 0)], args);
      return read;
    }
    known = readParts(text, read, known);
    if (read.findings.length === 0 && !read.isKubernetes) {
      report(read, 'no-kind', [0, lineEnd(text, 0)], { field: 'kind' }, { severity: 'information' });
    }
    return read;
  };
}

/** Gives the parts that the next version may have too, by their text. */
function readParts(text: string, read: ManifestRead, known: ReadonlyMap<string, Part>): Map<string, Part> {
  const parts = new Map<string, Part>();
  let tokens = maxTokens;
  for (const [index, document] of splitDocuments(text).entries()) {
    if (index === maxDocuments) {
      report(read, 'too-much', [document.start, lineEnd(text, document.start)]);
      break;
    }
    const same = known.get(document.text);
    const part = same && same.tokens <= tokens ? moved(same, document.start) : readPart(document, tokens);
    add(read, part.read);
    tokens -= part.tokens;
    if (tokens < 0) break;
    parts.set(document.text, part);
  }
  return parts;
}

function moved({ read, start, tokens }: Part, to: number): Part {
  return { read: start === to ? read : movedRead(read, to - start), start: to, tokens };
}

function add(read: ManifestRead, { pods, objects, findings, isKubernetes }: ManifestRead): void {
  for (const pod of pods) read.pods.push(pod);
  for (const object of objects) read.objects.push(object);
  for (const finding of findings) read.findings.push(finding);
  read.isKubernetes ||= isKubernetes;
}

function readPart({ start, text }: DocumentText, maxTokens: number): Part {
  const budget = { tokens: maxTokens };
  const read = readText({ start, text: unshared(text) }, budget);
  return { read, start, tokens: maxTokens - budget.tokens };
}

function readText(document: DocumentText, budget: { tokens: number }): ManifestRead {
  const read: ManifestRead = { pods: [], objects: [], findings: [], isKubernetes: false };
  const { start, text } = document;
  try {
    const before = budget.tokens;
    const { documents, tooDeepAt, isTooMuch } = parseYaml(text, budget);
    if (isTooMuch) report(read, 'too-much', [start, start + lineEnd(text, 0)]);
    if (tooDeepAt !== undefined) {
      const at = start + Math.min(tooDeepAt, text.length - 1);
      report(read, 'too-deep', [at, at + 1], { limit: String(maxDepth) });
    }
    const [first, second] = documents;
    if (first) add(read, readDocument(first, document, before - budget.tokens));
    if (second?.contents) reportUnread(second.contents.range[0], document, read);
  } catch {
    // The YAML library fails on some garbage; whatever it was, it is not a manifest.
    report(read, 'yaml-syntax', [start, start + lineEnd(text, 0)], { rule: 'yaml-other' });
  }
  return read;
}

/** Behind `...`, `kubectl` reads nothing until the next `---`. */
function reportUnread(from: number, { start, text }: DocumentText, into: { findings: Finding[] }): void {
  report(into, 'unread-document', [start + from, start + lineEnd(text, from)], {}, { severity: 'warning' });
}

/** A part of a text keeps the whole of it in memory, and with it, document by document, every version there was. */
function unshared(text: string): string {
  return JSON.parse(JSON.stringify(text));
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function megabytes(length: number): string {
  return (length / 1024 / 1024).toFixed(1).replace('.0', '');
}
