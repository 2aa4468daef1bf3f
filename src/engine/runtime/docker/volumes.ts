import type Docker from 'dockerode';
import { labels } from '../../plan/names';
import type { VolumeConfig } from '../../plan/podPlan';
import { toEngineError, unlessGone } from './errors';

/** Makes the volume where it is not there; Docker answers with the one that is. */
export async function createVolume(docker: Docker, config: VolumeConfig): Promise<void> {
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
function driverOf({ tmpfs, driverOptions }: VolumeConfig): {
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

/** Removes every volume that carries the pod's uid and our label: no claim's does. */
export async function removeVolumes(docker: Docker, uid: string): Promise<void> {
  try {
    const { Volumes } = await docker.listVolumes({
      filters: { label: [`${labels.podUid}=${uid}`, `${labels.managed}=true`] },
    });
    await Promise.all((Volumes ?? []).map(({ Name }) => unlessGone(docker.getVolume(Name).remove())));
  } catch (error) {
    throw toEngineError(error);
  }
}
