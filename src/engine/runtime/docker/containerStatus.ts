import type Docker from 'dockerode';
import { labels } from '../../plan/names';
import type { RuntimeContainerStatus, SandboxStatus } from '../podRuntime';
import { isNotFound, toEngineError } from './errors';
import { containerStatusOf, sandboxStatusOf } from './status';

/**
 * CRI ContainerStatus; undefined where there is none of that id, or it is not ours. `messageOf` finds what it has left
 * in its terminationMessagePath.
 */
export async function containerStatus(
  docker: Docker,
  id: string,
  messageOf: (docker: Docker, inspect: Docker.ContainerInspectInfo) => Promise<string | undefined>,
): Promise<RuntimeContainerStatus | undefined> {
  const inspect = await inspectOwn(docker, id, 'container');
  const terminationMessage = inspect && (await messageOf(docker, inspect));
  return inspect && { ...containerStatusOf(inspect), ...(terminationMessage ? { terminationMessage } : {}) };
}

/** CRI PodSandboxStatus; undefined where there is none of that id, or it is not ours. */
export async function podSandboxStatus(docker: Docker, id: string): Promise<SandboxStatus | undefined> {
  const inspect = await inspectOwn(docker, id, 'podsandbox');
  return inspect && sandboxStatusOf(inspect);
}

async function inspectOwn(
  docker: Docker,
  id: string,
  type: 'container' | 'podsandbox',
): Promise<Docker.ContainerInspectInfo | undefined> {
  try {
    const inspect = await docker.getContainer(id).inspect();
    const own = inspect.Config.Labels;
    return own[labels.managed] === 'true' && own[labels.dockerType] === type ? inspect : undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw toEngineError(error);
  }
}
