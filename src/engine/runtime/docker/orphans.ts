import type Docker from 'dockerode';
import { labels } from '../../plan/names';
import { unlessGone } from './errors';

/**
 * Removes containers that were created and never started, and whose sandbox is gone: their network stands nowhere, so
 * that Docker can never start them. Where one window removes a pod while another makes its next attempt, that is left.
 */
export async function removeOrphans(docker: Docker): Promise<void> {
  const created = await listOf(docker, 'container', ['created']);
  if (created.length === 0) return;
  const sandboxes = new Set((await listOf(docker, 'podsandbox')).map(({ Id }) => Id));
  const orphans = created.filter(({ Labels }) => !sandboxes.has(Labels[labels.sandboxId] ?? ''));
  await Promise.all(
    orphans.map(({ Id }) => unlessGone(docker.getContainer(Id).remove({ force: true, v: true }))),
  );
}

function listOf(docker: Docker, type: string, status?: string[]): Promise<Docker.ContainerInfo[]> {
  const label = [`${labels.managed}=true`, `${labels.dockerType}=${type}`];
  return docker.listContainers({ all: true, filters: { label, ...(status ? { status } : {}) } });
}
