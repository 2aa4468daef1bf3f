import { setTimeout } from 'node:timers/promises';
import type Docker from 'dockerode';
import { detailOf, statusOf, unlessGone } from './errors';

/** A file of a container is read in some 50 ms. */
const busyTries = 10;
const betweenTriesMs = 100;

/**
 * CRI RemoveContainer and RemovePodSandbox: running or not, with the anonymous volumes that Docker made for the image's
 * VOLUMEs. Its named volumes are the pod's and stay. Docker cannot remove what is just being read (its last words, say):
 * it is asked again.
 */
export async function removeContainer(docker: Docker, id: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await unlessGone(docker.getContainer(id).remove({ force: true, v: true }));
      return;
    } catch (error) {
      if (tries === busyTries || !isBusy(error)) throw error;
      await setTimeout(betweenTriesMs);
    }
  }
}

function isBusy(error: unknown): boolean {
  const { cause = error } = error as { cause?: unknown };
  return (
    statusOf(cause) === 500 &&
    /failed to remove root filesystem|device or resource busy/i.test(detailOf(cause))
  );
}
