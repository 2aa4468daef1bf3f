import type Docker from 'dockerode';
import { unlessGone } from './errors';

/** CRI StopContainer: the stop signal, then SIGKILL after the seconds given. */
export async function stopContainer(
  docker: Docker,
  containerId: string,
  timeoutSeconds: number,
): Promise<void> {
  await unlessGone(docker.getContainer(containerId).stop({ t: timeoutSeconds }));
}
