import type { EnvVar, EnvVarSource } from '../../model/pod';
import type { Reading } from '../reading';
import { checkExactlyOne, checkName, requireField, requireName } from './checks';
import type { Draft, DraftContainer } from './draft';
import { fault, withSuggestion } from './fault';
import { checkFilePath } from './paths';
import type { PodFacts } from './podFacts';
import { envFields, validateFieldRef, validateResourceRef } from './validateFieldRef';

/** Holds the environment of a container against the API server's rules. */
export function validateEnv(reading: Reading, container: DraftContainer, pod: PodFacts): void {
  for (const variable of container.env ?? []) validateVariable(reading, variable, pod);
  for (const source of container.envFrom ?? []) {
    checkName(reading, source, 'prefix', 'env-name');
    checkExactlyOne(reading, source, ['configMapRef', 'secretRef']);
    for (const ref of [source.configMapRef, source.secretRef]) {
      if (ref) requireName(reading, ref, 'name', 'dns-subdomain');
    }
  }
}

function validateVariable(reading: Reading, variable: Draft<EnvVar>, pod: PodFacts): void {
  requireName(reading, variable, 'name', 'env-name');
  const { value, valueFrom } = variable;
  if (!valueFrom) return;
  if (value) {
    fault(reading, variable, 'valueFrom', 'exclusive-fields', { first: 'value', second: 'valueFrom' }, 'key');
  }
  checkExactlyOne(reading, valueFrom, [
    ...['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef'],
    'fileKeyRef',
  ]);
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = valueFrom;
  if (fieldRef) validateFieldRef(reading, fieldRef, envFields);
  if (resourceFieldRef) validateResourceRef(reading, resourceFieldRef, pod);
  for (const ref of [configMapKeyRef, secretKeyRef]) {
    if (!ref) continue;
    requireName(reading, ref, 'name', 'dns-subdomain');
    requireName(reading, ref, 'key', 'data-key');
  }
  if (fileKeyRef) validateFileRef(reading, fileKeyRef, pod);
}

function validateFileRef(
  reading: Reading,
  ref: NonNullable<Draft<EnvVarSource>['fileKeyRef']>,
  { volumes }: PodFacts,
): void {
  requireName(reading, ref, 'key', 'env-name');
  requireField(reading, ref, 'path');
  checkFilePath(reading, ref, 'path');
  const { volumeName: name } = ref;
  requireField(reading, ref, 'volumeName');
  if (!name) return;
  const volume = volumes.get(name);
  if (!volume) {
    fault(
      reading,
      ref,
      'volumeName',
      'unknown-volume',
      withSuggestion(reading, { name }, name, volumes.keys()),
    );
  } else if (Object.keys(volume).some((key) => key !== 'name' && key !== 'emptyDir')) {
    fault(reading, ref, 'volumeName', 'invalid-value', { value: name, rule: 'empty-dir' });
  }
}
