import type { Reading } from '../reading';
import { checkKeys, checkName, checkNames, requireField, requireName } from './checks';
import type { DraftRequirement, DraftSelector } from './draft';
import { fault } from './fault';

/** Holds a label selector against the API server's rules. */
export function validateSelector(reading: Reading, selector: DraftSelector): void {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  checkKeys(reading, matchLabels, 'label-key');
  for (const key of Object.keys(matchLabels)) checkName(reading, matchLabels, key, 'label-value');
  for (const requirement of matchExpressions) {
    validateRequirement(reading, requirement);
    checkNames(reading, requirement.values, 'label-value');
  }
}

/** How many values a requirement has depends on its operator. */
export function validateRequirement(reading: Reading, requirement: DraftRequirement): void {
  requireName(reading, requirement, 'key', 'label-key');
  const { operator = '', values = [] } = requirement;
  if (operator === 'In' || operator === 'NotIn') requireField(reading, requirement, 'values');
  if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0) {
    const args = { first: `operator: ${operator}`, second: 'values' };
    fault(reading, requirement, 'values', 'exclusive-fields', args, 'key');
  }
  if ((operator === 'Gt' || operator === 'Lt') && values.length !== 1) {
    fault(reading, requirement, 'values', 'needs', { needed: 'exactly one value' }, 'key');
  }
}
