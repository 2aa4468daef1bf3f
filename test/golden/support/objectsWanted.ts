import { objectKey, type PodObject } from '../../../src/engine/model/podObject';
import type { PodPlan } from '../../../src/engine/plan/podPlan';

const value = Buffer.from('value').toString('base64');

/** The objects that a pod takes from, each with the keys that its environment asks for. */
export function objectsWanted({
  objects,
  initContainers,
  containers,
}: PodPlan): ReadonlyMap<string, PodObject> {
  const sources = [...initContainers, ...containers].flatMap(({ spec }) =>
    (spec.env ?? []).flatMap(({ valueFrom }) => valueFrom ?? []),
  );
  return new Map(
    objects.map(({ kind, namespace, name }) => {
      const refs = sources.flatMap(
        ({ configMapKeyRef, secretKeyRef }) => (kind === 'ConfigMap' ? configMapKeyRef : secretKeyRef) ?? [],
      );
      const data = refs.flatMap((ref) => (ref.name === name ? [[ref.key, value] as const] : []));
      const object = { kind, namespace, name, data: Object.fromEntries(data) };
      return [objectKey(object), object];
    }),
  );
}
