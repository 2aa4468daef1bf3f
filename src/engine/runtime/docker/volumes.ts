import { setTimeout } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { EngineError } from '../../model/engineError';
import { labels } from '../../plan/names';
import type { VolumeConfig } from '../../plan/podPlan';
import { detailOf, statusOf, toEngineError, unlessGone } from './errors';

/** Makes the volume where it is not there; Docker answers with the one that is. */
export async function createVolume(
  docker: Docker,
  config: Pick<VolumeConfig, 'volumeName' | 'labels' | 'tmpfs' | 'driverOptions'>,
): Promise<void> {
  try {
    await docker.createVolume({
      Name: config.volumeName,
      Labels: config.labels,
      ...driverOf(config),
    });
  } catch (error) {
    throw toEngineError(error);
  }
}

/** https://docs.docker.com/reference/cli/docker/volume/create/#opt */
export function driverOf({ tmpfs, driverOptions }: Pick<VolumeConfig, 'tmpfs' | 'driverOptions'>): {
  Driver?: 'local';
  DriverOpts?: Record<string, string>;
} {
  const options = tmpfs ? tmpfsOptions(tmpfs) : driverOptions;
  return options ? { Driver: 'local', DriverOpts: options } : {};
}

/** Open to all as an emptyDir is; what is made in a group's inherits the group. */
function tmpfsOptions({ sizeBytes, gid }: NonNullable<VolumeConfig['tmpfs']>): Record<string, string> {
  const options = [
    gid === undefined ? 'mode=0777' : `mode=2777,gid=${gid}`,
    ...(sizeBytes ? [`size=${sizeBytes}`] : []),
  ];
  return { type: 'tmpfs', device: 'tmpfs', o: options.join(',') };
}

/**
 * Every volume that carries the pod's uid and our label: no claim's does. The one that tells of its cgroup stays until
 * that is swept, see cgroupMark.ts.
 */
export async function volumesOf(
  docker: Docker,
  uid: string,
): Promise<(Docker.VolumeInspectInfo & { CreatedAt?: string })[]> {
  try {
    const { Volumes } = await docker.listVolumes({
      filters: { label: [`${labels.podUid}=${uid}`, `${labels.managed}=true`] },
    });
    return (Volumes ?? []).filter(({ Labels }) => Labels?.[labels.component] !== 'cgroup');
  } catch (error) {
    throw toEngineError(error);
  }
}

/** Removes those; what is in use by a pod that another window has made meanwhile stays. */
export async function removeVolumes(docker: Docker, uid: string): Promise<void> {
  const volumes = await volumesOf(docker, uid);
  await Promise.all(volumes.map(({ Name }) => removeVolume(docker, Name)));
}

/** Two seconds at most: a container's removal takes some ten milliseconds. */
const maxTries = 40;
const betweenTriesMs = 50;

/**
 * The last container that uses it may just be on its way out, another window removing it. One that stays is that
 * window's next pod, whose volume it is now.
 */
async function removeVolume(docker: Docker, name: string): Promise<void> {
  for (let tries = 1; tries <= maxTries; tries++) {
    try {
      return await unlessGone(docker.getVolume(name).remove());
    } catch (error) {
      const { cause } = error as EngineError;
      if (isMiscounted(cause)) return;
      if (statusOf(cause) !== 409) throw error;
      await setTimeout(betweenTriesMs);
    }
  }
}

/**
 * Docker before 24.0.6 miscounts who uses a volume in memory when it comes back after a crash or with live-restore, and
 * removes it only after its next start: https://github.com/moby/moby/issues/44422. The sweep of that start takes it.
 */
function isMiscounted(error: unknown): boolean {
  return /volume has active mounts/i.test(detailOf(error));
}
