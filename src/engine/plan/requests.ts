import { allContainers } from '../model/allContainers';
import type { Container, Pod, ResourceRequirements } from '../model/pod';
import { parseQuantity } from './quantity';

export type CountedResource = 'cpu' | 'memory';

/**
 * What the pod as a whole requests, in CPUs or bytes: its own request, else what its containers do, else its limit. A
 * pod without `resources` requests what its containers do.
 * Rule: https://kubernetes.io/docs/tasks/configure-pod-container/assign-pod-level-resources/
 */
export function podRequest(pod: Pod, resource: CountedResource): number {
  const { requests, limits } = pod.spec.resources ?? {};
  const own = requests?.[resource];
  return own === undefined ? containersRequest(pod, resource) || amountOf(limits?.[resource]) : amountOf(own);
}

/** What the containers request together. */
export function containersRequest(pod: Pod, resource: CountedResource): number {
  return togetherAtMost(pod, (container) => requestOf(container, resource));
}

/**
 * What the containers may use together; undefined where any of them may use all there is. As the kubelet does:
 * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/kubelet/cm/helpers_linux.go (ResourceConfigForPod)
 */
export function containersLimit(pod: Pod, resource: CountedResource): number | undefined {
  const limitOf = ({ resources }: Container) => amountOf(resources?.limits?.[resource]);
  return allContainers(pod.spec).every(limitOf) ? togetherAtMost(pod, limitOf) : undefined;
}

/**
 * The sum over the app containers with the sidecars, or where that is more, an init container with the sidecars before
 * it. Rule: https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
function togetherAtMost({ spec }: Pod, amount: (container: Container) => number): number {
  let sidecars = 0;
  let highest = 0;
  for (const container of spec.initContainers ?? []) {
    const own = amount(container);
    if (container.restartPolicy === 'Always') sidecars += own;
    highest = Math.max(highest, container.restartPolicy === 'Always' ? sidecars : sidecars + own);
  }
  const apps = spec.containers.reduce((sum, container) => sum + amount(container), sidecars);
  return Math.max(apps, highest);
}

/** A request that is absent is the limit, as the API server writes it. */
export function requestOf({ resources }: Container, resource: CountedResource): number {
  return amountOf(resources?.requests?.[resource] ?? resources?.limits?.[resource]);
}

/** The pod has cpu or memory of its own. */
export function hasPodResources({ spec: { resources } }: Pod): boolean {
  const counted = (amounts: ResourceRequirements['limits']) => amounts?.cpu ?? amounts?.memory;
  return (counted(resources?.limits) ?? counted(resources?.requests)) !== undefined;
}

/** The number a quantity stands for; 0 for none. */
export function amountOf(quantity: string | undefined): number {
  return (quantity === undefined ? undefined : parseQuantity(quantity)) ?? 0;
}
