import type { Container, FieldSelector, Pod, ResourceFieldSelector } from '../model/pod';
import type { DaemonFacts } from './podPlan';
import { resourceField } from './resourceField';

/** What the downward API tells of: the pod as it stands. */
export interface DownwardFacts {
  pod: Pod;
  uid: string;
  daemon: DaemonFacts;
  /** Absent while the sandbox does not run. */
  podIP?: string;
  hostIP?: string;
}

/**
 * The value of a fieldRef or resourceFieldRef, of a variable or of a file in a volume; a label, annotation or address
 * that is not there is empty. `own` is the container that a resourceFieldRef without a containerName means.
 * Rule: https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
 */
export function downwardValue(
  { fieldRef, resourceFieldRef }: { fieldRef?: FieldSelector; resourceFieldRef?: ResourceFieldSelector },
  facts: DownwardFacts,
  own?: Container,
): string {
  if (fieldRef) return fieldValue(fieldRef.fieldPath, facts);
  if (!resourceFieldRef) return '';
  const { spec } = facts.pod;
  const named = [...spec.containers, ...(spec.initContainers ?? [])].find(
    ({ name }) => name === resourceFieldRef.containerName,
  );
  const container = resourceFieldRef.containerName ? named : own;
  return container ? resourceField(resourceFieldRef, container, facts) : '';
}

/** It waits for the sandbox: only that has addresses. */
export function isAddress({ fieldPath }: FieldSelector): boolean {
  return Object.hasOwn(addresses, fieldPath);
}

const addresses: Record<string, 'podIP' | 'hostIP'> = {
  'status.podIP': 'podIP',
  'status.podIPs': 'podIP',
  'status.hostIP': 'hostIP',
  'status.hostIPs': 'hostIP',
};

function fieldValue(path: string, facts: DownwardFacts): string {
  const { pod, uid, daemon } = facts;
  const { metadata, spec } = pod;
  const address = addresses[path];
  if (address) return facts[address] ?? '';
  const [, map, key = ''] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path) ?? [];
  if (map === 'labels' || map === 'annotations') {
    const of = metadata[map] ?? {};
    return Object.hasOwn(of, key) ? (of[key] ?? '') : '';
  }
  switch (path) {
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace;
    case 'metadata.uid':
      return uid;
    case 'metadata.labels':
      return linesOf(metadata.labels);
    case 'metadata.annotations':
      return linesOf(metadata.annotations);
    case 'spec.nodeName':
      return daemon.nodeName;
    case 'spec.serviceAccountName':
      return spec.serviceAccountName || spec.serviceAccount || 'default';
    default:
      return '';
  }
}

/** `key="value"`, one a line by their keys' bytes, the value as Go's strconv.Quote writes it. */
function linesOf(map: Record<string, string> = {}): string {
  return Object.keys(map)
    .sort((a, b) => (a < b ? -1 : 1))
    .map((key) => `${key}="${[...(map[key] ?? '')].map(quoted).join('')}"`)
    .join('\n');
}

const escapes: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** Go prints letters, marks, numbers, punctuation, symbols and the plain space; all else by its number. */
function quoted(character: string): string {
  const named = escapes[character];
  if (named) return named;
  if (/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const hex = (digits: number) => code.toString(16).padStart(digits, '0');
  if (code < 0x80) return `\\x${hex(2)}`;
  return code < 0x10000 ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}
