import type Docker from 'dockerode';
import { EngineError } from '../../model/engineError';
import { labels } from '../../plan/names';
import { detailOf, isNotFound, statusOf, toEngineError, unlessGone } from './errors';
import { ownLabels } from './orphans';

/** Pods of one namespace that start at the same time share one call. */
const underway = new WeakMap<Docker, Map<string, Promise<void>>>();

/**
 * The bridge that the pods of one Kubernetes namespace share, made where it is not there. User-defined, so that
 * Docker's DNS answers for the pods' names. Throws EngineError `name-taken` where a stranger's has the name.
 */
export function ensureNetwork(docker: Docker, name: string, namespace: string): Promise<void> {
  const calls = underway.get(docker) ?? new Map<string, Promise<void>>();
  underway.set(docker, calls);
  const running = calls.get(name);
  if (running) return running;
  const call = ensure(docker, name, namespace).finally(() => calls.delete(name));
  calls.set(name, call);
  return call;
}

async function ensure(docker: Docker, name: string, namespace: string): Promise<void> {
  try {
    const found = await networksNamed(docker, name);
    if (found.some((network) => !isOwn(network))) throw new EngineError('name-taken', { name });
    if (found.length === 1) return;
    if (found.length === 0) await createNetwork(docker, name, namespace);
    await settle(docker, name);
  } catch (error) {
    throw toEngineError(error);
  }
}

async function createNetwork(docker: Docker, name: string, namespace: string): Promise<void> {
  try {
    await docker.createNetwork({
      Name: name,
      Driver: 'bridge',
      CheckDuplicate: true,
      Labels: { [labels.managed]: 'true', [labels.component]: 'network', [labels.podNamespace]: namespace },
    });
  } catch (error) {
    if (statusOf(error) !== 409) throw error;
  }
}

/**
 * Docker looks for duplicates before it makes one, not while: two windows can get two networks of one name, which no
 * container can join. The oldest stays, by everybody's reckoning.
 */
async function settle(docker: Docker, name: string): Promise<void> {
  const own = (await networksNamed(docker, name)).filter(isOwn);
  const [, ...younger] = own.sort((a, b) => (`${a.Created} ${a.Id}` < `${b.Created} ${b.Id}` ? -1 : 1));
  await Promise.all(younger.map(({ Id }) => unlessGone(docker.getNetwork(Id).remove())));
}

/** Removes the network where it is ours and no container is on it; says whether it is gone. */
export async function removeIdleNetwork(docker: Docker, name: string): Promise<boolean> {
  try {
    const own = (await networksNamed(docker, name)).filter(isOwn);
    const gone = await Promise.all(own.map(({ Id }) => removeIdle(docker, Id)));
    return gone.every((each) => each);
  } catch (error) {
    throw toEngineError(error);
  }
}

async function removeIdle(docker: Docker, id: string): Promise<boolean> {
  try {
    const network = docker.getNetwork(id);
    const { Containers } = (await network.inspect()) as Docker.NetworkInspectInfo;
    if (Object.keys(Containers ?? {}).length > 0) return false;
    await network.remove();
    return true;
  } catch (error) {
    if (isNotFound(error)) return true;
    // Somebody joined between the look and the removal.
    if (statusOf(error) === 403 || statusOf(error) === 409) return false;
    throw error;
  }
}

/** Docker's filter finds parts of names as well. */
async function networksNamed(docker: Docker, name: string): Promise<Docker.NetworkInspectInfo[]> {
  const found = await docker.listNetworks({ filters: { name: [name] } });
  return found.filter(({ Name }) => Name === name);
}

function isOwn({ Labels }: Docker.NetworkInspectInfo): boolean {
  return Labels?.[labels.managed] === 'true';
}

/**
 * A start failed because another window removed the idle network in that very moment, or has not yet removed the second
 * of two of one name.
 */
export function isNetworkUnsettled(error: unknown): boolean {
  return /network \S+ (?:not found|is ambiguous)/i.test(detailOf(error));
}

/** Names of the networks that are ours; of one namespace alone, where one is given. */
export async function ownNetworks(docker: Docker, namespace?: string): Promise<string[]> {
  const filters = { label: [...ownLabels(namespace), `${labels.component}=network`] };
  return (await docker.listNetworks({ filters })).map(({ Name }) => Name);
}

/** The host's address on Docker's default bridge; undefined where the daemon runs without one. */
export async function defaultGateway(docker: Docker): Promise<string | undefined> {
  try {
    const { IPAM } = (await docker.getNetwork('bridge').inspect()) as Docker.NetworkInspectInfo;
    return IPAM?.Config?.map(({ Gateway }) => Gateway).find((address) => address?.includes('.'));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
