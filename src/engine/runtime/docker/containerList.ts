import type Docker from 'dockerode';
import { labels } from '../../plan/names';
import type { PodFilter, RuntimeContainerStatus, SandboxStatus } from '../podRuntime';
import { containerStatus, podSandboxStatus } from './containerStatus';
import { toEngineError } from './errors';

/** Inspections under way at once: more would only queue in the daemon. */
const atOnce = 8;

/** CRI ListContainers, each with its whole status: Docker's list alone has neither exit codes nor times. */
export function listContainers(docker: Docker, filter?: PodFilter): Promise<RuntimeContainerStatus[]> {
  return listOwn(docker, 'container', filter, (id) => containerStatus(docker, id));
}

/** CRI ListPodSandbox, each with its whole status. */
export function listPodSandbox(docker: Docker, filter?: PodFilter): Promise<SandboxStatus[]> {
  return listOwn(docker, 'podsandbox', filter, (id) => podSandboxStatus(docker, id));
}

async function listOwn<T>(
  docker: Docker,
  type: 'container' | 'podsandbox',
  filter: PodFilter | undefined,
  statusOf: (id: string) => Promise<T | undefined>,
): Promise<T[]> {
  const label = [
    `${labels.managed}=true`,
    `${labels.dockerType}=${type}`,
    ...(filter?.uid ? [`${labels.podUid}=${filter.uid}`] : []),
    ...(filter?.key
      ? [`${labels.podName}=${filter.key.name}`, `${labels.podNamespace}=${filter.key.namespace}`]
      : []),
  ];
  const listed = await docker.listContainers({ all: true, filters: { label } }).catch((error: unknown) => {
    throw toEngineError(error);
  });
  const queue = listed.map(({ Id }) => Id);
  const found: T[] = [];
  const worker = async () => {
    for (let id = queue.shift(); id; id = queue.shift()) {
      const status = await statusOf(id);
      if (status) found.push(status);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, queue.length) }, worker));
  return found;
}
