import { allContainers } from '../model/allContainers';
import type { Pod } from '../model/pod';
import { defaultPullPolicy } from './containers';
import type { PlannedImage } from './podPlan';

/** Every image that must be there before the pod is made: of its containers, init containers first, and its volumes. */
export function imagesOf({ spec }: Pod): PlannedImage[] {
  const containers = allContainers(spec).map(({ name, image, imagePullPolicy }) => ({
    image,
    pullPolicy: imagePullPolicy ?? defaultPullPolicy(image),
    container: name,
  }));
  const volumes = (spec.volumes ?? []).flatMap(({ name, image }) =>
    image?.reference
      ? {
          image: image.reference,
          pullPolicy: image.pullPolicy ?? defaultPullPolicy(image.reference),
          volume: name,
        }
      : [],
  );
  return [...containers, ...volumes];
}
