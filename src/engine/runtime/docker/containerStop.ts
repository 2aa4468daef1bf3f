import type Docker from 'dockerode';
import { detailOf, statusOf, unlessGone } from './errors';

/**
 * CRI StopContainer: the stop signal, then SIGKILL after the seconds given. Zero seconds kill at once: Docker's own
 * `stop` would send the stop signal first even then.
 */
export async function stopContainer(
  docker: Docker,
  containerId: string,
  timeoutSeconds: number,
): Promise<void> {
  const container = docker.getContainer(containerId);
  await unlessGone(timeoutSeconds > 0 ? container.stop({ t: timeoutSeconds }) : kill(container));
}

async function kill(container: Docker.Container): Promise<void> {
  await container.kill().catch((error: unknown) => {
    if (statusOf(error) !== 409 || !/is not running/i.test(detailOf(error))) throw error;
  });
}
