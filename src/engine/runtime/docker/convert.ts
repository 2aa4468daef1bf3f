import type Docker from 'dockerode';
import type { PodKey } from '../../model/podSnapshot';
import { containerName, labels } from '../../plan/names';
import type { ContainerConfig, LinuxContainerResources } from '../../plan/podPlan';
import { type MountFacts, mountOptions } from './convertMounts';
import { securityOptions } from './convertSecurity';

/** A container as Docker's create request; it joins the namespaces of the sandbox. */
export function containerCreateOptions(
  sandboxId: string,
  config: ContainerConfig,
  key: PodKey,
  uid: string,
  attempt: number,
  daemon: MountFacts,
): Docker.ContainerCreateOptions {
  const { resources, security } = config;
  const joined = `container:${sandboxId}`;
  return {
    name: containerName(config.name, key, uid, attempt),
    Image: config.image,
    Labels: { ...config.labels, [labels.attempt]: String(attempt), [labels.sandboxId]: sandboxId },
    // command without args drops the image's CMD as well: Docker does so whenever an Entrypoint is given.
    ...(config.command ? { Entrypoint: config.command } : {}),
    ...(config.args ? { Cmd: config.args } : {}),
    ...(config.workingDir ? { WorkingDir: config.workingDir } : {}),
    ...(security.user ? { User: security.user } : {}),
    Env: config.envs.map(({ name, value }) => `${name}=${value}`),
    Tty: config.tty,
    OpenStdin: config.stdin,
    StdinOnce: config.stdinOnce,
    // Another name of the same signal, which Docker does not know.
    ...(config.stopSignal
      ? { StopSignal: config.stopSignal === 'SIGUNUSED' ? 'SIGSYS' : config.stopSignal }
      : {}),
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      NetworkMode: joined,
      IpcMode: config.hostIPC ? 'host' : joined,
      ...pidMode(config, joined),
      ...mountOptions(config.mounts, daemon),
      ...(config.cgroupParent ? { CgroupParent: config.cgroupParent } : {}),
      ...(config.runtime ? { Runtime: config.runtime } : {}),
      CpuShares: resources.cpuShares,
      ...(resources.cpuQuota ? { CpuQuota: resources.cpuQuota } : {}),
      ...(resources.cpuPeriod ? { CpuPeriod: resources.cpuPeriod } : {}),
      ...(resources.memoryLimitInBytes
        ? { Memory: resources.memoryLimitInBytes, MemorySwap: resources.memoryLimitInBytes }
        : {}),
      ...(resources.oomScoreAdj === undefined ? {} : { OomScoreAdj: resources.oomScoreAdj }),
      ...(resources.devices ? { DeviceRequests: resources.devices.map(deviceRequest) } : {}),
      ...securityOptions(security),
      RestartPolicy: { Name: 'no' },
    },
  };
}

function deviceRequest({ driver, count, capabilities }: Device): Docker.DeviceRequest {
  return { Driver: driver, Count: count, Capabilities: [capabilities] };
}

type Device = NonNullable<LinuxContainerResources['devices']>[number];

function pidMode({ pidNamespace }: ContainerConfig, joined: string): { PidMode?: string } {
  if (pidNamespace === 'CONTAINER') return {};
  return { PidMode: pidNamespace === 'NODE' ? 'host' : joined };
}
