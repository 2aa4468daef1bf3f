import type Docker from 'dockerode';
import { EngineError } from '../../model/engineError';
import type { DaemonFacts, LinuxContainerResources } from '../../plan/podPlan';
import { toEngineError } from './errors';
import { asksSystemd, changesCgroups, runOnce, systemdSocket } from './probe/oneShot';

const root = '/sys/fs/cgroup';

/**
 * Gives the limits of the pod as a whole to its cgroup, which stands since the sandbox runs, by a container that lives
 * for that long. Throws EngineError `pod-limits-not-held` where that cannot be.
 */
export async function updatePodSandboxResources(
  docker: Docker,
  facts: DaemonFacts,
  cgroupParent: string,
  resources: LinuxContainerResources,
): Promise<void> {
  const { sandboxImage, cgroupDriver, cgroupVersion } = facts;
  const bySystemd = cgroupDriver === 'systemd';
  if (hasSlicesOfUser(facts)) {
    const detail = 'the slices of a rootless Docker are of the systemd of its user';
    throw new EngineError('pod-limits-not-held', { detail });
  }
  const filesOf = cgroupVersion === 2 ? filesOfV2 : filesOfV1;
  const command = bySystemd
    ? ['set-slice', systemdSocket, cgroupParent, ...propertiesOf(resources, cgroupVersion)]
    : ['write', ...filesOf(cgroupParent, resources)];
  const host = bySystemd ? asksSystemd : changesCgroups;
  const failure = await runOnce(docker, sandboxImage, command, host).catch((error: unknown) => {
    const known = toEngineError(error);
    if (known.code === 'docker-failed') return known.args.detail ?? '';
    throw known;
  });
  if (failure !== undefined) throw new EngineError('pod-limits-not-held', { detail: failure.trim() });
}

/** The systemd that has them is the one of Docker's user: nothing here can ask it. */
export function hasSlicesOfUser({ cgroupDriver, rootless }: DaemonFacts): boolean {
  return cgroupDriver === 'systemd' && rootless;
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

/**
 * `NAME=NUMBER`, as systemd names them on D-Bus; its period is 100 ms, too. What it does not name is no limit. Of swap
 * it knows nothing with cgroup v1, where each container's own limit holds that.
 * Reference: https://www.freedesktop.org/software/systemd/man/latest/systemd.resource-control.html
 */
export function propertiesOf(
  { cpuShares, cpuQuota, cpuPeriod = 100_000, memoryLimitInBytes: memory }: LinuxContainerResources,
  version: 1 | 2,
): string[] {
  const [weight, limit] = version === 2 ? ['CPUWeight', 'MemoryMax'] : ['CPUShares', 'MemoryLimit'];
  return [
    `${weight}=${version === 2 ? weightOf(cpuShares) : cpuShares}`,
    ...(cpuQuota ? [`CPUQuotaPerSecUSec=${Math.round((cpuQuota * 1_000_000) / cpuPeriod)}`] : []),
    ...(memory ? [`${limit}=${memory}`, ...(version === 2 ? ['MemorySwapMax=0'] : [])] : []),
  ];
}

/** 2 to 262144 shares are a weight of 1 to 10000, as the kubelet and runc count: KEP-2254. */
function weightOf(shares: number): number {
  return 1 + Math.floor(((shares - 2) * 9999) / 262142);
}
