import type { Pod, Volume } from '../model/pod';
import type { PodKey } from '../model/podSnapshot';
import { speaks } from './apiVersion';
import { claimVolume } from './claims';
import { keptVolumeOf } from './keptVolume';
import { labels, ownershipLabels, volumeName } from './names';
import { keptObjectsVolumeOf, objectsOf } from './objects';
import type { DaemonFacts, VolumeConfig } from './podPlan';
import { bytesOf } from './quantity';
import { contentOf } from './volumeContent';

/**
 * The Docker volumes of the pod: those that the engine keeps, and one for each volume of the manifest that is no
 * hostPath or mounted image. The sandbox mounts them in this order: copies of images come last, for a Docker that can
 * mount those has no such volume, and the others stay where they are in a sandbox from before. Rule: https://kubernetes.io/docs/concepts/storage/volumes/
 */
export function volumesOf(pod: Pod, key: PodKey, uid: string, facts: DaemonFacts): VolumeConfig[] {
  const own = (pod.spec.volumes ?? []).filter((volume) => isDockerVolume(volume, facts));
  const ordered = [...own.filter(({ image }) => !image), ...own.filter(({ image }) => image)];
  return [
    ...(facts.withoutAgent ? [] : keptFirst(pod, key, uid)),
    ...ordered.map((volume) => volumeOf(volume, pod, key, uid)),
  ];
}

/** What the engine keeps in files of its own: nobody makes them without its program in the sandbox. */
function keptFirst(pod: Pod, key: PodKey, uid: string): VolumeConfig[] {
  const objects = objectsOf(pod).length > 0 ? [keptObjectsVolumeOf(key, uid)] : [];
  return [keptVolumeOf(key, uid), ...objects];
}

/** Sources that Docker volumes stand for; one without any is an emptyDir, as the API server says. */
const sources = new Set([
  ...['emptyDir', 'configMap', 'secret', 'downwardAPI', 'projected'],
  ...['persistentVolumeClaim', 'ephemeral', 'nfs', 'image'],
]);

/** What a container mounts of it is a Docker volume, which the sandbox mounts, too. */
export function isDockerVolume({ name: _, ...source }: Volume, facts: DaemonFacts): boolean {
  return Object.keys(source).every((key) => sources.has(key)) && !(source.image && speaks(facts, '1.48'));
}

/** Docker's name of the volume: a claim's is its own, whichever pod mounts it. */
export function volumeNameOf(volume: Volume, key: PodKey, uid: string): string {
  const { persistentVolumeClaim: claim } = volume;
  return claim
    ? claimVolume(volume.name, key.namespace, claim.claimName).volumeName
    : volumeName(volume.name, key, uid);
}

function volumeOf(volume: Volume, pod: Pod, key: PodKey, uid: string): VolumeConfig {
  const gid = pod.spec.securityContext?.fsGroup;
  const group = gid === undefined ? {} : { ownedByGroup: true };
  const { persistentVolumeClaim: claim, nfs, image } = volume;
  if (claim) return { ...claimVolume(volume.name, key.namespace, claim.claimName), ...group };
  const own = {
    name: volume.name,
    volumeName: volumeName(volume.name, key, uid),
    labels: { ...ownershipLabels(key, uid), [labels.component]: 'volume' },
  };
  const content = contentOf(volume, pod);
  if (content) return { ...own, tmpfs: gid === undefined ? {} : { gid }, content };
  if (nfs) return { ...own, driverOptions: nfsOptions(nfs) };
  if (image) return { ...own, copyOf: image.reference ?? '' };
  if (volume.emptyDir?.medium === 'Memory')
    return { ...own, tmpfs: memoryOf(volume.emptyDir.sizeLimit, gid) };
  // An emptyDir, or a claim that goes with the pod.
  return { ...own, ...group };
}

function memoryOf(
  sizeLimit: string | undefined,
  gid: number | undefined,
): { sizeBytes?: number; gid?: number } {
  const sizeBytes = bytesOf(sizeLimit);
  return { ...(sizeBytes ? { sizeBytes } : {}), ...(gid === undefined ? {} : { gid }) };
}

/** Docker's local driver mounts it by the kernel alone: https://docs.docker.com/engine/storage/volumes/ */
function nfsOptions({ server, path, readOnly }: NonNullable<Volume['nfs']>): Record<string, string> {
  return { type: 'nfs', device: `:${path}`, o: `addr=${server},nfsvers=4,${readOnly ? 'ro' : 'rw'}` };
}
