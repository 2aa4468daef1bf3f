import type { Container, Pod, ResourceRequirements } from '../model/pod';
import { cgroupParent, limitedCgroup } from './names';
import { oomScoreAdj } from './oomScoreAdj';
import type { ContainerRole, DaemonFacts, LinuxContainerResources, PlanContext } from './podPlan';
import { bytesOf, milliCpuOf } from './quantity';
import { containersLimit, hasPodResources, podRequest } from './requests';

const minShares = 2;
const maxShares = 262144;
const periodMicroseconds = 100_000;
const minQuotaMicroseconds = 1000;

/**
 * What a container gets: its own requests and limits, where it has no limit the pod's, and a score by the pod's QoS
 * class. More CPU than the pod it cannot use, and cgroup v1 does not take it. Rule: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
 */
export function containerResources(
  pod: Pod,
  container: Container,
  role: ContainerRole,
  { memoryBytes }: DaemonFacts,
): LinuxContainerResources {
  const { limits = {}, requests = {} } = container.resources ?? {};
  const ofPod = pod.spec.resources?.limits ?? {};
  const devices = devicesOf(limits);
  return {
    ...linuxResources({ requests, limits: { ...limits, ...limitsOfPod(limits, ofPod) } }),
    oomScoreAdj: oomScoreAdj(pod, container, role, memoryBytes),
    ...(devices.length > 0 ? { devices } : {}),
  };
}

/**
 * The cgroup that the pod's containers stand in, and the limits of the pod as a whole that it is given, where the pod
 * has any. Without a cgroup of its own (the daemon has no driver) they hold for each container alone.
 */
export function podCgroup(
  pod: Pod,
  uid: string,
  { facts, podLimits }: Pick<PlanContext, 'facts' | 'podLimits'>,
): { cgroupParent?: string; podResources?: LinuxContainerResources } {
  const parent = cgroupParent(uid, facts.cgroupDriver);
  const limits = podResources(pod, podLimits === 'containers');
  if (!limits) return parent ? { cgroupParent: parent } : {};
  return { ...(parent ? { cgroupParent: limitedCgroup(parent, limits) } : {}), podResources: limits };
}

/** The pod's own; where it has no limit of a resource and that is asked for, the sum of those of its containers. */
function podResources(pod: Pod, sumOfContainers: boolean): LinuxContainerResources | undefined {
  const own = pod.spec.resources?.limits ?? {};
  const limits = { ...(sumOfContainers ? sumOfLimits(pod) : {}), ...own };
  if (!hasPodResources(pod) && !limits.cpu && !limits.memory) return undefined;
  return linuxResources({ requests: { cpu: String(podRequest(pod, 'cpu')) }, limits });
}

/** The sum of its containers' limits can be a limit of the pod. */
export function hasSumOfLimits(pod: Pod): boolean {
  const own = pod.spec.resources?.limits ?? {};
  return Object.keys(sumOfLimits(pod)).some((resource) => !own[resource]);
}

function sumOfLimits(pod: Pod): Record<string, string> {
  const [cpu, memory] = [containersLimit(pod, 'cpu'), containersLimit(pod, 'memory')];
  return { ...(cpu ? { cpu: String(cpu) } : {}), ...(memory ? { memory: String(memory) } : {}) };
}

/**
 * Requests and limits as cgroup settings, by the kubelet's arithmetic: the cpu request is a weight (1024 shares a
 * CPU, at least 2; where only a limit stands, the limit is the request), the cpu limit a quota per 100 ms (at least
 * 1 ms), the memory limit bytes. A memory request sets nothing: it only orders pods on a node.
 */
export function linuxResources(resources: ResourceRequirements = {}): LinuxContainerResources {
  const { limits = {}, requests = {} } = resources;
  const cpuLimit = milliCpuOf(limits.cpu);
  const memoryLimit = bytesOf(limits.memory);
  return {
    cpuShares: milliCpuToShares(milliCpuOf(requests.cpu) ?? cpuLimit ?? 0),
    ...(cpuLimit ? { cpuQuota: milliCpuToQuota(cpuLimit), cpuPeriod: periodMicroseconds } : {}),
    ...(memoryLimit ? { memoryLimitInBytes: memoryLimit } : {}),
  };
}

/** The pod's limits of what the container has none of, or more; 0 is none. */
function limitsOfPod(own: Record<string, string>, pod: Record<string, string>): Record<string, string> {
  const most = milliCpuOf(pod.cpu);
  return {
    ...(pod.cpu && most && (milliCpuOf(own.cpu) || Infinity) > most ? { cpu: pod.cpu } : {}),
    ...(pod.memory && !bytesOf(own.memory) ? { memory: pod.memory } : {}),
  };
}

/** GPUs, which Docker gives by the driver of their vendor. */
function devicesOf(limits: Record<string, string>): NonNullable<LinuxContainerResources['devices']> {
  return Object.entries({ 'nvidia.com/gpu': 'nvidia', 'amd.com/gpu': 'amd' }).flatMap(([name, driver]) => {
    const count = bytesOf(limits[name]);
    return count ? [{ driver, count, capabilities: ['gpu'] }] : [];
  });
}

function milliCpuToShares(milliCpu: number): number {
  return Math.min(maxShares, Math.max(minShares, Math.floor((milliCpu * 1024) / 1000)));
}

function milliCpuToQuota(milliCpu: number): number {
  return Math.max(minQuotaMicroseconds, Math.floor((milliCpu * periodMicroseconds) / 1000));
}
