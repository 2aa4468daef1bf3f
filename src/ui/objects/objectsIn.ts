import { objectKey, type PodObject, readManifest } from '../../engine';

const objectKind = /\bkind["']?\s*:\s*["']?(?:ConfigMap|Secret|PersistentVolumeClaim|List|\w+List)\b/;

/**
 * The objects that a text holds, the first of each name. While it has a mistake in its YAML, those it had before stand
 * for what cannot be read: nobody means a half-typed text.
 */
export function objectsIn(text: string, before: readonly PodObject[] = []): PodObject[] {
  if (!objectKind.test(text)) return [];
  const { objects, findings } = readManifest(text);
  const known = new Map(before.map((object) => [objectKey(object), object]));
  const isBroken = findings.some(({ code }) => code === 'yaml-syntax');
  const read = objects.flatMap(({ object, ...ref }) => object ?? known.get(objectKey(ref)) ?? []);
  return firstOfEach(isBroken ? [...read, ...before] : read);
}

/** Of objects with one name the first counts. */
export function firstOfEach(objects: readonly PodObject[]): PodObject[] {
  const first = new Map<string, PodObject>();
  for (const object of objects) if (!first.has(objectKey(object))) first.set(objectKey(object), object);
  return [...first.values()];
}
