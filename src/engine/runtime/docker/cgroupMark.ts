import type Docker from 'dockerode';
import { labels, ownershipLabels } from '../../plan/names';
import type { PodSandboxConfig } from '../../plan/podPlan';
import { unlessGone } from './errors';
import { createVolume } from './volumes';

function markOf(uid: string): string {
  return `dockerpods-cgroup-${uid}`;
}

/**
 * A pod's cgroup is no thing of Docker's: nothing there tells of it when the containers have gone. An empty volume does,
 * from before the first of them until the cgroup is swept, so that whoever comes after a crash in between finds it.
 */
export async function markCgroup(
  docker: Docker,
  { key, uid, cgroupParent }: PodSandboxConfig,
): Promise<void> {
  if (!cgroupParent) return;
  await createVolume(docker, {
    volumeName: markOf(uid),
    labels: { ...ownershipLabels(key, uid), [labels.component]: 'cgroup' },
  });
}

/** The pod's cgroup is gone. */
export async function unmarkCgroup(docker: Docker, uid: string): Promise<void> {
  await unlessGone(docker.getVolume(markOf(uid)).remove());
}
