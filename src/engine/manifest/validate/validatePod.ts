import type { Reading } from '../reading';
import type { DraftPod, DraftPodSpec } from './draft';
import { checkName, checkOneOf, checkRange, checkUnique, fault, requireField } from './fault';
import { keepsRule } from './nameRules';
import { validateContainer } from './validateContainer';
import { validateHostPorts } from './validatePorts';
import { validateSecurity, validateUsers } from './validateSecurity';
import { validateVolume } from './validateVolume';

/**
 * Holds a Pod against the rules of the API server that its types do not express. Source:
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go
 */
export function validatePod(reading: Reading, pod: DraftPod): void {
  validateMetadata(reading, pod);
  requireField(reading, pod, 'spec');
  if (pod.spec) validateSpec(reading, pod.spec);
}

function validateMetadata(reading: Reading, pod: DraftPod): void {
  const { metadata } = pod;
  if (!metadata) {
    requireField(reading, pod, 'metadata');
    return;
  }
  requireField(reading, metadata, 'name');
  checkName(reading, metadata, 'name', 'dns-subdomain');
  checkName(reading, metadata, 'namespace', 'dns-label');
  checkKeys(reading, metadata.labels);
  checkKeys(reading, metadata.annotations);
  for (const key of Object.keys(metadata.labels ?? {})) {
    checkName(reading, metadata.labels ?? {}, key, 'label-value');
  }
}

function checkKeys(reading: Reading, map: Record<string, unknown> | undefined): void {
  for (const key of Object.keys(map ?? {})) {
    // Annotations may have capitals in their domain; no other rule of theirs differs.
    if (
      map &&
      !keepsRule(
        key.replace(/^[^/]*\//, (domain) => domain.toLowerCase()),
        'label-key',
      )
    ) {
      fault(reading, map, key, 'invalid-name', { value: key, rule: 'label-key' }, 'key');
    }
  }
}

function validateSpec(reading: Reading, spec: DraftPodSpec): void {
  checkOneOf(reading, spec, 'restartPolicy', ['Always', 'OnFailure', 'Never']);
  checkOneOf(reading, spec, 'dnsPolicy', ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None']);
  checkRange(reading, spec, 'terminationGracePeriodSeconds', [0, Number.MAX_SAFE_INTEGER], 'not-negative');
  checkName(reading, spec, 'hostname', 'dns-label');
  if (spec.hostPID && spec.shareProcessNamespace) {
    const args = { first: 'hostPID', second: 'shareProcessNamespace' };
    fault(reading, spec, 'shareProcessNamespace', 'exclusive-fields', args, 'key');
  }
  if (spec.securityContext) validateUsers(reading, spec.securityContext);
  validateContainers(reading, spec);
}

function validateContainers(reading: Reading, spec: DraftPodSpec): void {
  const { containers = [], initContainers = [], volumes = [] } = spec;
  if (spec.containers?.length === 0) fault(reading, spec, 'containers', 'required', {}, 'key');
  for (const volume of volumes) validateVolume(reading, volume);
  checkUnique(reading, volumes, 'volume');
  const names = new Set<string>();
  const volumeNames = new Set(volumes.flatMap(({ name }) => name ?? []));
  for (const list of [initContainers, containers]) {
    checkUnique(reading, list, 'container', names);
    for (const container of list) {
      validateContainer(reading, container, volumeNames);
      validateSecurity(reading, container.securityContext ?? {}, spec.securityContext ?? {});
    }
  }
  validateHostPorts(reading, spec);
}
