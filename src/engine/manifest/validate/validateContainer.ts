import type { Container, ResourceRequirements } from '../../model/pod';
import { parseQuantity } from '../../plan/quantity';
import type { Reading } from '../reading';
import { suggest } from '../suggest';
import type { Draft, DraftContainer } from './draft';
import { checkName, checkOneOf, checkUnique, fault, requireField } from './fault';
import { validatePort } from './validatePorts';

/** Holds one container against the API server's rules. */
export function validateContainer(
  reading: Reading,
  container: DraftContainer,
  volumeNames: ReadonlySet<string>,
): void {
  requireField(reading, container, 'name');
  checkName(reading, container, 'name', 'dns-label');
  validateImage(reading, container);
  for (const variable of container.env ?? []) {
    requireField(reading, variable, 'name');
    checkName(reading, variable, 'name', 'env-name');
    if (variable.value && variable.valueFrom) {
      fault(
        reading,
        variable,
        'valueFrom',
        'exclusive-fields',
        { first: 'value', second: 'valueFrom' },
        'key',
      );
    }
  }
  for (const port of container.ports ?? []) validatePort(reading, port);
  checkUnique(reading, container.ports ?? [], 'port');
  validateMounts(reading, container.volumeMounts ?? [], volumeNames);
  if (container.resources) validateResources(reading, container.resources);
}

function validateImage(reading: Reading, container: DraftContainer): void {
  requireField(reading, container, 'image');
  const { image = '' } = container;
  if (image !== image.trim()) {
    fault(reading, container, 'image', 'invalid-value', { value: image, rule: 'no-outer-spaces' });
  }
  checkOneOf(reading, container, 'imagePullPolicy', ['Always', 'IfNotPresent', 'Never']);
}

function validateMounts(
  reading: Reading,
  mounts: Draft<NonNullable<Container['volumeMounts']>>,
  volumeNames: ReadonlySet<string>,
): void {
  const paths = new Set<string>();
  for (const mount of mounts) {
    const { name, mountPath } = mount;
    requireField(reading, mount, 'name');
    if (name && !volumeNames.has(name)) reportUnknownVolume(reading, mount, name, volumeNames);
    requireField(reading, mount, 'mountPath');
    if (!mountPath) continue;
    if (mountPath.includes(':')) {
      fault(reading, mount, 'mountPath', 'invalid-value', { value: mountPath, rule: 'no-colon' });
    }
    if (paths.has(mountPath)) fault(reading, mount, 'mountPath', 'duplicate-mount-path', { mountPath });
    paths.add(mountPath);
  }
}

function reportUnknownVolume(
  reading: Reading,
  mount: object,
  name: string,
  volumeNames: ReadonlySet<string>,
): void {
  const similar = reading.suggestions-- > 0 ? suggest(name, volumeNames) : undefined;
  fault(reading, mount, 'name', 'unknown-volume', similar ? { name, similar } : { name });
}

function validateResources(
  reading: Reading,
  { limits = {}, requests = {} }: Draft<ResourceRequirements>,
): void {
  for (const map of [limits, requests]) {
    for (const [resource, text] of Object.entries(map)) {
      if (text && (parseQuantity(text) ?? 0) < 0) {
        fault(reading, map, resource, 'invalid-value', { value: text, rule: 'not-negative' });
      }
    }
  }
  for (const [resource, request = ''] of Object.entries(requests)) {
    const limit = Object.hasOwn(limits, resource) ? limits[resource] : undefined;
    if (limit === undefined || !((parseQuantity(request) ?? 0) > (parseQuantity(limit) ?? Infinity)))
      continue;
    fault(reading, requests, resource, 'limit-below-request', { resource, request, limit });
  }
}
