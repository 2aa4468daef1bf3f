import type { ResourceRequirements } from '../model/pod';
import type { LinuxContainerResources } from './podPlan';
import { bytesOf, milliCpuOf } from './quantity';

const minShares = 2;
const maxShares = 262144;
const periodMicroseconds = 100_000;
const minQuotaMicroseconds = 1000;

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

function milliCpuToShares(milliCpu: number): number {
  return Math.min(maxShares, Math.max(minShares, Math.floor((milliCpu * 1024) / 1000)));
}

function milliCpuToQuota(milliCpu: number): number {
  return Math.max(minQuotaMicroseconds, Math.floor((milliCpu * periodMicroseconds) / 1000));
}
