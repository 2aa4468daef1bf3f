import type { Container, EnvVar } from '../model/pod';
import { type DownwardFacts, downwardValue } from './downwardApi';
import { fileValue } from './envFile';
import { type ObjectFacts, objectValue, variablesOf } from './envSources';
import { expand } from './expand';

/** What the values of an environment are taken from. */
export interface EnvFacts extends DownwardFacts, ObjectFacts {
  /** Files of volumes that fileKeyRef names, by `fileKey`; one that is not there is not in it. */
  files: ReadonlyMap<string, string>;
}

/**
 * The environment of a container: first what envFrom brings, then env in the order of the manifest. A literal sees
 * the variables before it; of two of one name the later wins; what is optional and stands nowhere is left out. Throws
 * EngineError `object-missing`, `object-key-missing`, `file-key-missing`, `env-file-malformed`.
 * Rule: API fields Container.env, Container.envFrom and EnvVar.value.
 */
export function environmentOf(container: Container, facts: EnvFacts): Map<string, string> {
  const values = new Map<string, string>();
  for (const source of container.envFrom ?? []) {
    for (const [name, value] of variablesOf(source, facts)) values.set(name, value);
  }
  for (const variable of container.env ?? []) {
    const value = variableValue(variable, values, container, facts);
    if (value !== undefined) values.set(variable.name, value);
  }
  return values;
}

function variableValue(
  { value, valueFrom }: EnvVar,
  before: ReadonlyMap<string, string>,
  container: Container,
  facts: EnvFacts,
): string | undefined {
  if (value || !valueFrom) return expand(value ?? '', before);
  const { configMapKeyRef, secretKeyRef, fileKeyRef } = valueFrom;
  if (configMapKeyRef) return objectValue('ConfigMap', configMapKeyRef, facts);
  if (secretKeyRef) return objectValue('Secret', secretKeyRef, facts);
  if (fileKeyRef) return fileValue(fileKeyRef, facts.files);
  return downwardValue(valueFrom, facts, container);
}
