import type { Finding, TextRange } from '../model/finding';
import type { ManifestRead, ObjectDocument, PodDocument } from './manifestRead';
import type { ObjectReference } from './objects/referencesOf';

/** What was read of a text that now stands `by` characters further on. The pods and objects themselves stay the same. */
export function movedRead(read: ManifestRead, by: number): ManifestRead {
  const range = ([from, to]: TextRange): TextRange => [from + by, to + by];
  const findings = (all: readonly Finding[]): Finding[] =>
    all.map((finding) => ({ ...finding, range: range(finding.range) }));
  const reference = (one: ObjectReference): ObjectReference => ({
    ...one,
    range: range(one.range),
    keys: one.keys.map((key) => ({ ...key, range: range(key.range) })),
  });
  const pod = (document: PodDocument): PodDocument => ({
    ...document,
    range: range(document.range),
    anchor: range(document.anchor),
    references: document.references.map(reference),
    findings: findings(document.findings),
  });
  const object = (document: ObjectDocument): ObjectDocument => ({
    ...document,
    range: range(document.range),
    nameRange: range(document.nameRange),
    findings: findings(document.findings),
  });
  return {
    pods: read.pods.map(pod),
    objects: read.objects.map(object),
    findings: findings(read.findings),
    isKubernetes: read.isKubernetes,
  };
}
