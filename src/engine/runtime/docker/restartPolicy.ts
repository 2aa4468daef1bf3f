import type Docker from 'dockerode';
import type { DockerRestartPolicy } from '../podRuntime';
import { unlessGone } from './errors';

/** Gives a container to Docker's own restart policy, or takes it back. */
export async function updateRestartPolicy(
  docker: Docker,
  id: string,
  policy: DockerRestartPolicy,
): Promise<void> {
  await unlessGone(docker.getContainer(id).update({ RestartPolicy: { Name: policy } }));
}
