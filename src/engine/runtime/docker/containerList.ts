import type Docker from 'dockerode';
import { EngineError } from '../../model/engineError';
import { labels } from '../../plan/names';
import type { PodFilter, RuntimeContainerStatus, SandboxStatus } from '../podRuntime';
import { containerStatus, podSandboxStatus } from './containerStatus';
import { detailOf, statusOf, toEngineError } from './errors';

/** Inspections under way at once: more would only queue in the daemon. */
const atOnce = 8;

type Log = (message: string) => void;

/**
 * CRI ListContainers, each with its whole status: Docker's list alone has neither exit codes nor times. One that Docker
 * lists but cannot inspect is logged and left out, for it must not hide all others. `messageOf` gives a container's
 * termination message as far as that costs no call.
 */
export function listContainers(
  docker: Docker,
  filter?: PodFilter,
  log?: Log,
  messageOf: (id: string) => Promise<string | undefined> = async () => undefined,
): Promise<RuntimeContainerStatus[]> {
  const look = (id: string) => containerStatus(docker, id, (_, { Id }) => messageOf(Id));
  return listOwn(docker, 'container', filter, look, log);
}

/** CRI ListPodSandbox, each with its whole status; one that cannot be inspected is left out. */
export function listPodSandbox(docker: Docker, filter?: PodFilter, log?: Log): Promise<SandboxStatus[]> {
  return listOwn(docker, 'podsandbox', filter, (id) => podSandboxStatus(docker, id), log);
}

async function listOwn<T>(
  docker: Docker,
  type: 'container' | 'podsandbox',
  filter: PodFilter | undefined,
  look: (id: string) => Promise<T | undefined>,
  log: Log = () => undefined,
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
      const status = await look(id).catch((error: unknown) => {
        if (!isAnswer(error)) throw error;
        log(`container ${id} cannot be inspected: ${detailOf(error)}`);
      });
      if (status) found.push(status);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, queue.length) }, worker));
  return found;
}

/** Docker answered, about this one container: the way to it is not broken. */
function isAnswer(error: unknown): boolean {
  return !(error instanceof EngineError) || statusOf(error.cause) !== undefined;
}
