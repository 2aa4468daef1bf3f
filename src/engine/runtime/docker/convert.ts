import type Docker from 'dockerode';
import type { PodKey } from '../../model/podSnapshot';
import { containerName, labels } from '../../plan/names';
import type { ContainerConfig, MountConfig } from '../../plan/podPlan';
import { securityOptions } from './convertSecurity';

/** A container as Docker's create request; it joins the namespaces of the sandbox. */
export function containerCreateOptions(
  sandboxId: string,
  config: ContainerConfig,
  key: PodKey,
  uid: string,
  attempt: number,
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
      Binds: config.mounts.flatMap((mount) => bindOf(mount) ?? []),
      Mounts: config.mounts.flatMap((mount) => mountOf(mount) ?? []),
      ...(config.cgroupParent ? { CgroupParent: config.cgroupParent } : {}),
      ...(config.runtime ? { Runtime: config.runtime } : {}),
      CpuShares: resources.cpuShares,
      ...(resources.cpuQuota ? { CpuQuota: resources.cpuQuota } : {}),
      ...(resources.cpuPeriod ? { CpuPeriod: resources.cpuPeriod } : {}),
      ...(resources.memoryLimitInBytes
        ? { Memory: resources.memoryLimitInBytes, MemorySwap: resources.memoryLimitInBytes }
        : {}),
      ...securityOptions(security),
      RestartPolicy: { Name: 'no' },
    },
  };
}

function pidMode({ pidNamespace }: ContainerConfig, joined: string): { PidMode?: string } {
  if (pidNamespace === 'CONTAINER') return {};
  return { PidMode: pidNamespace === 'NODE' ? 'host' : joined };
}

/** Only the string form of a bind makes a missing directory on every engine; it cannot carry a `:` in a path. */
function bindOf(mount: MountConfig): string | undefined {
  if (mount.kind !== 'bind' || !mount.createDirectory || hasColon(mount)) return undefined;
  return `${mount.hostPath}:${mount.containerPath}${mount.readonly ? ':ro' : ''}`;
}

function mountOf(mount: MountConfig): Docker.MountSettings | undefined {
  if (mount.kind === 'volume') {
    return {
      Type: 'volume',
      Source: mount.volumeName,
      Target: mount.containerPath,
      ReadOnly: mount.readonly,
      // Kubernetes never copies the image's files into a volume.
      VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: '', Options: {} } },
    };
  }
  if (mount.kind === 'image') return imageMountOf(mount);
  if (mount.createDirectory && !hasColon(mount)) return undefined;
  return { Type: 'bind', Source: mount.hostPath, Target: mount.containerPath, ReadOnly: mount.readonly };
}

/** dockerode's types do not know it yet: https://docs.docker.com/reference/api/engine/version-history/#v148-api-changes */
function imageMountOf(mount: MountConfig & { kind: 'image' }): Docker.MountSettings {
  return {
    Type: 'image',
    Source: mount.image,
    Target: mount.containerPath,
    ReadOnly: true,
    ...(mount.subPath ? { ImageOptions: { Subpath: mount.subPath } } : {}),
  } as unknown as Docker.MountSettings;
}

function hasColon(mount: { hostPath: string; containerPath: string }): boolean {
  return mount.hostPath.slice(2).includes(':') || mount.containerPath.includes(':');
}
