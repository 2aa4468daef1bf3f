import type { VolumeMount } from '../../model/pod';
import type { Reading } from '../reading';
import { checkAtMostOne, requireField } from './checks';
import type { Draft, DraftContainer } from './draft';
import { fault, withSuggestion } from './fault';
import { checkRelativePath } from './paths';
import type { PodFacts } from './podFacts';

/** Holds the mounts of a container against the API server's rules. */
export function validateMounts(reading: Reading, container: DraftContainer, { volumes }: PodFacts): void {
  const paths = new Set<string>();
  for (const mount of container.volumeMounts ?? []) {
    const { name, mountPath } = mount;
    requireField(reading, mount, 'name');
    if (name && !volumes.has(name)) {
      fault(
        reading,
        mount,
        'name',
        'unknown-volume',
        withSuggestion(reading, { name }, name, volumes.keys()),
      );
    }
    requireField(reading, mount, 'mountPath');
    if (mountPath && paths.has(mountPath)) {
      fault(reading, mount, 'mountPath', 'duplicate-mount-path', { mountPath });
    }
    paths.add(mountPath ?? '');
    checkAtMostOne(reading, mount, ['subPath', 'subPathExpr']);
    checkRelativePath(reading, mount, 'subPath');
    checkRelativePath(reading, mount, 'subPathExpr');
    validatePropagation(reading, mount, container);
  }
}

function validatePropagation(reading: Reading, mount: Draft<VolumeMount>, container: DraftContainer): void {
  const { mountPropagation = 'None', recursiveReadOnly = 'Disabled', readOnly } = mount;
  if (mountPropagation === 'Bidirectional' && !container.securityContext?.privileged) {
    fault(reading, mount, 'mountPropagation', 'needs', { needed: 'securityContext.privileged: true' });
  }
  if (recursiveReadOnly !== 'Enabled' && recursiveReadOnly !== 'IfPossible') return;
  if (!readOnly) fault(reading, mount, 'recursiveReadOnly', 'needs', { needed: 'readOnly: true' });
  if (mountPropagation !== 'None') {
    const args = { first: 'recursiveReadOnly', second: `mountPropagation: ${mountPropagation}` };
    fault(reading, mount, 'mountPropagation', 'exclusive-fields', args, 'key');
  }
}
