import type { Reading } from '../reading';
import { checkName, checkRange, checkUnique, maxInt32, requireField } from './checks';
import type { DraftPod, DraftPodSpec } from './draft';
import { fault } from './fault';
import { isSidecar, type PodFacts, podFactsOf } from './podFacts';
import { validateContainer } from './validateContainer';
import { validateDns } from './validateDns';
import { validateHost } from './validateHost';
import { validateMetadata } from './validateMetadata';
import { validatePodResources } from './validatePodResources';
import { validatePodSecurity } from './validatePodSecurity';
import { validateHostPorts } from './validatePorts';
import { validateResources } from './validateResources';
import { validateScheduling } from './validateScheduling';
import { validateSecurity } from './validateSecurity';
import { validateCreatedClaims, validateVolume } from './validateVolume';

/**
 * Holds a Pod against the rules of the API server that its types do not express, as of Kubernetes 1.36. Source:
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go
 */
export function validatePod(reading: Reading, pod: DraftPod): void {
  validateMetadata(reading, pod);
  requireField(reading, pod, 'spec');
  if (pod.spec) validatePodSpec(reading, pod.spec, pod.metadata?.name);
}

/** The rules of a spec; a template's has no pod name yet. */
export function validatePodSpec(reading: Reading, spec: DraftPodSpec, podName = ''): void {
  checkRange(reading, spec, 'terminationGracePeriodSeconds', [0, Number.MAX_SAFE_INTEGER], 'not-negative');
  checkRange(reading, spec, 'activeDeadlineSeconds', [1, maxInt32], 'deadline');
  for (const field of ['runtimeClassName', 'priorityClassName', 'serviceAccountName', 'nodeName']) {
    checkName(reading, spec, field, 'dns-subdomain');
  }
  for (const secret of spec.imagePullSecrets ?? []) checkName(reading, secret, 'name', 'dns-subdomain');
  for (const gate of spec.readinessGates ?? []) checkName(reading, gate, 'conditionType', 'label-key');
  validateHost(reading, spec);
  validateDns(reading, spec);
  validatePodSecurity(reading, spec);
  validateScheduling(reading, spec);
  if (spec.overhead) validateResources(reading, { limits: spec.overhead }, 'container');
  const facts = podFactsOf(spec);
  validateVolumes(reading, facts, podName);
  validateContainers(reading, facts);
  validatePodResources(reading, spec);
}

function validateVolumes(reading: Reading, facts: PodFacts, podName: string): void {
  const { volumes = [] } = facts.spec;
  for (const volume of volumes) validateVolume(reading, volume, facts);
  checkUnique(reading, volumes, 'volume');
  validateCreatedClaims(reading, volumes, podName);
}

function validateContainers(reading: Reading, facts: PodFacts): void {
  const { spec } = facts;
  const { containers = [], initContainers = [], securityContext = {} } = spec;
  if (spec.containers?.length === 0) fault(reading, spec, 'containers', 'required', {}, 'key');
  const names = new Set<string>();
  for (const list of [containers, initContainers]) {
    checkUnique(reading, list, 'container', names);
    for (const container of list) {
      validateContainer(reading, container, facts, list === containers || isSidecar(container));
      validateSecurity(reading, container.securityContext ?? {}, securityContext);
    }
  }
  validateHostPorts(reading, spec);
}
