import type { TextRange } from '../../model/finding';
import type { ObjectKind, ObjectRef } from '../../model/podObject';
import type { Draft, DraftContainer, DraftPod } from '../validate/draft';

/** One place of a pod's manifest that names an object. */
export interface ObjectReference {
  ref: ObjectRef;
  /** Of the field that has the name, in the pod: `spec.volumes[0].secret.secretName`. */
  path: string;
  /** The name, in the text. */
  range: TextRange;
  /** The pod runs without it too. */
  optional: boolean;
  /** The keys it needs of the object; none where it takes all there are. */
  keys: KeyReference[];
}

/** One place that names a key of an object. */
export interface KeyReference {
  key: string;
  path: string;
  range: TextRange;
}

/** A reference that has not been looked up in the text. */
export type PlainReference = Omit<ObjectReference, 'range' | 'keys'> & {
  keys: Omit<KeyReference, 'range'>[];
};

interface Named {
  name?: string;
  optional?: boolean;
}

/** Where a pod names objects: environment, volumes and imagePullSecrets, in this order of its containers and volumes. */
export function referencesOf({ spec = {} }: DraftPod, namespace: string): PlainReference[] {
  const found: PlainReference[] = [];
  const add: Add = (kind, name, path, optional = false, keys = []) => {
    if (name) found.push({ ref: { kind, namespace, name }, path, optional, keys });
  };
  for (const list of ['initContainers', 'containers'] as const) {
    spec[list]?.forEach((container, index) => {
      addEnvironment(add, container, `spec.${list}[${index}]`);
    });
  }
  spec.volumes?.forEach((volume, index) => {
    addVolume(add, volume as Source, `spec.volumes[${index}]`);
  });
  spec.imagePullSecrets?.forEach(({ name }, index) => {
    // As in the kubelet, a missing one is no error: the image may be public.
    add('Secret', name, `spec.imagePullSecrets[${index}].name`, true);
  });
  return found;
}

type Add = (
  kind: ObjectKind,
  name: string | undefined,
  path: string,
  optional?: boolean,
  keys?: PlainReference['keys'],
) => void;

type Selector = Draft<Named & { key?: string }>;

function addEnvironment(add: Add, container: DraftContainer, at: string): void {
  container.envFrom?.forEach((source, index) => {
    const { configMapRef, secretRef } = source as Draft<{ configMapRef?: Named; secretRef?: Named }>;
    const path = `${at}.envFrom[${index}]`;
    add('ConfigMap', configMapRef?.name, `${path}.configMapRef.name`, configMapRef?.optional);
    add('Secret', secretRef?.name, `${path}.secretRef.name`, secretRef?.optional);
  });
  container.env?.forEach(({ valueFrom = {} }, index) => {
    const { configMapKeyRef, secretKeyRef } = valueFrom as {
      configMapKeyRef?: Selector;
      secretKeyRef?: Selector;
    };
    const path = `${at}.env[${index}].valueFrom`;
    if (configMapKeyRef) addSelector(add, 'ConfigMap', configMapKeyRef, `${path}.configMapKeyRef`);
    if (secretKeyRef) addSelector(add, 'Secret', secretKeyRef, `${path}.secretKeyRef`);
  });
}

function addSelector(add: Add, kind: ObjectKind, { name, key, optional }: Selector, at: string): void {
  add(kind, name, `${at}.name`, optional, key ? [{ key, path: `${at}.key` }] : []);
}

interface Items {
  items?: { key?: string }[];
  optional?: boolean;
}

interface Source {
  configMap?: Items & { name?: string };
  secret?: Items & { secretName?: string; name?: string };
  persistentVolumeClaim?: { claimName?: string };
  projected?: { sources?: Source[] };
}

function addVolume(
  add: Add,
  { configMap, secret, persistentVolumeClaim, projected }: Source,
  at: string,
): void {
  add(
    'ConfigMap',
    configMap?.name,
    `${at}.configMap.name`,
    configMap?.optional,
    keysOf(configMap, `${at}.configMap`),
  );
  const field = secret?.secretName === undefined ? 'name' : 'secretName';
  add('Secret', secret?.[field], `${at}.secret.${field}`, secret?.optional, keysOf(secret, `${at}.secret`));
  add('PersistentVolumeClaim', persistentVolumeClaim?.claimName, `${at}.persistentVolumeClaim.claimName`);
  projected?.sources?.forEach((source, index) => {
    addVolume(add, source, `${at}.projected.sources[${index}]`);
  });
}

function keysOf(source: Items | undefined, at: string): PlainReference['keys'] {
  return (source?.items ?? []).flatMap(({ key }, index) =>
    key ? [{ key, path: `${at}.items[${index}].key` }] : [],
  );
}
