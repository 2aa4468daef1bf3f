import type Docker from 'dockerode';
import { unlessGone } from './errors';

/**
 * CRI RemoveContainer and RemovePodSandbox: running or not, with the anonymous volumes that Docker made for the image's
 * VOLUMEs. Its named volumes are the pod's and stay.
 */
export async function removeContainer(docker: Docker, id: string): Promise<void> {
  await unlessGone(docker.getContainer(id).remove({ force: true, v: true }));
}
