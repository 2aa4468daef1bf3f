import type Docker from 'dockerode';
import { EngineError } from '../../model/engineError';
import { labels } from '../../plan/names';
import { detailOf, isNotFound, statusOf, toEngineError } from './errors';

/**
 * The bridge that the pods of one Kubernetes namespace share, made where it is not there. User-defined, so that
 * Docker's DNS answers for the pods' names. Throws EngineError `name-taken` where a stranger's has the name.
 */
export async function ensureNetwork(docker: Docker, name: string, namespace: string): Promise<void> {
  try {
    const network = (await docker.getNetwork(name).inspect()) as Docker.NetworkInspectInfo;
    if (network.Labels?.[labels.managed] !== 'true') throw new EngineError('name-taken', { name });
  } catch (error) {
    if (!isNotFound(error)) throw toEngineError(error);
    await createNetwork(docker, name, namespace);
  }
}

async function createNetwork(docker: Docker, name: string, namespace: string): Promise<void> {
  try {
    await docker.createNetwork({
      Name: name,
      Driver: 'bridge',
      // Docker would take a second network of the same name from another window.
      CheckDuplicate: true,
      Labels: { [labels.managed]: 'true', [labels.component]: 'network', [labels.podNamespace]: namespace },
    });
  } catch (error) {
    if (statusOf(error) !== 409) throw toEngineError(error);
  }
}

/** Removes the network where it is ours and no container is on it; says whether it is gone. */
export async function removeIdleNetwork(docker: Docker, name: string): Promise<boolean> {
  try {
    const network = docker.getNetwork(name);
    const { Labels, Containers } = (await network.inspect()) as Docker.NetworkInspectInfo;
    if (Labels?.[labels.managed] !== 'true' || Object.keys(Containers ?? {}).length > 0) return false;
    await network.remove();
    return true;
  } catch (error) {
    if (isNotFound(error)) return true;
    // Somebody joined between the look and the removal.
    if (statusOf(error) === 403 || statusOf(error) === 409) return false;
    throw toEngineError(error);
  }
}

/** A start failed because another window removed the idle network in that very moment. */
export function isNetworkGone(error: unknown): boolean {
  return /network \S+ not found/i.test(detailOf(error));
}
