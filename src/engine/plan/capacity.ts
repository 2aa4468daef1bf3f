import { EngineError } from '../model/engineError';
import type { Pod } from '../model/pod';
import type { DaemonFacts } from './podPlan';
import { podRequest } from './requests';

/**
 * Throws EngineError `insufficient-resource` where the pod requests more cpu or memory than the machine has: Kubernetes
 * would leave it Pending for ever. What other pods have requested is not counted: nobody schedules here.
 */
export function checkCapacity(pod: Pod, { cpus, memoryBytes }: DaemonFacts): void {
  const available = { cpu: cpus, memory: memoryBytes };
  for (const resource of ['cpu', 'memory'] as const) {
    if (podRequest(pod, resource) <= available[resource]) continue;
    throw new EngineError('insufficient-resource', {
      resource,
      available: asQuantity(resource, available[resource]),
    });
  }
}

function asQuantity(resource: 'cpu' | 'memory', amount: number): string {
  return resource === 'cpu' ? String(amount) : `${Math.floor(amount / 2 ** 20)}Mi`;
}
