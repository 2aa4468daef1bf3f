import { isIP } from 'node:net';
import type { RuleName } from '../../model/rules';

/**
 * The API server's rules for names. Source:
 * https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go
 */
const label = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const searchLabel = /^[a-z0-9_](?:[-a-z0-9_]*[a-z0-9_])?$/;
const qualifiedPart = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const portName = /^[a-z0-9](?:-?[a-z0-9])*$/;
const envName = /^[ -<>-~]+$/;
const dataKey = /^[-._a-zA-Z0-9]+$/;
const header = /^[-A-Za-z0-9]+$/;
const sysctl = /^[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?(?:[./][a-z0-9](?:[-_a-z0-9]*[a-z0-9])?)*$/;

const tests = {
  'dns-label': isLabel,
  'dns-subdomain': isSubdomain,
  'search-domain': isSearchDomain,
  'port-name': (name) => name.length <= 15 && portName.test(name) && /[a-z]/.test(name),
  'env-name': (name) => envName.test(name),
  'label-key': isLabelKey,
  'label-value': (value) => value === '' || isQualifiedPart(value),
  // Annotations may have capitals in their domain; no other rule of theirs differs.
  'annotation-key': (key) => isLabelKey(key.replace(/^[^/]*\//, (domain) => domain.toLowerCase())),
  'data-key': (key) => key.length <= 253 && dataKey.test(key) && key !== '.' && !key.startsWith('..'),
  'header-name': (name) => header.test(name),
  'sysctl-name': (name) => name.length <= 253 && sysctl.test(name),
  // Node takes one with a zone for an address.
  ip: (address) => isIP(address) !== 0 && !address.includes('%'),
} satisfies Partial<Record<RuleName, (name: string) => boolean>>;

export type NameRule = keyof typeof tests;

/** Whether a name keeps a rule. */
export function keepsRule(name: string, rule: NameRule): boolean {
  return tests[rule](name);
}

function isLabel(name: string): boolean {
  return name.length <= 63 && label.test(name);
}

function isSubdomain(name: string): boolean {
  return name.length <= 253 && name.split('.').every((part) => label.test(part));
}

/** `.` and a dot at the end are allowed, and `_` like a letter. */
function isSearchDomain(name: string): boolean {
  const plain = name.replace(/\.$/, '');
  return name === '.' || (plain.length <= 253 && plain.split('.').every((part) => searchLabel.test(part)));
}

function isLabelKey(key: string): boolean {
  const slash = key.indexOf('/');
  if (slash < 0) return isQualifiedPart(key);
  return isSubdomain(key.slice(0, slash)) && isQualifiedPart(key.slice(slash + 1));
}

function isQualifiedPart(part: string): boolean {
  return part.length <= 63 && qualifiedPart.test(part);
}
