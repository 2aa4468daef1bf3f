import type Docker from 'dockerode';
import { labels } from '../../plan/names';
import { archivedFile } from './archivedFile';
import { toEngineError, unlessGone } from './errors';

/** What an image says of users and groups. */
interface Accounts {
  passwd: string;
  group: string;
}

const maxBytes = 2 ** 20;

/** Finds the groups that images give their users. An image is looked into once per Docker. */
export function createImageGroups(): (docker: Docker, imageId: string, user: string) => Promise<number[]> {
  const known = new WeakMap<Docker, Map<string, Promise<Accounts>>>();
  return async (docker, imageId, user) => {
    const images = known.get(docker) ?? new Map<string, Promise<Accounts>>();
    known.set(docker, images);
    const found = images.get(imageId) ?? readAccounts(docker, imageId);
    images.set(imageId, found);
    try {
      return groupsOf(await found, user);
    } catch (error) {
      images.delete(imageId);
      throw toEngineError(error, { image: imageId });
    }
  };
}

/** By way of a container that is never started: Docker shows an image's files in no other way. */
async function readAccounts(docker: Docker, imageId: string): Promise<Accounts> {
  const container = await docker.createContainer({
    Image: imageId,
    Entrypoint: ['-'],
    Labels: { [labels.managed]: 'true', [labels.component]: 'look' },
    HostConfig: { NetworkMode: 'none' },
  });
  try {
    const read = async (path: string) => String((await archivedFile(container, path, maxBytes)) ?? '');
    const [passwd, group] = await Promise.all([read('/etc/passwd'), read('/etc/group')]);
    return { passwd, group };
  } finally {
    await unlessGone(container.remove({ force: true, v: true }));
  }
}

/**
 * The user's groups, the primary first: 0 where /etc/passwd does not name the user. As the CRI's runtimes read them: a
 * user by number is looked up for its name, and groups are by name. passwd(5), group(5).
 */
export function groupsOf({ passwd, group }: Accounts, user: string): number[] {
  const users = rows(passwd);
  const account = users.find(([name]) => name === user) ?? users.find(([, , uid]) => uid === user);
  const name = account?.[0] ?? user;
  const memberOf = rows(group).flatMap(([, , gid, members = '']) =>
    members.split(',').includes(name) ? [Number(gid)] : [],
  );
  return [...new Set([Number(account?.[3] ?? 0), ...memberOf])];
}

function rows(text: string): string[][] {
  return text.split('\n').flatMap((line) => {
    const fields = line.trim().split(':');
    return /^\d+$/.test(fields[2] ?? '') ? [fields] : [];
  });
}
