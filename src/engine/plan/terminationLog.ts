import type { Container } from '../model/pod';
import type { PodKey } from '../model/podSnapshot';
import { labels, ownershipLabels, volumeName } from './names';
import type { MountConfig, VolumeConfig } from './podPlan';

/** What the sandbox keeps beside the manifest's volumes; theirs are written in small letters. */
export const terminationVolume = 'TERMINATION';

/** The volume with a file for each attempt of a container, in which that leaves its last words. */
export function terminationVolumeOf(key: PodKey, uid: string): VolumeConfig {
  return {
    name: terminationVolume,
    volumeName: volumeName(terminationVolume, key, uid),
    labels: { ...ownershipLabels(key, uid), [labels.component]: 'termination-log' },
  };
}

/** Name of an attempt's file: no container's name has an underscore. */
export function terminationFile(container: string, attempt: number): string {
  return `${container}_${attempt}`;
}

/** Where the container finds its file. Rule: API field Container.terminationMessagePath */
export function terminationMount(container: Container, key: PodKey, uid: string): MountConfig {
  return {
    kind: 'volume',
    volume: terminationVolume,
    volumeName: volumeName(terminationVolume, key, uid),
    containerPath: container.terminationMessagePath || '/dev/termination-log',
    readonly: false,
    isTerminationLog: true,
  };
}
