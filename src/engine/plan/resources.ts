import type { Container, Pod, ResourceRequirements } from '../model/pod';
import { cgroupParent, limitedCgroup } from './names';
import { oomScoreAdj } from './oomScoreAdj';
import type { ContainerRole, DaemonFacts, LinuxContainerResources } from './podPlan';
import { bytesOf, milliCpuOf } from './quantity';
import { hasPodResources, podRequest } from './requests';

const minShares = 2;
const maxShares = 262144;
const periodMicroseconds = 100_000;
const minQuotaMicroseconds = 1000;

/**
 * What a container gets: its own requests and limits, where it has no limit the pod's, and a score by the pod's QoS
 * class. Rule: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
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
    ...linuxResources({ requests, limits: { ...limits, ...absentLimits(limits, ofPod) } }),
    oomScoreAdj: oomScoreAdj(pod, container, role, memoryBytes),
    ...(devices.length > 0 ? { devices } : {}),
  };
}

/**
 * The cgroup that the pod's containers stand in, and the limits of the pod as a whole that are written to it: where the
 * pod has any, and Docker's cgroups are directories. A slice is systemd's, who undoes what others write to it; there
 * the limits hold for each container alone.
 */
export function podCgroup(
  pod: Pod,
  uid: string,
  { cgroupDriver }: DaemonFacts,
): { cgroupParent?: string; podResources?: LinuxContainerResources } {
  const parent = cgroupParent(uid, cgroupDriver);
  if (parent === undefined) return {};
  if (!hasPodResources(pod) || cgroupDriver !== 'cgroupfs') return { cgroupParent: parent };
  const limits = podResources(pod);
  return { cgroupParent: limitedCgroup(parent, limits), podResources: limits };
}

function podResources(pod: Pod): LinuxContainerResources {
  const requests = { cpu: String(podRequest(pod, 'cpu')) };
  return linuxResources({ requests, limits: pod.spec.resources?.limits ?? {} });
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

/** The pod's limits of what the container has none of; 0 is none. */
function absentLimits(own: Record<string, string>, pod: Record<string, string>): Record<string, string> {
  return {
    ...(pod.cpu && !milliCpuOf(own.cpu) ? { cpu: pod.cpu } : {}),
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
