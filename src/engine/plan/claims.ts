import { claimVolumeName, labels } from './names';
import type { VolumeConfig } from './podPlan';

/**
 * The Docker volume that stands for a PersistentVolumeClaim: made when first used, and nobody's but the claim's, so
 * that no pod takes it along when it is removed.
 */
export function claimVolume(name: string, namespace: string, claim: string): VolumeConfig {
  return {
    name,
    volumeName: claimVolumeName(namespace, claim),
    labels: {
      [labels.managed]: 'true',
      [labels.component]: 'claim',
      [labels.podNamespace]: namespace,
      [labels.claim]: claim,
    },
    outlivesPod: true,
  };
}
