import type { Reading } from '../reading';
import { checkUnique, checkValue, requireField, requireName } from './checks';
import type { DraftContainer } from './draft';
import { fault, stands } from './fault';
import type { PodFacts } from './podFacts';
import { validateEnv } from './validateEnv';
import { validateLifecycle } from './validateLifecycle';
import { validateMounts } from './validateMounts';
import { validatePort } from './validatePorts';
import { validateProbes } from './validateProbes';
import { validateResizePolicy, validateResources } from './validateResources';
import { validateRestart } from './validateRestart';

/** Holds one container against the API server's rules; `stays`: it is no init container that ends before the next. */
export function validateContainer(
  reading: Reading,
  container: DraftContainer,
  pod: PodFacts,
  stays: boolean,
): void {
  requireName(reading, container, 'name', 'dns-label');
  requireField(reading, container, 'image');
  checkValue(reading, container, 'image', 'no-outer-spaces', (image) => image === image.trim());
  validateEnv(reading, container, pod);
  for (const port of container.ports ?? []) validatePort(reading, port);
  checkUnique(reading, container.ports ?? [], 'port');
  validateMounts(reading, container, pod);
  if (container.resources) validateResources(reading, container.resources, 'container');
  validateResizePolicy(reading, container, pod);
  validateRestart(reading, container);
  if (stays) {
    validateProbes(reading, container);
    validateLifecycle(reading, container, pod);
  } else forbidWhatStays(reading, container);
}

function forbidWhatStays(reading: Reading, container: DraftContainer): void {
  for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']) {
    if (!stands(reading, container, field)) continue;
    fault(reading, container, field, 'not-here', { rule: 'not-for-init' }, 'key');
  }
}
