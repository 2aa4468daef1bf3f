import { setTimeout } from 'node:timers/promises';
import type Docker from 'dockerode';
import { detailOf, statusOf, unlessGone } from './errors';

/** A file of a container is read in some 50 ms. */
const busyTries = 10;
const betweenTriesMs = 100;

/**
 * CRI RemovePodSandbox. Docker loses count of a network's endpoints where it removes a container that another window is
 * just starting, and never lets go of the network then (20.10): what is not started yet leaves it first.
 */
export async function removePodSandbox(docker: Docker, id: string): Promise<void> {
  // Where that fails, the removal says why, if it does.
  await leaveNetworks(docker, id).catch(() => undefined);
  await removeContainer(docker, id);
}

async function leaveNetworks(docker: Docker, id: string): Promise<void> {
  const { State, HostConfig, NetworkSettings } = await docker.getContainer(id).inspect();
  if (State.Status !== 'created' || HostConfig.NetworkMode === 'host') return;
  const names = Object.keys(NetworkSettings.Networks);
  await Promise.all(names.map((name) => docker.getNetwork(name).disconnect({ Container: id, Force: true })));
}

/**
 * CRI RemoveContainer: running or not, with the anonymous volumes that Docker made for the image's
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
