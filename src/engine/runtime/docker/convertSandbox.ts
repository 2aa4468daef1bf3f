import type Docker from 'dockerode';
import { labels, sandboxName } from '../../plan/names';
import type { PodSandboxConfig } from '../../plan/podPlan';

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
      Mounts: config.volumes.map(({ volumeName }, index) => ({
        Type: 'volume' as const,
        Source: volumeName,
        Target: `/v/${index}`,
        // Kubernetes' emptyDir is 0777: Docker copies the mode of the image's directory to a fresh volume.
        ...(index < volumeDirectories
          ? {}
          : { VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: '', Options: {} } } }),
      })),
      ...(config.cgroupParent ? { CgroupParent: config.cgroupParent } : {}),
      ...(config.runtime ? { Runtime: config.runtime } : {}),
      ...(Object.keys(config.sysctls).length > 0 ? { Sysctls: config.sysctls } : {}),
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      CpuShares: 2,
      // json-file would write every byte the dialler carries to disk.
      LogConfig: { Type: 'none', Config: {} },
      RestartPolicy: { Name: 'no' },
    },
  };
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
