import type { Pod, ResourceRequirements } from '../model/pod';
import type { QosClass } from '../model/podStatus';
import { parseQuantity } from '../plan/quantity';

const resources = ['cpu', 'memory'] as const;

/** Rule: https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/ (a request that is absent is its limit). */
export function qosClassOf(pod: Pod): QosClass {
  const all = pod.spec.containers.map((container) => container.resources ?? {});
  if (all.every((own) => resources.every((name) => isGuaranteed(own, name)))) return 'Guaranteed';
  return all.some((own) =>
    resources.some((name) => amount(own.limits?.[name]) > 0 || amount(own.requests?.[name]) > 0),
  )
    ? 'Burstable'
    : 'BestEffort';
}

function isGuaranteed({ limits, requests }: ResourceRequirements, name: 'cpu' | 'memory'): boolean {
  const limit = amount(limits?.[name]);
  return limit > 0 && limit === amount(requests?.[name] ?? limits?.[name]);
}

function amount(quantity: string | undefined): number {
  return (quantity === undefined ? undefined : parseQuantity(quantity)) ?? 0;
}
