import type { Container, ContainerStatus, PodSnapshot } from '../../engine';

/** Every container of the pod's spec: those that initialise it, then the others. */
export function specsOf({ spec }: Pick<PodSnapshot, 'spec'>): Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

/** Their statuses, in the same order. */
export function statusesOf({ status }: Pick<PodSnapshot, 'status'>): ContainerStatus[] {
  return [...(status.initContainerStatuses ?? []), ...status.containerStatuses];
}

/** What kind of container it is, in Kubernetes' word; empty for one of spec.containers. */
export function roleOf({ spec }: Pick<PodSnapshot, 'spec'>, name: string): '' | 'init' | 'sidecar' {
  const init = spec.initContainers?.find((container) => container.name === name);
  if (!init) return '';
  return init.restartPolicy === 'Always' ? 'sidecar' : 'init';
}
