import type { ContainerStatus, PodSnapshot } from '../../engine';

/** The statuses of all its containers, in the order they are started. */
export function statusesOf({ status }: Pick<PodSnapshot, 'status'>): ContainerStatus[] {
  return [...(status.initContainerStatuses ?? []), ...status.containerStatuses];
}

/** Whether it had an attempt before the newest, whose logs are kept. */
export function hasPrevious({ restartCount, lastState }: ContainerStatus): boolean {
  return restartCount > 0 && lastState?.terminated !== undefined;
}

/** What kind of container it is, in Kubernetes' word; empty for one of spec.containers. */
export function roleOf({ spec }: Pick<PodSnapshot, 'spec'>, name: string): '' | 'init' | 'sidecar' {
  const init = spec.initContainers?.find((container) => container.name === name);
  if (!init) return '';
  return init.restartPolicy === 'Always' ? 'sidecar' : 'init';
}
