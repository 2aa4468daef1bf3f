import type { Finding } from '../model/finding';
import type { ManifestRead, PodDocument } from './manifestRead';
import { maxDepth, type ParsedYaml, parseYaml } from './parseYaml';
import { readDocument } from './readDocument';
import { report } from './reading';
import { type DocumentText, splitDocuments } from './splitDocuments';

/**
 * Characters of text that are read: the API server takes no request above 3 MiB.
 * Source: https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apiserver/pkg/server/config.go
 */
export const maxLength = 3 * 1024 * 1024;

/** Documents of one text that are read. */
export const maxDocuments = 5000;

/**
 * Reads a manifest as Kubernetes does: every Pod in it, and a finding for whatever is wrong with it or different here.
 * Never throws. Ranges count UTF-16 code units of `text`.
 */
export function readManifest(text: string): ManifestRead {
  const read: ManifestRead = { pods: [], findings: [], isKubernetes: false };
  if (text.length > maxLength) {
    const args = { size: megabytes(text.length), limit: megabytes(maxLength) };
    report(read, 'too-large', [0, lineEnd(text, 0)], args);
    return read;
  }
  const documents = splitDocuments(text);
  for (const document of documents.slice(0, maxDocuments)) readText(document, read);
  const rest = documents[maxDocuments];
  if (rest) {
    const range = [rest.start, lineEnd(text, rest.start)] as const;
    report(read, 'too-many-documents', range, { limit: String(maxDocuments) });
  }
  if (read.findings.length === 0 && !read.isKubernetes) {
    report(read, 'no-kind', [0, lineEnd(text, 0)], { field: 'kind' }, { severity: 'information' });
  }
  return read;
}

function readText(document: DocumentText, read: ManifestRead): void {
  const findings: Finding[] = [];
  const pods: PodDocument[] = [];
  try {
    const parsed: ParsedYaml = parseYaml(document.text);
    if (parsed.tooDeepAt !== undefined) {
      const at = document.start + Math.min(parsed.tooDeepAt, document.text.length - 1);
      report({ findings }, 'too-deep', [at, at + 1], { limit: String(maxDepth) });
    }
    for (const yaml of parsed.documents) {
      const result = readDocument(yaml, document);
      findings.push(...result.findings);
      if (result.pod) pods.push(result.pod);
      read.isKubernetes ||= result.isKubernetes;
    }
  } catch (error) {
    // The YAML library fails on some garbage; whatever it was, it is not a manifest.
    const end = document.start + lineEnd(document.text, 0);
    report({ findings }, 'yaml-syntax', [document.start, end], { detail: String(error) });
  }
  read.pods.push(...pods);
  for (const finding of findings) read.findings.push(finding);
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function megabytes(length: number): string {
  return (length / 1024 / 1024).toFixed(1).replace('.0', '');
}
