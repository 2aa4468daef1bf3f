import { type Place, type Places, stepsOf } from '../places';
import type { Reading } from '../reading';
import type { DraftPod } from '../validate/draft';
import { type ObjectReference, referencesOf } from './referencesOf';

/** Where a pod that is being read names objects. */
export function placeReferences({ places }: Reading, pod: DraftPod, namespace: string): ObjectReference[] {
  return referencesOf(pod, namespace).flatMap(({ keys, ...reference }) => {
    const place = fieldPlace(places, pod, reference.path);
    // The claim of a StatefulSet's template is named nowhere in the text.
    if (!place) return [];
    const placed = keys.flatMap((key) => {
      const range = fieldPlace(places, pod, key.path)?.value;
      return range ? [{ ...key, range }] : [];
    });
    return [{ ...reference, range: place.value, keys: placed }];
  });
}

function fieldPlace(places: Places, root: object, path: string): Place | undefined {
  let owner: unknown = root;
  let place: Place | undefined;
  for (const step of stepsOf(path)) {
    place = places.inside.get(owner as object)?.get(step);
    owner = (owner as Record<string | number, unknown> | undefined)?.[step];
  }
  return place;
}
