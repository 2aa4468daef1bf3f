import type { Container, EnvFromSource, EnvVar, FieldSelector } from '../../model/pod';
import type { PodSnapshot } from '../../model/podSnapshot';
import { resourceField } from '../../plan/resourceField';
import { none, type Row, row } from './rows';

/** What a container's environment is taken from: of ConfigMaps and Secrets the names alone, never a value. */
export function describeEnvironment(container: Container, snapshot: PodSnapshot): Row[] {
  const { env = [], envFrom = [] } = container;
  return [
    ...(envFrom.length > 0 ? row(2, 'Environment Variables from:') : []),
    ...envFrom.flatMap(describeSource),
    ...(env.length > 0 ? row(2, 'Environment:') : row(2, 'Environment:', none)),
    ...env.flatMap((variable) => describeVariable(variable, container, snapshot)),
  ];
}

function describeSource({ prefix, configMapRef, secretRef }: EnvFromSource): Row[] {
  const { name = '', optional = false } = configMapRef ?? secretRef ?? {};
  const kind = configMapRef ? 'ConfigMap' : 'Secret';
  return row(3, name, prefix ? `${kind} with prefix '${prefix}'` : kind, `Optional: ${optional}`);
}

function describeVariable(
  { name, value = '', valueFrom }: EnvVar,
  container: Container,
  snapshot: PodSnapshot,
): Row[] {
  if (!valueFrom) return row(3, `${name}:`, value);
  const { configMapKeyRef, secretKeyRef, fileKeyRef, fieldRef, resourceFieldRef } = valueFrom;
  const set = (to: string, optional = false) => row(3, `${name}:`, `<set to ${to}>`, `Optional: ${optional}`);
  if (fieldRef) return row(3, `${name}:`, `${fieldOf(fieldRef, snapshot)} (v1:${fieldRef.fieldPath})`);
  if (secretKeyRef) {
    const { key, name: secret = '', optional } = secretKeyRef;
    return set(`the key '${key}' in secret '${secret}'`, optional);
  }
  if (configMapKeyRef) {
    const { key, name: configMap = '', optional } = configMapKeyRef;
    return set(`the key '${key}' of config map '${configMap}'`, optional);
  }
  if (fileKeyRef) {
    const { key, path, volumeName, optional } = fileKeyRef;
    return set(`the key '${key}' of file '${path}' in volume '${volumeName}'`, optional);
  }
  if (!resourceFieldRef) return row(3, `${name}:`, '');
  const amount = resourceField(resourceFieldRef, container, { pod: snapshot, daemon: nothing });
  const isLimit = resourceFieldRef.resource.startsWith('limits.');
  const text = amount === '0' && isLimit ? 'node allocatable' : amount;
  return row(3, `${name}:`, `${text} (${resourceFieldRef.resource})`);
}

/** Nothing is known of the node here. */
const nothing = { cpus: 0, memoryBytes: 0 };

/** What of the pod's metadata it is; what its status has kubectl leaves out. */
function fieldOf({ fieldPath }: FieldSelector, { metadata }: PodSnapshot): string {
  const [, map, key = ''] = /^metadata\.(labels|annotations)\['(.*)'\]$/s.exec(fieldPath) ?? [];
  if (map === 'labels' || map === 'annotations') return metadata[map]?.[key] ?? '';
  const fields: Record<string, string> = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace,
    'metadata.uid': metadata.uid,
  };
  return fields[fieldPath] ?? '';
}
