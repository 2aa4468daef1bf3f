import type Docker from 'dockerode';
import { unlessGone } from './errors';

/** The pause process ends at once on SIGTERM; another image's may not. */
const timeoutSeconds = 2;

/** CRI StopPodSandbox. */
export async function stopPodSandbox(docker: Docker, sandboxId: string): Promise<void> {
  await unlessGone(docker.getContainer(sandboxId).stop({ t: timeoutSeconds }));
}
