import { EngineError } from '../model/engineError';
import type { EnvFromSource, KeySelector, Pod } from '../model/pod';
import { objectKey, type PodObject } from '../model/podObject';

/** The ConfigMaps and Secrets that stand. */
export interface ObjectFacts {
  pod: Pod;
  /** By `objectKey`; one that stands nowhere is not in it. */
  objects: ReadonlyMap<string, PodObject>;
}

type DataKind = 'ConfigMap' | 'Secret';

/**
 * What one key of an object holds, as text; undefined where it is optional and not there. Throws EngineError
 * `object-missing`, `object-key-missing`.
 */
export function objectValue(
  kind: DataKind,
  { name = '', key, optional }: KeySelector,
  facts: ObjectFacts,
): string | undefined {
  const data = dataOf(kind, name, optional, facts);
  if (data && Object.hasOwn(data, key)) return textOf(data[key] ?? '');
  if (optional) return undefined;
  throw new EngineError('object-key-missing', { kind, name, key });
}

/**
 * The variables that one envFrom brings: all keys of the object, each behind the prefix. A name that no variable can
 * have is left out, as in Kubernetes. Throws EngineError `object-missing`.
 */
export function variablesOf(source: EnvFromSource, facts: ObjectFacts): [name: string, value: string][] {
  return namesAndData(source, facts).flatMap(([name, data]) =>
    isVariableName(name) ? [[name, textOf(data)] as [string, string]] : [],
  );
}

/** The names that `variablesOf` leaves out: Kubernetes' event InvalidVariableNames. */
export function invalidNames(source: EnvFromSource, facts: ObjectFacts): string[] {
  return namesAndData(source, facts).flatMap(([name]) => (isVariableName(name) ? [] : [name]));
}

function namesAndData(
  { prefix = '', configMapRef, secretRef }: EnvFromSource,
  facts: ObjectFacts,
): [name: string, data: string][] {
  const ref = configMapRef ?? secretRef ?? {};
  const data = dataOf(configMapRef ? 'ConfigMap' : 'Secret', ref.name ?? '', ref.optional, facts);
  return Object.entries(data ?? {}).map(([key, value]) => [`${prefix}${key}`, value]);
}

/** Any printable ASCII but `=`, since Kubernetes 1.34. */
function isVariableName(name: string): boolean {
  return /^[ -<>-~]+$/.test(name);
}

/** What variables can be taken from. As in the kubelet, a ConfigMap's binaryData is for files alone. */
function dataOf(
  kind: DataKind,
  name: string,
  optional: boolean | undefined,
  { pod, objects }: ObjectFacts,
): Record<string, string> | undefined {
  const object = objects.get(objectKey({ kind, namespace: pod.metadata.namespace, name }));
  if (!object && !optional) throw new EngineError('object-missing', { kind, name });
  if (!object?.binaryKeys) return object?.data;
  const binary = new Set(object.binaryKeys);
  return Object.fromEntries(Object.entries(object.data).filter(([key]) => !binary.has(key)));
}

function textOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}
