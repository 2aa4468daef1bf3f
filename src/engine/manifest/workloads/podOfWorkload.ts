import type { PodKind } from '../kinds';
import { copyPlaces } from '../places';
import type { Reading } from '../reading';
import type { JsonObject, JsonValue } from '../readValue';
import type { DraftPod } from '../validate/draft';
import { validateMetadata } from '../validate/validateMetadata';
import { statefulSpec } from './statefulSpec';
import { validateTemplate } from './validateTemplate';

/**
 * One pod as a controller would make it from a workload's template: its name (a StatefulSet's first pod has a number in
 * it) and its namespace are the workload's, all else the template's. Its values have their places in the template.
 * Undefined where there is no template or no metadata; a finding has said so.
 */
export function podOfWorkload(
  reading: Reading,
  workload: JsonObject,
  kindName: string,
  kind: PodKind,
): DraftPod | undefined {
  validateMetadata(reading, workload as DraftPod);
  const metadata = objectAt(workload, ['metadata']);
  const template = objectAt(workload, kind.template);
  if (!metadata || !template) return undefined;
  validateTemplate(reading, workload, template, kind);
  const own = objectAt(workload, ['spec']) ?? {};
  const isStateful = kindName === 'StatefulSet';
  const isNamed = isStateful && metadata.name !== undefined;
  const podName = isNamed ? `${metadata.name}-${objectAt(own, ['ordinals'])?.start ?? 0}` : metadata.name;
  const spec = objectAt(template, ['spec']);
  const pod: JsonObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: podMetadata(reading, metadata, objectAt(template, ['metadata']) ?? {}, podName),
    ...(spec
      ? { spec: isStateful ? statefulSpec(reading, spec, own, String(podName ?? 'unnamed')) : spec }
      : {}),
  };
  copyPlaces(reading.places, template, pod);
  return pod as DraftPod;
}

/** Name and namespace of the workload, labels and annotations of its template. */
function podMetadata(
  { places }: Reading,
  workload: JsonObject,
  template: JsonObject,
  name: JsonValue | undefined,
): JsonObject {
  const { namespace } = workload;
  const { labels, annotations } = template;
  const written = { namespace, labels, annotations, name };
  const metadata = Object.fromEntries(
    Object.entries(written).filter(([, value]) => value !== undefined),
  ) as JsonObject;
  copyPlaces(places, workload, metadata);
  const inside = places.inside.get(metadata);
  for (const field of ['labels', 'annotations']) {
    const place = places.inside.get(template)?.get(field);
    if (place) inside?.set(field, place);
    else inside?.delete(field);
  }
  return metadata;
}

/** The object at some steps below an object, where one was read there. */
function objectAt(owner: JsonObject, steps: readonly string[]): JsonObject | undefined {
  let value: JsonValue | undefined = owner;
  for (const step of steps) value = (value as JsonObject | undefined)?.[step];
  return value as JsonObject | undefined;
}
