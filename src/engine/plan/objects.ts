import { allContainers } from '../model/allContainers';
import type { Container, Pod, Volume } from '../model/pod';
import { objectKey } from '../model/podObject';
import type { PodKey } from '../model/podSnapshot';
import { labels, ownershipLabels, volumeName } from './names';
import type { PlannedObject, VolumeConfig } from './podPlan';

/** Name of what the sandbox keeps beside the manifest's volumes; theirs are written in small letters. */
export const keptObjectsVolume = 'OBJECTS';

/**
 * The volume in memory in which the sandbox alone keeps what was last found of the pod's objects, for containers that
 * are made when their manifests are gone.
 */
export function keptObjectsVolumeOf(key: PodKey, uid: string): VolumeConfig {
  return {
    name: keptObjectsVolume,
    volumeName: volumeName(keptObjectsVolume, key, uid),
    labels: { ...ownershipLabels(key, uid), [labels.component]: 'objects' },
    tmpfs: {},
  };
}

/**
 * The ConfigMaps and Secrets that environment and volumes of the pod take from, each once; optional where every use of
 * it is.
 */
export function objectsOf({ metadata: { namespace }, spec }: Pod): PlannedObject[] {
  const uses = [
    ...allContainers(spec).flatMap(usesOfContainer),
    ...(spec.volumes ?? []).flatMap(usesOfVolume),
  ];
  return merge(uses, namespace);
}

/** As `objectsOf`, for the environment of one container. */
export function objectsOfContainer(container: Container, namespace: string): PlannedObject[] {
  return merge(usesOfContainer(container), namespace);
}

interface Use {
  kind: 'ConfigMap' | 'Secret';
  name: string;
  optional: boolean;
}

type Reference = { name?: string; optional?: boolean } | undefined;

function usesOfContainer({ env = [], envFrom = [] }: Container): Use[] {
  return [
    ...envFrom.flatMap(({ configMapRef, secretRef }) => usesOf(configMapRef, secretRef)),
    ...env.flatMap(({ valueFrom }) => usesOf(valueFrom?.configMapKeyRef, valueFrom?.secretKeyRef)),
  ];
}

function usesOfVolume({ configMap, secret, projected }: Volume): Use[] {
  return [
    ...usesOf(configMap, secret && { ...secret, name: secret.secretName ?? '' }),
    ...(projected?.sources ?? []).flatMap((source) => usesOf(source.configMap, source.secret)),
  ];
}

function usesOf(configMap: Reference, secret: Reference): Use[] {
  return [
    ...(configMap ? [useOf('ConfigMap', configMap)] : []),
    ...(secret ? [useOf('Secret', secret)] : []),
  ];
}

function useOf(kind: Use['kind'], { name = '', optional = false }: NonNullable<Reference>): Use {
  return { kind, name, optional };
}

function merge(uses: readonly Use[], namespace: string): PlannedObject[] {
  const merged = new Map<string, PlannedObject>();
  for (const { kind, name, optional } of uses) {
    const key = objectKey({ kind, namespace, name });
    const others = merged.get(key)?.optional ?? true;
    merged.set(key, { kind, namespace, name, optional: optional && others });
  }
  return [...merged.values()];
}
