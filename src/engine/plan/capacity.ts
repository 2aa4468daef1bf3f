import { EngineError } from '../model/engineError';
import type { Container, Pod } from '../model/pod';
import type { DaemonFacts } from './podPlan';
import { parseQuantity } from './quantity';

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

/**
 * What the pod as a whole requests: its own `resources`, else its containers together with its sidecars, or where that
 * is more, an init container with the sidecars before it.
 * Rule: https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
function podRequest({ spec }: Pod, resource: 'cpu' | 'memory'): number {
  const own = spec.resources?.requests?.[resource] ?? spec.resources?.limits?.[resource];
  if (own !== undefined) return parseQuantity(own) ?? 0;
  let sidecars = 0;
  let highest = 0;
  for (const container of spec.initContainers ?? []) {
    const request = requestOf(container, resource);
    if (container.restartPolicy === 'Always') sidecars += request;
    highest = Math.max(highest, container.restartPolicy === 'Always' ? sidecars : sidecars + request);
  }
  const apps = spec.containers.reduce((sum, container) => sum + requestOf(container, resource), sidecars);
  return Math.max(apps, highest);
}

function requestOf({ resources: { requests, limits } = {} }: Container, resource: 'cpu' | 'memory'): number {
  const quantity = requests?.[resource] ?? limits?.[resource];
  return (quantity === undefined ? undefined : parseQuantity(quantity)) ?? 0;
}

function asQuantity(resource: 'cpu' | 'memory', amount: number): string {
  return resource === 'cpu' ? String(amount) : `${Math.floor(amount / 2 ** 20)}Mi`;
}
