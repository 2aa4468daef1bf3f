import type { FieldSelector, ResourceFieldSelector } from '../../model/pod';
import { parseQuantity } from '../../plan/quantity';
import type { Reading } from '../reading';
import { checkOneOf, requireField } from './checks';
import type { Draft } from './draft';
import { fault, withSuggestion } from './fault';
import { keepsRule } from './nameRules';
import type { PodFacts } from './podFacts';

const metadataFields = ['metadata.name', 'metadata.namespace', 'metadata.uid'];
const statusFields = ['status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'];

/** What of the pod an environment may have; one label or annotation too. */
export const envFields = [...metadataFields, 'spec.nodeName', 'spec.serviceAccountName', ...statusFields];

/** What of the pod a file may have. */
export const fileFields = [...metadataFields, 'metadata.labels', 'metadata.annotations'];

const resources = ['cpu', 'memory', 'ephemeral-storage'];
const resourceFields = ['limits', 'requests'].flatMap((kind) => resources.map((name) => `${kind}.${name}`));

/** Holds a fieldRef against the fields that may stand there. */
export function validateFieldRef(
  reading: Reading,
  ref: Draft<FieldSelector> & { apiVersion?: string },
  allowed: readonly string[],
): void {
  checkOneOf(reading, ref, 'apiVersion', ['v1']);
  requireField(reading, ref, 'fieldPath');
  const { fieldPath } = ref;
  if (!fieldPath) return;
  const [, map = '', key = ''] = /^(.*?)\['(.*)'\]$/.exec(fieldPath) ?? [];
  const ofKey = { 'metadata.labels': 'label-key', 'metadata.annotations': 'annotation-key' } as const;
  if (map !== 'metadata.labels' && map !== 'metadata.annotations') {
    checkOneOf(reading, ref, 'fieldPath', allowed);
  } else if (!keepsRule(key, ofKey[map])) {
    fault(reading, ref, 'fieldPath', 'invalid-name', { value: key, rule: ofKey[map] });
  }
}

/** Holds a resourceFieldRef against the API server's rules, and its container against those of the pod. */
export function validateResourceRef(
  reading: Reading,
  ref: Draft<ResourceFieldSelector>,
  { containers }: PodFacts,
): void {
  requireField(reading, ref, 'resource');
  const { containerName: name, resource = '', divisor } = ref;
  if (name && !containers.has(name)) {
    fault(
      reading,
      ref,
      'containerName',
      'unknown-container',
      withSuggestion(reading, { name }, name, containers),
    );
  }
  if (!/^(limits|requests)\.hugepages-/.test(resource)) {
    if (resource !== '') checkOneOf(reading, ref, 'resource', resourceFields);
  }
  if (divisor !== undefined) checkDivisor(reading, ref, resource, divisor);
}

/** 0 is what no divisor is. */
function checkDivisor(reading: Reading, ref: object, resource: string, divisor: string): void {
  const number = parseQuantity(divisor);
  const isCpu = resource.endsWith('.cpu');
  const allowed = isCpu ? cpuDivisors : byteDivisors;
  if (number === undefined || number === 0 || allowed.has(number)) return;
  const rule = isCpu ? 'divisor-cpu' : 'divisor-bytes';
  fault(reading, ref, 'divisor', 'invalid-value', { value: divisor, rule });
}

const cpuDivisors: ReadonlySet<number> = new Set([0.001, 1]);
const byteDivisors: ReadonlySet<number> = new Set(
  [0, 1, 2, 3, 4, 5, 6].flatMap((power) => [1000 ** power, 1024 ** power]),
);
