import type { Reading } from '../reading';
import { checkKeys, checkName, checkRange, checkUnique, maxInt32, requireField } from './checks';
import type { DraftPodSpec, DraftSpread, DraftToleration } from './draft';
import { fault } from './fault';
import { validateAffinity } from './validateAffinity';
import { validateSelector } from './validateSelector';

/** Holds what the pod asks of a scheduler against the API server's rules: it cannot matter here, but must be right. */
export function validateScheduling(reading: Reading, spec: DraftPodSpec): void {
  const { nodeSelector = {}, schedulingGates = [], tolerations = [], topologySpreadConstraints = [] } = spec;
  checkKeys(reading, nodeSelector, 'label-key');
  for (const key of Object.keys(nodeSelector)) checkName(reading, nodeSelector, key, 'label-value');
  for (const gate of schedulingGates) checkName(reading, gate, 'name', 'label-key');
  checkUnique(reading, schedulingGates, 'scheduling gate');
  if (spec.nodeName && schedulingGates.length > 0) {
    fault(
      reading,
      spec,
      'nodeName',
      'exclusive-fields',
      { first: 'schedulingGates', second: 'nodeName' },
      'key',
    );
  }
  for (const toleration of tolerations) validateToleration(reading, toleration);
  validateSpreads(reading, topologySpreadConstraints);
  if (spec.affinity) validateAffinity(reading, spec.affinity);
}

/** Without a key it must be for all taints; without an operator it is Equal. */
function validateToleration(reading: Reading, toleration: DraftToleration): void {
  const { key, operator, value, effect, tolerationSeconds } = toleration;
  checkName(reading, toleration, 'key', 'label-key');
  if (!key && operator !== 'Exists')
    fault(reading, toleration, 'operator', 'needs', { needed: 'a key beside it, unless it is Exists' });
  if (operator === 'Exists' && value) {
    fault(
      reading,
      toleration,
      'value',
      'exclusive-fields',
      { first: 'operator: Exists', second: 'value' },
      'key',
    );
  } else checkName(reading, toleration, 'value', 'label-value');
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    fault(reading, toleration, 'tolerationSeconds', 'needs', { needed: 'effect: NoExecute' }, 'key');
  }
}

function validateSpreads(reading: Reading, spreads: readonly DraftSpread[]): void {
  const taken = new Set<string>();
  for (const spread of spreads) {
    const { topologyKey, whenUnsatisfiable, minDomains, labelSelector } = spread;
    checkRange(reading, spread, 'maxSkew', [1, maxInt32], 'positive');
    checkRange(reading, spread, 'minDomains', [1, maxInt32], 'positive');
    requireField(reading, spread, 'topologyKey');
    if (minDomains !== undefined && whenUnsatisfiable !== 'DoNotSchedule') {
      fault(reading, spread, 'minDomains', 'needs', { needed: 'whenUnsatisfiable: DoNotSchedule' }, 'key');
    }
    const pair = `${topologyKey} ${whenUnsatisfiable}`;
    if (topologyKey && whenUnsatisfiable && taken.has(pair)) {
      fault(reading, spread, 'topologyKey', 'duplicate-name', { what: 'constraint', name: pair });
    }
    taken.add(pair);
    if (labelSelector) validateSelector(reading, labelSelector);
  }
}
