import type Docker from 'dockerode';
import { labels } from '../../plan/names';
import type { VolumeConfig } from '../../plan/podPlan';
import { toEngineError, unlessGone } from './errors';

/** Makes the volume where it is not there; Docker answers with the one that is. tmpfs has mode 0777, as an emptyDir. */
export async function createVolume(docker: Docker, config: VolumeConfig): Promise<void> {
  try {
    await docker.createVolume({
      Name: config.volumeName,
      Labels: config.labels,
      ...(config.tmpfs ? { Driver: 'local', DriverOpts: tmpfsOptions(config.tmpfs.sizeBytes) } : {}),
    });
  } catch (error) {
    throw toEngineError(error);
  }
}

function tmpfsOptions(sizeBytes: number | undefined): Record<string, string> {
  return { type: 'tmpfs', device: 'tmpfs', o: `mode=0777${sizeBytes ? `,size=${sizeBytes}` : ''}` };
}

/** Removes every volume that carries the pod's uid and our label. */
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
