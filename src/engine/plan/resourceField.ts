import type { Container, Pod, ResourceFieldSelector } from '../model/pod';
import type { DaemonFacts } from './podPlan';
import { bytesOf, milliCpuOf } from './quantity';

/**
 * What a resourceFieldRef says of a container: whole divisors (1 where it names none), rounded up. A request that is
 * absent is the limit, as the API server writes it, else 0; a limit that is absent or 0 is the pod's, at most what the node
 * can give: here the daemon's machine, whose disk Docker does not tell the size of (0).
 * Rule: https://kubernetes.io/docs/concepts/workloads/pods/downward-api/#downwardapi-resourceFieldRef
 */
export function resourceField(
  { resource, divisor }: ResourceFieldSelector,
  { resources: { limits, requests } = {} }: Container,
  { pod, daemon }: { pod: Pick<Pod, 'spec'>; daemon: Pick<DaemonFacts, 'cpus' | 'memoryBytes'> },
): string {
  const [kind = '', name = ''] = resource.split(/\.(.*)/s);
  const amount = name === 'cpu' ? milliCpuOf : bytesOf;
  const own = amount(limits?.[name]);
  const value =
    kind === 'requests'
      ? (amount(requests?.[name]) ?? own ?? 0)
      : own || Math.min(amount(pod.spec.resources?.limits?.[name]) ?? Infinity, allocatable(name, daemon));
  return String(Math.ceil(value / (amount(divisor) || amount('1') || 1)));
}

/** Thousandths of a CPU, or bytes. */
function allocatable(name: string, { cpus, memoryBytes }: Pick<DaemonFacts, 'cpus' | 'memoryBytes'>): number {
  if (name === 'cpu') return cpus * 1000;
  return name === 'memory' ? memoryBytes : 0;
}
