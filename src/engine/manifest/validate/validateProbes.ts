import type { Reading } from '../reading';
import { checkCounts, checkRange, maxInt32 } from './checks';
import type { DraftContainer, DraftProbe } from './draft';
import { fault, stands } from './fault';
import { validateHandler } from './validateHandler';

/** Holds the probes of a container against the API server's rules. */
export function validateProbes(reading: Reading, container: DraftContainer): void {
  const { livenessProbe, readinessProbe, startupProbe } = container;
  for (const probe of [livenessProbe, readinessProbe, startupProbe]) {
    if (!probe) continue;
    validateHandler(reading, probe, ['exec', 'httpGet', 'tcpSocket', 'grpc'], container);
    checkCounts(reading, probe, [
      'initialDelaySeconds',
      'timeoutSeconds',
      'periodSeconds',
      'failureThreshold',
    ]);
  }
  if (readinessProbe) validateReadiness(reading, readinessProbe);
  for (const probe of [livenessProbe, startupProbe]) if (probe) validateKilling(reading, probe);
}

function validateReadiness(reading: Reading, probe: DraftProbe): void {
  checkCounts(reading, probe, ['successThreshold']);
  if (!stands(reading, probe, 'terminationGracePeriodSeconds')) return;
  fault(reading, probe, 'terminationGracePeriodSeconds', 'not-here', { rule: 'kills-nothing' }, 'key');
}

/** 0 is what no threshold is, too. */
function validateKilling(reading: Reading, probe: DraftProbe): void {
  checkRange(reading, probe, 'successThreshold', [0, 1], 'must-be-one');
  checkRange(reading, probe, 'terminationGracePeriodSeconds', [1, maxInt32], 'positive');
}
