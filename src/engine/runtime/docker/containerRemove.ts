import type Docker from 'dockerode';
import { unlessGone } from './errors';

/** CRI RemoveContainer and RemovePodSandbox: running or not, and never its named volumes. */
export async function removeContainer(docker: Docker, id: string): Promise<void> {
  await unlessGone(docker.getContainer(id).remove({ force: true }));
}
