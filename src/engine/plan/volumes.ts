import { posix, win32 } from 'node:path';
import { EngineError } from '../model/engineError';
import type { Container, Pod, Volume } from '../model/pod';
import type { PodKey } from '../model/podSnapshot';
import { speaks } from './apiVersion';
import { labels, ownershipLabels, volumeName } from './names';
import type { DaemonFacts, MountConfig, PlanContext, VolumeConfig } from './podPlan';
import { bytesOf } from './quantity';

/**
 * The Docker volumes of the pod: one for each emptyDir (a volume without a source is one, as the API server says).
 * `medium: Memory` is a tmpfs of sizeLimit bytes. Rule: https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
 */
export function volumesOf(pod: Pod, key: PodKey, uid: string, facts: DaemonFacts): VolumeConfig[] {
  const isVolume = (volume: Volume) => isEmptyDir(volume) || isCopy(volume, facts);
  return (pod.spec.volumes ?? []).filter(isVolume).map((volume) => ({
    name: volume.name,
    volumeName: volumeName(volume.name, key, uid),
    labels: { ...ownershipLabels(key, uid), [labels.component]: 'volume' },
    ...(volume.image?.reference ? { copyOf: volume.image.reference } : {}),
    ...(volume.emptyDir?.medium === 'Memory' ? { tmpfs: tmpfsOf(volume.emptyDir.sizeLimit) } : {}),
  }));
}

/** Any source but emptyDir and hostPath is refused when the manifest is read: of it nothing is planned. */
export function isEmptyDir(volume: Volume): boolean {
  return volume.emptyDir !== undefined || Object.keys(volume).every((key) => key === 'name');
}

/** Engines before 28 cannot mount an image: its files are copied to a volume. */
function isCopy({ image }: Volume, facts: DaemonFacts): boolean {
  return image !== undefined && !speaks(facts, '1.48');
}

function tmpfsOf(sizeLimit: string | undefined): { sizeBytes?: number } {
  const sizeBytes = bytesOf(sizeLimit);
  return sizeBytes ? { sizeBytes } : {};
}

/**
 * The mounts of one container. Throws EngineError `host-path-relative` where a relative hostPath meets a manifest
 * that is no file.
 */
export function mountsOf(
  container: Container,
  volumes: readonly Volume[],
  key: PodKey,
  uid: string,
  { facts, manifestDirectory }: Pick<PlanContext, 'facts' | 'manifestDirectory'>,
): MountConfig[] {
  return (container.volumeMounts ?? []).flatMap((mount): MountConfig[] => {
    const volume = volumes.find(({ name }) => name === mount.name);
    // The kubelet takes a relative mountPath from the root.
    const containerPath = posix.isAbsolute(mount.mountPath) ? mount.mountPath : `/${mount.mountPath}`;
    if (!volume) return [];
    // An image is never written to.
    const readonly = (mount.readOnly ?? false) || volume.image !== undefined;
    if (volume.image?.reference && !isCopy(volume, facts)) {
      const image = volume.image.reference;
      return [{ kind: 'image', volume: volume.name, image, containerPath, readonly }];
    }
    if (isEmptyDir(volume) || isCopy(volume, facts)) {
      return [
        {
          kind: 'volume',
          volume: volume.name,
          volumeName: volumeName(mount.name, key, uid),
          containerPath,
          readonly,
        },
      ];
    }
    if (!volume.hostPath) return [];
    const type = volume.hostPath.type ?? '';
    return [
      {
        kind: 'bind',
        volume: volume.name,
        hostPath: absolutePath(volume.hostPath.path, volume.name, manifestDirectory),
        hostPathType: type,
        containerPath,
        readonly,
        createDirectory: type === '' || type === 'DirectoryOrCreate',
      },
    ];
  });
}

/** Paths are of the daemon's machine: either kind of absolute path is taken as it stands. */
function absolutePath(path: string, volume: string, manifestDirectory: string | undefined): string {
  if (posix.isAbsolute(path) || win32.isAbsolute(path)) return path;
  if (manifestDirectory === undefined) throw new EngineError('host-path-relative', { path, volume });
  return posix.isAbsolute(manifestDirectory)
    ? posix.join(manifestDirectory, path)
    : win32.join(manifestDirectory, path);
}
