import type { PodKey } from '../model/podSnapshot';
import { labels, ownershipLabels, volumeName } from './names';
import type { PodSandboxConfig, VolumeConfig } from './podPlan';
import { volumePath } from './sandboxPaths';

/** What the sandbox keeps beside the manifest's volumes; theirs are written in small letters. */
export const keptVolume = 'KEPT';

/**
 * Where the sandbox mounts it: the first of its volumes, whatever else the pod has. What was kept there is found by
 * those, too, who would plan the pod otherwise today: Docker may be another than when the sandbox was made.
 */
export const keptDirectory = volumePath(0);

/**
 * The volume in which the engine keeps what is the pod's own: a file for each attempt of a container, in which that
 * leaves its last words, what was applied to the pod, and what happened to it.
 */
export function keptVolumeOf(key: PodKey, uid: string): VolumeConfig {
  return {
    name: keptVolume,
    volumeName: volumeName(keptVolume, key, uid),
    labels: { ...ownershipLabels(key, uid), [labels.component]: 'kept' },
  };
}

/** Where nobody makes files for the engine, nothing is kept. */
export function hasKeptVolume({ volumes }: PodSandboxConfig): boolean {
  return volumes[0]?.name === keptVolume;
}
