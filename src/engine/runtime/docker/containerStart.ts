import type Docker from 'dockerode';
import { statusOf, toEngineError } from './errors';

/** CRI StartContainer; one that runs already has been started. */
export async function startContainer(docker: Docker, containerId: string, name: string): Promise<void> {
  try {
    await docker.getContainer(containerId).start();
  } catch (error) {
    if (statusOf(error) !== 304) throw toEngineError(error, { container: name });
  }
}
