import type Docker from 'dockerode';
import type { PodKey } from '../../model/podSnapshot';
import { labels } from '../../plan/names';
import { unlessGone } from './errors';

/**
 * Removes containers that were created and never started, and whose sandbox is gone: their network stands nowhere, so
 * that Docker can never start them. Where one window removes a pod while another makes its next attempt, that is left.
 * Of this namespace alone, where one is given.
 */
export async function removeOrphans(docker: Docker, namespace?: string): Promise<void> {
  const created = await listOf(docker, 'container', namespace, ['created']);
  if (created.length === 0) return;
  const sandboxes = new Set((await listOf(docker, 'podsandbox', namespace)).map(({ Id }) => Id));
  const orphans = created.filter(({ Labels }) => !sandboxes.has(Labels[labels.sandboxId] ?? ''));
  await Promise.all(
    orphans.map(({ Id }) => unlessGone(docker.getContainer(Id).remove({ force: true, v: true }))),
  );
}

function listOf(
  docker: Docker,
  type: string,
  namespace: string | undefined,
  status?: string[],
): Promise<Docker.ContainerInfo[]> {
  const label = [...ownLabels(namespace), `${labels.dockerType}=${type}`];
  return docker.listContainers({ all: true, filters: { label, ...(status ? { status } : {}) } });
}

/**
 * Pods of which volumes stand and no container: of what somebody has removed from a terminal while no window was open,
 * and of a window that was closed before its sweep. Of this namespace alone, where one is given.
 */
export async function orphanedPods(
  docker: Docker,
  namespace: string | undefined,
): Promise<{ key: PodKey; uid: string }[]> {
  const label = [...ownLabels(namespace), labels.podUid];
  const { Volumes } = await docker.listVolumes({ filters: { label } });
  const pods = new Map(
    (Volumes ?? []).map(({ Labels: own }) => [
      own[labels.podUid] ?? '',
      { namespace: own[labels.podNamespace] ?? '', name: own[labels.podName] ?? '' },
    ]),
  );
  if (pods.size === 0) return [];
  const standing = await podsWithContainers(docker);
  return [...pods].flatMap(([uid, key]) => (standing.has(uid) ? [] : [{ key, uid }]));
}

/** Uids of the pods of which any container stands. */
export async function podsWithContainers(docker: Docker): Promise<Set<string>> {
  const label = [`${labels.managed}=true`, labels.podUid];
  const all = await docker.listContainers({ all: true, filters: { label } });
  return new Set(all.map(({ Labels }) => Labels[labels.podUid] ?? ''));
}

/** Of what is ours, or of that the things of one namespace. */
export function ownLabels(namespace: string | undefined): string[] {
  return [`${labels.managed}=true`, ...(namespace ? [`${labels.podNamespace}=${namespace}`] : [])];
}
