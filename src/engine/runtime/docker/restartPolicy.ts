import type Docker from 'dockerode';
import type { DockerRestartPolicy } from '../podRuntime';
import { stopContainer } from './containerStop';
import { detailOf, isNotFound, toEngineError, unlessGone } from './errors';

/**
 * Gives a container to Docker's own restart policy, or takes it back. Docker starts what waits in its back-off once
 * more whatever the policy has become, unless it is told to end: it holds no process then that a signal could hit.
 */
export async function updateRestartPolicy(
  docker: Docker,
  id: string,
  policy: DockerRestartPolicy,
): Promise<void> {
  const container = docker.getContainer(id);
  await unlessGone(
    container.update({ RestartPolicy: { Name: policy } }).catch((error: unknown) => {
      // One whose removal was begun, also where it failed: Docker restarts it no more.
      if (!/marked for removal/i.test(detailOf(error))) throw error;
    }),
  );
  if (policy === 'no' && (await waitsForRestart(container))) await stopContainer(docker, id, 0);
}

async function waitsForRestart(container: Docker.Container): Promise<boolean> {
  try {
    return (await container.inspect()).State.Restarting;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw toEngineError(error);
  }
}
