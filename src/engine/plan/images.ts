import type { Pod } from '../model/pod';
import { defaultPullPolicy } from './containers';
import type { PlannedImage } from './podPlan';

/** Every image that must be there before the pod is made: of its containers, init containers first. */
export function imagesOf({ spec }: Pod): PlannedImage[] {
  return [...(spec.initContainers ?? []), ...spec.containers].map(({ name, image, imagePullPolicy }) => ({
    image,
    pullPolicy: imagePullPolicy ?? defaultPullPolicy(image),
    container: name,
  }));
}
