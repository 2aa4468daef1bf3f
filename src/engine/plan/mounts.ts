import { posix, win32 } from 'node:path';
import { EngineError } from '../model/engineError';
import type { Container, Pod, Volume, VolumeMount } from '../model/pod';
import type { PodKey } from '../model/podSnapshot';
import { speaks } from './apiVersion';
import type { DaemonFacts, MountConfig, PlanContext } from './podPlan';
import { terminationMount } from './terminationLog';
import { contentOf } from './volumeContent';
import { isDockerVolume, volumeNameOf } from './volumes';

/**
 * The mounts of one container. Throws EngineError `host-path-relative` where a relative hostPath meets a manifest
 * that is no file, and `not-with-this-docker`.
 */
export function mountsOf(
  container: Container,
  pod: Pod,
  key: PodKey,
  uid: string,
  { facts, manifestDirectory }: Pick<PlanContext, 'facts' | 'manifestDirectory'>,
): MountConfig[] {
  const own = (container.volumeMounts ?? []).flatMap((mount): MountConfig[] => {
    const volume = pod.spec.volumes?.find(({ name }) => name === mount.name);
    if (!volume) return [];
    const base = baseOf(mount, isReadonly(mount, volume, pod), facts);
    const { hostPath, image } = volume;
    if (hostPath) {
      const type = hostPath.type ?? '';
      const path = absolutePath(hostPath.path, volume.name, manifestDirectory);
      const createDirectory = type === '' || type === 'DirectoryOrCreate';
      return [{ ...base, kind: 'bind', hostPath: path, hostPathType: type, createDirectory }];
    }
    if (isDockerVolume(volume, facts)) {
      return [{ ...base, kind: 'volume', volumeName: volumeNameOf(volume, key, uid), ...onlyThere(volume) }];
    }
    return image ? [{ ...base, kind: 'image', image: image.reference ?? '' }] : [];
  });
  return facts.withoutAgent ? own : [...own, terminationMount(container, key, uid)];
}

/** Nobody but the engine writes where it keeps files; a claim may be mounted to be read alone. */
function isReadonly({ readOnly = false }: VolumeMount, volume: Volume, pod: Pod): boolean {
  const { persistentVolumeClaim: claim, nfs, image } = volume;
  return Boolean(readOnly || claim?.readOnly || nfs?.readOnly || image || contentOf(volume, pod));
}

/** Of an image nothing can be mounted that it does not have. */
function onlyThere({ image }: Volume): { subPathMustExist?: true } {
  return image ? { subPathMustExist: true } : {};
}

function baseOf(mount: VolumeMount, readonly: boolean, facts: DaemonFacts) {
  const { recursiveReadOnly = 'Disabled', mountPropagation = 'None' } = mount;
  const subPath = mount.subPath || mount.subPathExpr;
  if (recursiveReadOnly === 'Enabled' && !speaks(facts, '1.44')) {
    const version = facts.serverVersion;
    throw new EngineError('not-with-this-docker', { what: 'recursiveReadOnly', needed: '25', version });
  }
  return {
    volume: mount.name,
    // The kubelet takes a relative mountPath from the root.
    containerPath: posix.isAbsolute(mount.mountPath) ? mount.mountPath : `/${mount.mountPath}`,
    readonly,
    ...(recursiveReadOnly === 'Disabled' ? {} : { recursiveReadOnly }),
    ...(mountPropagation === 'None' ? {} : { propagation: mountPropagation }),
    ...(subPath ? { subPath } : {}),
    ...(mount.subPathExpr ? { subPathIsExpr: true } : {}),
  };
}

/** Paths are of the daemon's machine: either kind of absolute path is taken as it stands. */
function absolutePath(path: string, volume: string, manifestDirectory: string | undefined): string {
  if (posix.isAbsolute(path) || win32.isAbsolute(path)) return path;
  if (manifestDirectory === undefined) throw new EngineError('host-path-relative', { path, volume });
  return posix.isAbsolute(manifestDirectory)
    ? posix.join(manifestDirectory, path)
    : win32.join(manifestDirectory, path);
}
