import type { Pod } from '../../model/pod';
import { parseQuantity } from '../../plan/quantity';
import { containersRequest } from '../../plan/requests';
import type { Reading } from '../reading';
import type { DraftContainer, DraftPodSpec } from './draft';
import { fault } from './fault';
import { validateResources } from './validateResources';

/**
 * Holds the resources of the pod as a whole against the API server's rules, and against what its containers ask for.
 * What none of them asks for is theirs to share.
 */
export function validatePodResources(reading: Reading, spec: DraftPodSpec): void {
  const { resources, containers = [] } = spec;
  if (!resources) return;
  validateResources(reading, resources, 'pod');
  const { limits = {}, requests = {} } = resources;
  for (const resource of ['cpu', 'memory'] as const) {
    // An amount that could not be read is none, and counts for nothing there.
    const asked = containersRequest({ spec: { ...spec, containers } } as unknown as Pod, resource);
    const field = requests[resource] === undefined ? limits : requests;
    const given = parseQuantity(field[resource] ?? '');
    if (given !== undefined && isAbove(asked, given)) {
      const args = { resource, request: String(asked), given: field[resource] ?? '' };
      fault(reading, field, resource, 'below-containers', args);
    }
    for (const container of containers) checkLimit(reading, container, resource, limits[resource]);
  }
}

function checkLimit(
  reading: Reading,
  container: DraftContainer,
  resource: string,
  most: string | undefined,
): void {
  const limits = container.resources?.limits ?? {};
  const limit = limits[resource] ?? '';
  if (!limit || (parseQuantity(limit) ?? 0) <= (parseQuantity(most ?? '') ?? Number.POSITIVE_INFINITY))
    return;
  fault(reading, limits, resource, 'above-pod-limit', { resource, limit, most: most ?? '' });
}

/** Sums of fractions miss by a hair: 0.1 + 0.2 is not above 0.3. */
function isAbove(left: number, right: number): boolean {
  return Number(left.toPrecision(12)) > Number(right.toPrecision(12));
}
