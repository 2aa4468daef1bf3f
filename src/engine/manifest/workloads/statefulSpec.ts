import { validateClaim } from '../objects/validateClaim';
import { copyPlaces, type Place } from '../places';
import type { Reading } from '../reading';
import type { JsonObject } from '../readValue';
import { checkUnique, requireField } from '../validate/checks';

/** One of a StatefulSet's volumeClaimTemplates. */
interface ClaimTemplate {
  metadata?: { name?: string };
  spec?: object;
}

/**
 * The spec of a StatefulSet's pod: a volume for each claim template, in the place of one with that name, and the
 * service's name as its subdomain. Source: newStatefulSetPod and updateStorage in
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/statefulset/stateful_set_utils.go
 */
export function statefulSpec(
  reading: Reading,
  spec: JsonObject,
  own: JsonObject,
  podName: string,
): JsonObject {
  const templates = (own.volumeClaimTemplates ?? []) as unknown as ClaimTemplate[];
  validateTemplates(reading, templates);
  const stateful: JsonObject = { ...spec };
  copyPlaces(reading.places, spec, stateful);
  if (own.serviceName) stateful.subdomain = own.serviceName;
  // The pod's own name is its hostname, whatever the template says.
  if (spec.hostname !== undefined) stateful.hostname = podName;
  if (templates.length > 0) stateful.volumes = withClaims(reading, spec, templates, podName);
  return stateful;
}

function validateTemplates(reading: Reading, templates: ClaimTemplate[]): void {
  const metadata = templates.flatMap(({ metadata }) => metadata ?? []);
  for (const one of metadata) requireField(reading, one, 'name');
  checkUnique(reading, metadata, 'claim');
  for (const template of templates) validateClaim(reading, template);
}

function withClaims(
  reading: Reading,
  spec: JsonObject,
  templates: ClaimTemplate[],
  podName: string,
): JsonObject[] {
  const { places } = reading;
  const claims = templates.flatMap((template) => claimVolume(reading, template, podName));
  const written = (spec.volumes ?? []) as unknown as JsonObject[];
  const volumes = [...written.filter(({ name }) => !claims.some((claim) => claim.name === name)), ...claims];
  copyPlaces(places, written, volumes);
  const inside = new Map<number, Place>();
  for (const [index, volume] of volumes.entries()) {
    const place = places.own.get(volume);
    if (place) inside.set(index, place);
  }
  places.inside.set(volumes, inside);
  return volumes;
}

function claimVolume(reading: Reading, template: ClaimTemplate, podName: string): JsonObject[] {
  const { name } = template.metadata ?? {};
  if (!name) return [];
  const { places } = reading;
  const persistentVolumeClaim = { claimName: `${name}-${podName}` };
  const volume: JsonObject = { name, persistentVolumeClaim };
  const nameOnly = new Map(places.inside.get(template.metadata ?? {}));
  const place = places.own.get(template);
  if (place) places.own.set(volume, place).set(persistentVolumeClaim, place);
  places.inside.set(volume, nameOnly);
  return [volume];
}
