import type Docker from 'dockerode';
import { labels, sandboxName } from '../../plan/names';
import type { PodSandboxConfig, VolumeConfig } from '../../plan/podPlan';
import { volumePath } from '../../plan/sandboxPaths';
import { driverOf } from './volumes';

/** Directories of mode 0777 in the sandbox image: a fresh volume mounted there takes their mode. */
const volumeDirectories = 64;

/** The sandbox as Docker's create request. */
export function sandboxCreateOptions(
  config: PodSandboxConfig,
  attempt: number,
): Docker.ContainerCreateOptions {
  const { network, hostname, networkAliases: Aliases } = config;
  return {
    name: sandboxName(config.key, config.uid, attempt),
    Image: config.image,
    Labels: { ...config.labels, [labels.attempt]: String(attempt) },
    ...(hostname ? { Hostname: hostname } : {}),
    // The engine speaks to the dialler in the sandbox over its stdin and stdout.
    OpenStdin: true,
    ...(network ? { NetworkingConfig: { EndpointsConfig: { [network]: { Aliases } } } } : {}),
    ExposedPorts: Object.fromEntries(config.portMappings.map((port) => [portKey(port), {}])),
    HostConfig: {
      NetworkMode: config.hostNetwork ? 'host' : (network ?? 'default'),
      IpcMode: config.hostIPC ? 'host' : 'shareable',
      ...(config.hostPID ? { PidMode: 'host' } : {}),
      PortBindings: portBindings(config),
      Mounts: config.volumes.map(volumeMount),
      ...(config.cgroupParent ? { CgroupParent: config.cgroupParent } : {}),
      ...(config.runtime ? { Runtime: config.runtime } : {}),
      ...(Object.keys(config.sysctls).length > 0 ? { Sysctls: config.sysctls } : {}),
      CapDrop: ['ALL'],
      ...(config.capabilities.length > 0 ? { CapAdd: config.capabilities } : {}),
      // Who is in a group may hand it on without a capability.
      ...(config.fsGroup ? { GroupAdd: [String(config.fsGroup.gid)] } : {}),
      SecurityOpt: ['no-new-privileges'],
      CpuShares: 2,
      ...(config.oomScoreAdj === undefined ? {} : { OomScoreAdj: config.oomScoreAdj }),
      // json-file would write every byte the dialler carries to disk.
      LogConfig: { Type: 'none', Config: {} },
      RestartPolicy: { Name: 'no' },
    },
  };
}

/**
 * Docker makes the volume where it is not there: another window may have swept an old one of this name since it was
 * asked for.
 */
function volumeMount(volume: VolumeConfig, index: number): Docker.MountSettings {
  const { volumeName, labels: Labels, tmpfs, driverOptions } = volume;
  const { Driver: Name = '', DriverOpts: Options = {} } = driverOf(volume);
  // Kubernetes' emptyDir is 0777: Docker copies the mode of the image's directory to a fresh volume. What comes with
  // options has a mode of its own.
  const takesMode = index < volumeDirectories && !tmpfs && !driverOptions;
  return {
    Type: 'volume',
    Source: volumeName,
    Target: volumePath(index),
    VolumeOptions: { NoCopy: !takesMode, Labels, DriverConfig: { Name, Options } },
  } as Docker.MountSettings;
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
