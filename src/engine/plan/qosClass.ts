import { allContainers } from '../model/allContainers';
import type { Pod } from '../model/pod';
import type { QosClass } from '../model/podStatus';
import { amountOf, type CountedResource, hasPodResources, podRequest, requestOf } from './requests';

interface Amount {
  request: number;
  limit: number;
}

/**
 * The pod's own resources decide where it has any, else those of all its containers, init containers too.
 * Rule: https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
 */
export function qosClassOf(pod: Pod): QosClass {
  const amounts = [...amountsOf(pod, 'cpu'), ...amountsOf(pod, 'memory')];
  if (amounts.every(({ request, limit }) => limit > 0 && limit === request)) return 'Guaranteed';
  return amounts.some(({ request, limit }) => limit > 0 || request > 0) ? 'Burstable' : 'BestEffort';
}

function amountsOf(pod: Pod, resource: CountedResource): Amount[] {
  const { spec } = pod;
  if (hasPodResources(pod)) {
    return [{ request: podRequest(pod, resource), limit: amountOf(spec.resources?.limits?.[resource]) }];
  }
  return allContainers(spec).map((container) => ({
    request: requestOf(container, resource),
    limit: amountOf(container.resources?.limits?.[resource]),
  }));
}
