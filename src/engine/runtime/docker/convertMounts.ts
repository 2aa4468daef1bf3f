import { posix } from 'node:path';
import type Docker from 'dockerode';
import { speaks } from '../../plan/apiVersion';
import type { DaemonFacts, MountConfig } from '../../plan/podPlan';

/** Docker's word for each of Kubernetes'. Rule: https://kubernetes.io/docs/concepts/storage/volumes/#mount-propagation */
const propagations = { HostToContainer: 'rslave', Bidirectional: 'rshared' } as const;

/**
 * A container's mounts in Docker's two forms: only the string form of a bind makes a missing directory on every engine,
 * and does not ask before the start whether something is there; it cannot carry a `:` in a path.
 */
export function mountOptions(
  mounts: readonly MountConfig[],
  daemon: MountFacts,
): { Binds: string[]; Mounts: Docker.MountSettings[] } {
  const asked = mounts.map((mount) => placed(mount, daemon));
  return {
    Binds: asked.flatMap((mount) => (isString(mount, daemon) ? bindOf(mount) : [])),
    Mounts: asked.flatMap((mount) => (isString(mount, daemon) ? [] : mountOf(mount, daemon))),
  };
}

/** What of the daemon decides how it is asked for a mount. */
export type MountFacts = Pick<DaemonFacts, 'apiVersion' | 'rootDir'>;

type Bind = MountConfig & { kind: 'bind' };

/** A part of a volume that this Docker cannot mount itself is a path of its host; so is a part of a hostPath. */
function placed(mount: MountConfig, daemon: MountFacts): MountConfig {
  const { subPath, ...whole } = mount;
  if (!subPath) return mount;
  if (whole.kind === 'bind') {
    return { ...whole, hostPath: posix.join(whole.hostPath, subPath), createDirectory: true };
  }
  if (whole.kind === 'image' || speaks(daemon, '1.45')) return mount;
  const hostPath = posix.join(daemon.rootDir, 'volumes', whole.volumeName, '_data', subPath);
  const { volumeName: _, ...base } = whole;
  // It is there when the container starts, but need not be before.
  return { ...base, kind: 'bind', hostPath, hostPathType: '', createDirectory: true };
}

function isString(mount: MountConfig, daemon: MountFacts): mount is Bind {
  return mount.kind === 'bind' && mount.createDirectory && !makesDirectories(daemon) && !hasColon(mount);
}

/** Docker's CreateMountpoint, and what is asked of binds that are read-only, came with or before API 1.44. */
function makesDirectories(daemon: MountFacts): boolean {
  return speaks(daemon, '1.44');
}

function bindOf({ hostPath, containerPath, readonly, propagation }: Bind): string {
  const options = [...(readonly ? ['ro'] : []), ...(propagation ? [propagations[propagation]] : [])];
  return [hostPath, containerPath, ...(options.length > 0 ? [options.join(',')] : [])].join(':');
}

function mountOf(mount: MountConfig, daemon: MountFacts): Docker.MountSettings {
  const base = { Target: mount.containerPath, ReadOnly: mount.readonly };
  // dockerode's types do not know all of it: https://docs.docker.com/reference/api/engine/version-history/
  switch (mount.kind) {
    case 'bind':
      return {
        ...base,
        Type: 'bind',
        Source: mount.hostPath,
        ...bindOptions(mount, daemon),
      } as Docker.MountSettings;
    case 'image':
      return {
        ...base,
        Type: 'image',
        Source: mount.image,
        ...(mount.subPath ? { ImageOptions: { Subpath: mount.subPath } } : {}),
      } as unknown as Docker.MountSettings;
    case 'volume':
      return {
        ...base,
        Type: 'volume',
        Source: mount.volumeName,
        VolumeOptions: {
          // Kubernetes never copies the image's files into a volume.
          NoCopy: true,
          Labels: {},
          DriverConfig: { Name: '', Options: {} },
          ...(mount.subPath ? { Subpath: mount.subPath } : {}),
        },
      };
  }
}

function bindOptions(mount: Bind, daemon: MountFacts): { BindOptions?: object } {
  const { propagation, recursiveReadOnly, readonly, createDirectory } = mount;
  const modern = makesDirectories(daemon);
  const options = {
    ...(propagation ? { Propagation: propagations[propagation] } : {}),
    ...(modern && createDirectory ? { CreateMountpoint: true } : {}),
    // A plain readOnly leaves the mounts below writable; Docker has made them read-only, too, since 25.
    ...(modern && readonly && !recursiveReadOnly ? { ReadOnlyNonRecursive: true } : {}),
    ...(modern && recursiveReadOnly === 'Enabled' ? { ReadOnlyForceRecursive: true } : {}),
  };
  return Object.keys(options).length > 0 ? { BindOptions: options } : {};
}

function hasColon({ hostPath, containerPath }: Bind): boolean {
  return hostPath.slice(2).includes(':') || containerPath.includes(':');
}
