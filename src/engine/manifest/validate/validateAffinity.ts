import type { Reading } from '../reading';
import { checkNames, checkRange, requireField, requireName } from './checks';
import type {
  DraftNodeAffinity,
  DraftNodeTerm,
  DraftPodAffinity,
  DraftPodTerm,
  DraftScheduling,
} from './draft';
import { validateRequirement, validateSelector } from './validateSelector';

/** Holds affinities against the API server's rules. */
export function validateAffinity(
  reading: Reading,
  { nodeAffinity, podAffinity, podAntiAffinity }: NonNullable<DraftScheduling['affinity']>,
): void {
  if (nodeAffinity) validateNodeAffinity(reading, nodeAffinity);
  for (const affinity of [podAffinity, podAntiAffinity]) {
    if (affinity) validatePodAffinity(reading, affinity);
  }
}

function validateNodeAffinity(reading: Reading, affinity: DraftNodeAffinity): void {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: required,
    preferredDuringSchedulingIgnoredDuringExecution: preferred = [],
  } = affinity;
  if (required) requireField(reading, required, 'nodeSelectorTerms');
  for (const term of required?.nodeSelectorTerms ?? []) validateNodeTerm(reading, term);
  for (const each of preferred) {
    checkRange(reading, each, 'weight', [1, 100], 'weight');
    if (each.preference) validateNodeTerm(reading, each.preference);
  }
}

function validateNodeTerm(
  reading: Reading,
  { matchExpressions = [], matchFields = [] }: DraftNodeTerm,
): void {
  for (const requirement of [...matchExpressions, ...matchFields]) validateRequirement(reading, requirement);
}

function validatePodAffinity(reading: Reading, affinity: DraftPodAffinity): void {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: required = [],
    preferredDuringSchedulingIgnoredDuringExecution: preferred = [],
  } = affinity;
  for (const term of required) validatePodTerm(reading, term);
  for (const each of preferred) {
    checkRange(reading, each, 'weight', [1, 100], 'weight');
    if (each.podAffinityTerm) validatePodTerm(reading, each.podAffinityTerm);
  }
}

function validatePodTerm(reading: Reading, term: DraftPodTerm): void {
  requireName(reading, term, 'topologyKey', 'label-key');
  checkNames(reading, term.namespaces, 'dns-label');
  for (const selector of [term.labelSelector, term.namespaceSelector]) {
    if (selector) validateSelector(reading, selector);
  }
}
