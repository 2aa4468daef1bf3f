import type Docker from 'dockerode';
import { labels } from '../../plan/names';
import type { VolumeConfig } from '../../plan/podPlan';
import { toEngineError, unlessGone } from './errors';

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
function driverOf({ tmpfs, driverOptions }: Pick<VolumeConfig, 'tmpfs' | 'driverOptions'>): {
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

export async function removeVolumes(docker: Docker, uid: string): Promise<void> {
  const volumes = await volumesOf(docker, uid);
  await Promise.all(volumes.map(({ Name }) => unlessGone(docker.getVolume(Name).remove())));
}
