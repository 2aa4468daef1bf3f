import { setTimeout } from 'node:timers/promises';
import type Docker from 'dockerode';
import { labels } from '../../../plan/names';
import { detailOf, isNotFound, statusOf, unlessGone } from '../errors';
import { asksSystemd, changesCgroups, hardened, runOnce, systemdSocket } from './oneShot';

/** One probe for all windows on a Docker: its name is the lock. Another version of the image has another name. */
export function probeName(image: string): string {
  return `dockerpods-probe-${image.split(':').at(-1)}`;
}

/** Labels a test adds, to find what it made. */
export interface ProbeOptions {
  /** Seconds without a request after which it leaves by itself; 60 where absent. */
  idleSeconds?: number;
  labels?: Record<string, string>;
}

/** What the probe is created as: it sees every process of Docker's host, and can change nothing. */
export function probeRequest(image: string, options: ProbeOptions = {}): Docker.ContainerCreateOptions {
  return {
    name: probeName(image),
    Image: image,
    Entrypoint: ['/probe'],
    Cmd: ['--idle-seconds', String(options.idleSeconds ?? 60)],
    User: '0:0',
    OpenStdin: true,
    StdinOnce: false,
    Tty: false,
    StopSignal: 'SIGTERM',
    Labels: { ...options.labels, [labels.managed]: 'true', [labels.component]: 'probe' },
    HostConfig: {
      ...hardened,
      PidMode: 'host',
      // The links in /proc/<pid>/ns of other users' processes are shown to this capability alone.
      CapAdd: ['SYS_PTRACE'],
      Binds: ['/sys/fs/cgroup:/sys/fs/cgroup:ro'],
    },
  };
}

/** A second at most: another's create has the name some 10 ms before there is a container to look at. */
const maxAttempts = 40;
const betweenAttemptsMs = 25;

/** Starts the probe, or finds the one that runs. Answers its id. Rejects with dockerode's error. */
export async function startProbe(docker: Docker, image: string, options: ProbeOptions = {}): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      const container = await docker.createContainer(probeRequest(image, options));
      await startOnce(container);
      return container.id;
    } catch (error) {
      // Somebody else's, or one that is just leaving: look at it, and try again when it has gone.
      if (statusOf(error) !== 409 && !(attempt > 1 && isNotFound(error))) throw error;
      if (attempt === maxAttempts) throw error;
      const id = await adoptProbe(docker, probeName(image));
      if (id) return id;
    }
  }
}

async function adoptProbe(docker: Docker, name: string): Promise<string | undefined> {
  const container = docker.getContainer(name);
  try {
    const { Id, State, Config } = await container.inspect();
    if (Config.Labels?.[labels.component] !== 'probe') throw new Error(`${name} is not ours`);
    if (State.Running) return Id;
    if (State.Status === 'created') {
      await startOnce(container);
      return Id;
    }
    await container.wait({ condition: 'removed' });
  } catch (error) {
    if (!isNotFound(error) && statusOf(error) !== 409) throw error;
    await setTimeout(betweenAttemptsMs);
  }
  return undefined;
}

/** Starts it, unless somebody else just did. */
async function startOnce(container: Docker.Container): Promise<void> {
  try {
    await container.start();
  } catch (error) {
    if (statusOf(error) !== 304) throw error;
  }
}

/** Ends and removes the probe; nothing where there is none. */
export async function removeProbe(docker: Docker, image: string): Promise<void> {
  try {
    await docker.getContainer(probeName(image)).remove({ force: true });
  } catch (error) {
    if (!isNotFound(error) && statusOf(error) !== 409) throw error;
  }
}

const cgroups = '/sys/fs/cgroup';

/**
 * Removes empty cgroups, each given as Docker's `CgroupParent` names it (a directory, in every hierarchy, or a slice of
 * systemd, who keeps them until they are stopped), with a container that lives for that long. Rejects where one is
 * left, with Docker's or the probe's words.
 */
export async function sweepCgroups(
  docker: Docker,
  image: string,
  parents: string[],
  extraLabels: Record<string, string> = {},
): Promise<void> {
  if (parents.length === 0) return;
  const isSlice = parents.some((parent) => parent.endsWith('.slice'));
  const command = isSlice ? ['rm-slice', systemdSocket, cgroups] : ['rmdir', cgroups];
  const host = isSlice ? asksSystemd : changesCgroups;
  const left = await runOnce(docker, image, [...command, ...parents], host, extraLabels);
  if (left !== undefined) throw new Error(`${detailOf(left)} could not be removed`);
}

/** Most live for a quarter of a second; the files of a large image may take minutes to be copied. */
const oldSweepMs = 600_000;

/** Containers that are there for a moment, and are gone when what they are for is done. */
const shortLived = ['sweep', 'look', 'host-path', 'image-volume'];

/** Removes those that were cut off long before `now` (ms, Docker's time): none of what was created then has ever been started. */
export async function removeOldSweeps(docker: Docker, now: number): Promise<void> {
  const filters = { label: [`${labels.managed}=true`, labels.component], status: ['created'] };
  const created = await docker.listContainers({ all: true, filters });
  const old = created.filter(
    ({ Created, Labels }) =>
      shortLived.includes(Labels[labels.component] ?? '') && now - Created * 1000 > oldSweepMs,
  );
  await Promise.all(old.map(({ Id }) => unlessGone(docker.getContainer(Id).remove({ force: true }))));
}
