import type Docker from 'dockerode';
import { EngineError } from '../../model/engineError';
import type { LinuxContainerResources } from '../../plan/podPlan';
import { toEngineError } from './errors';
import { changesCgroups, runOnce } from './probe/oneShot';

const root = '/sys/fs/cgroup';

/**
 * Writes the limits of the pod as a whole to its cgroup, which stands since the sandbox runs, by a container that lives
 * for that long. Throws EngineError `docker-failed`.
 */
export async function updatePodSandboxResources(
  docker: Docker,
  image: string,
  cgroupVersion: 1 | 2,
  cgroupParent: string,
  resources: LinuxContainerResources,
): Promise<void> {
  const files = cgroupVersion === 2 ? filesOfV2(cgroupParent, resources) : filesOfV1(cgroupParent, resources);
  const failure = await runOnce(docker, image, ['write', ...files], changesCgroups).catch(
    (error: unknown) => {
      throw toEngineError(error);
    },
  );
  if (failure !== undefined) throw new EngineError('docker-failed', { detail: failure.trim() });
}

/** `FILE=VALUE`, a `?` before files that not every kernel has: one tree for each controller. */
export function filesOfV1(cgroup: string, resources: LinuxContainerResources): string[] {
  const { cpuShares, cpuQuota, cpuPeriod, memoryLimitInBytes: memory } = resources;
  const cpu = `${root}/cpu${cgroup}/cpu`;
  const mem = `${root}/memory${cgroup}/memory`;
  return [
    `${cpu}.shares=${cpuShares}`,
    ...(cpuQuota ? [`${cpu}.cfs_period_us=${cpuPeriod}`, `${cpu}.cfs_quota_us=${cpuQuota}`] : []),
    // With swap it may not be below the memory: that comes first.
    ...(memory ? [`${mem}.limit_in_bytes=${memory}`, `?${mem}.memsw.limit_in_bytes=${memory}`] : []),
  ];
}

/** As `filesOfV1`, for the one tree of v2. */
export function filesOfV2(cgroup: string, resources: LinuxContainerResources): string[] {
  const { cpuShares, cpuQuota, cpuPeriod, memoryLimitInBytes: memory } = resources;
  const at = `${root}${cgroup}`;
  return [
    `${at}/cpu.weight=${weightOf(cpuShares)}`,
    ...(cpuQuota ? [`${at}/cpu.max=${cpuQuota} ${cpuPeriod}`] : []),
    ...(memory ? [`${at}/memory.max=${memory}`, `?${at}/memory.swap.max=0`] : []),
  ];
}

/** 2 to 262144 shares are a weight of 1 to 10000, as the kubelet and runc count: KEP-2254. */
function weightOf(shares: number): number {
  return 1 + Math.floor(((shares - 2) * 9999) / 262142);
}
