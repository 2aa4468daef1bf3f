import type Docker from 'dockerode';
import type { PodKey } from '../../model/podSnapshot';
import { containerName, labels, sandboxName } from '../../plan/names';
import type { ContainerConfig, MountConfig, PodSandboxConfig } from '../../plan/podPlan';

/** Directories of mode 0777 in the sandbox image: a fresh volume mounted there takes their mode. */
const volumeDirectories = 64;

/** The sandbox as Docker's create request. */
export function sandboxCreateOptions(
  config: PodSandboxConfig,
  attempt: number,
): Docker.ContainerCreateOptions {
  const { network, hostname } = config;
  const aliases = [...new Set([hostname ?? config.key.name, config.key.name])];
  return {
    name: sandboxName(config.key, config.uid, attempt),
    Image: config.image,
    Labels: { ...config.labels, [labels.attempt]: String(attempt) },
    ...(hostname ? { Hostname: hostname } : {}),
    // The engine speaks to the dialler in the sandbox over its stdin and stdout.
    OpenStdin: true,
    ...(network ? { NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: aliases } } } } : {}),
    ExposedPorts: Object.fromEntries(config.portMappings.map((port) => [portKey(port), {}])),
    HostConfig: {
      NetworkMode: config.hostNetwork ? 'host' : (network ?? 'default'),
      IpcMode: config.hostIPC ? 'host' : 'shareable',
      ...(config.hostPID ? { PidMode: 'host' } : {}),
      PortBindings: portBindings(config),
      Mounts: config.volumes.map(({ volumeName }, index) => ({
        Type: 'volume' as const,
        Source: volumeName,
        Target: `/v/${index}`,
        // Kubernetes' emptyDir is 0777: Docker copies the mode of the image's directory to a fresh volume.
        ...(index < volumeDirectories
          ? {}
          : { VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: emptyDriver } }),
      })),
      ...(config.cgroupParent ? { CgroupParent: config.cgroupParent } : {}),
      ...(config.runtime ? { Runtime: config.runtime } : {}),
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      CpuShares: 2,
      // json-file would write every byte the dialler carries to disk.
      LogConfig: { Type: 'none', Config: {} },
      RestartPolicy: { Name: 'no' },
    },
  };
}

const emptyDriver = { Name: '', Options: {} };

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
      Privileged: security.privileged,
      ReadonlyRootfs: security.readonlyRootfs,
      CapAdd: security.addCapabilities,
      CapDrop: security.dropCapabilities,
      SecurityOpt: security.noNewPrivileges ? ['no-new-privileges'] : [],
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
      VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: emptyDriver },
    };
  }
  if (mount.kind === 'image' || (mount.createDirectory && !hasColon(mount))) return undefined;
  return { Type: 'bind', Source: mount.hostPath, Target: mount.containerPath, ReadOnly: mount.readonly };
}

function hasColon(mount: { hostPath: string; containerPath: string }): boolean {
  return mount.hostPath.slice(2).includes(':') || mount.containerPath.includes(':');
}

function portKey(port: { containerPort: number; protocol: string }): string {
  return `${port.containerPort}/${port.protocol.toLowerCase()}`;
}

function portBindings(config: PodSandboxConfig): Docker.PortMap {
  const bindings: Docker.PortMap = {};
  for (const port of config.portMappings) {
    const binding = { HostIp: port.hostIP, HostPort: String(port.hostPort) };
    bindings[portKey(port)] = [...(bindings[portKey(port)] ?? []), binding];
  }
  return bindings;
}
