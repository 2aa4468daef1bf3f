import type { RuleName } from '../../model/rules';

/**
 * The API server's rules for names. Source:
 * https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go
 */
const label = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const qualifiedPart = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const portName = /^[a-z0-9](?:-?[a-z0-9])*$/;
const envName = /^[ -<>-~]+$/;

export type NameRule = Extract<
  RuleName,
  'dns-label' | 'dns-subdomain' | 'port-name' | 'env-name' | 'label-key' | 'label-value'
>;

const tests: Record<NameRule, (name: string) => boolean> = {
  'dns-label': isLabel,
  'dns-subdomain': isSubdomain,
  'port-name': (name) => name.length <= 15 && portName.test(name) && /[a-z]/.test(name),
  'env-name': (name) => envName.test(name),
  'label-key': isLabelKey,
  'label-value': (value) => value === '' || isQualifiedPart(value),
};

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

function isLabelKey(key: string): boolean {
  const slash = key.indexOf('/');
  if (slash < 0) return isQualifiedPart(key);
  return isSubdomain(key.slice(0, slash)) && isQualifiedPart(key.slice(slash + 1));
}

function isQualifiedPart(part: string): boolean {
  return part.length <= 63 && qualifiedPart.test(part);
}
