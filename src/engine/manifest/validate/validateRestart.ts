import type { Reading } from '../reading';
import { checkLength, requireField } from './checks';
import type { DraftContainer } from './draft';
import { fault, stands } from './fault';

/** Holds a container's own restart rules against those of the API server. */
export function validateRestart(reading: Reading, container: DraftContainer): void {
  const { restartPolicyRules: rules = [] } = container;
  if (rules.length === 0) return;
  if (!stands(reading, container, 'restartPolicy')) {
    fault(reading, container, 'restartPolicyRules', 'needs', { needed: 'restartPolicy' }, 'key');
  }
  checkLength(reading, rules, 20);
  for (const rule of rules) {
    requireField(reading, rule, 'exitCodes');
    checkLength(reading, rule.exitCodes?.values, 255);
  }
}
