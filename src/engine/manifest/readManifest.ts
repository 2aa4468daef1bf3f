import type { Finding } from '../model/finding';
import type { ManifestRead } from './manifestRead';
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

/**
 * Reads a manifest as Kubernetes does: every Pod in it, and a finding for whatever is wrong with it or different here.
 * Never throws. Ranges count UTF-16 code units of `text`.
 */
export function readManifest(text: string): ManifestRead {
  const read: ManifestRead = { pods: [], objects: [], findings: [], isKubernetes: false };
  if (text.length > maxLength) {
    const args = { size: megabytes(text.length), limit: megabytes(maxLength) };
    report(read, 'too-large', [0, lineEnd(text, 0)], args);
    return read;
  }
  const budget = { tokens: maxTokens };
  const documents = splitDocuments(text);
  for (const [index, document] of documents.entries()) {
    if (index === maxDocuments) report(read, 'too-much', [document.start, lineEnd(text, document.start)]);
    else readText(document, read, budget);
    if (index === maxDocuments || budget.tokens < 0) break;
  }
  if (read.findings.length === 0 && !read.isKubernetes) {
    report(read, 'no-kind', [0, lineEnd(text, 0)], { field: 'kind' }, { severity: 'information' });
  }
  return read;
}

function readText(document: DocumentText, read: ManifestRead, budget: { tokens: number }): void {
  const findings = { findings: [] as Finding[] };
  const { start, text } = document;
  try {
    const before = budget.tokens;
    const { documents, tooDeepAt, isTooMuch } = parseYaml(text, budget);
    if (isTooMuch) report(findings, 'too-much', [start, start + lineEnd(text, 0)]);
    if (tooDeepAt !== undefined) {
      const at = start + Math.min(tooDeepAt, text.length - 1);
      report(findings, 'too-deep', [at, at + 1], { limit: String(maxDepth) });
    }
    const [first, second] = documents;
    if (first) {
      const result = readDocument(first, document, before - budget.tokens);
      findings.findings = result.findings;
      read.pods.push(...result.pods);
      read.objects.push(...result.objects);
      read.isKubernetes ||= result.isKubernetes;
    }
    if (second?.contents) reportUnread(second.contents.range[0], document, findings);
  } catch {
    // The YAML library fails on some garbage; whatever it was, it is not a manifest.
    report(findings, 'yaml-syntax', [start, start + lineEnd(text, 0)], { rule: 'yaml-other' });
  }
  for (const finding of findings.findings) read.findings.push(finding);
}

/** Behind `...`, `kubectl` reads nothing until the next `---`. */
function reportUnread(from: number, { start, text }: DocumentText, into: { findings: Finding[] }): void {
  report(into, 'unread-document', [start + from, start + lineEnd(text, from)], {}, { severity: 'warning' });
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function megabytes(length: number): string {
  return (length / 1024 / 1024).toFixed(1).replace('.0', '');
}
