import type Docker from 'dockerode';
import { labels } from '../../../plan/names';

/** What every container of the probe's program is held to. */
export const hardened = {
  NetworkMode: 'none',
  CapDrop: ['ALL'],
  // AppArmor's and SELinux' profiles for containers deny a look at processes that stand under none, or another.
  SecurityOpt: ['no-new-privileges', 'apparmor=unconfined', 'label=disable'],
  ReadonlyRootfs: true,
  AutoRemove: true,
  LogConfig: { Type: 'none', Config: {} },
};

/**
 * Runs the probe's program once, in a container that is there for that long, and answers what it wrote to stderr;
 * undefined where it succeeded. Rejects with dockerode's error where it could not be run.
 */
export async function runOnce(
  docker: Docker,
  image: string,
  command: string[],
  host: Docker.HostConfig = {},
  extraLabels: Record<string, string> = {},
): Promise<string | undefined> {
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: ['/probe'],
    Cmd: command,
    User: '0:0',
    AttachStderr: true,
    Labels: { ...extraLabels, [labels.managed]: 'true', [labels.component]: 'sweep' },
    HostConfig: { ...hardened, ...host },
  });
  try {
    const stderr: Buffer[] = [];
    const output = await container.attach({ stream: true, stderr: true });
    output.on('data', (chunk: Buffer) => stderr.push(chunk.subarray(8)));
    output.on('error', () => undefined);
    // Before the start: afterwards it may be gone already.
    const ended: Promise<{ StatusCode: number }> = container.wait({ condition: 'next-exit' });
    ended.catch(() => undefined);
    await container.start();
    const { StatusCode } = await ended;
    return StatusCode === 0 ? undefined : Buffer.concat(stderr).toString();
  } catch (error) {
    // It removes itself once it has run; where it did not come to that, it is removed here.
    await container.remove({ force: true }).catch(() => undefined);
    throw error;
  }
}

/** What lets a run change cgroups; the roots of cgroup v1's hierarchies are of mode 0555, for root as well. */
export const changesCgroups: Docker.HostConfig = {
  CapAdd: ['DAC_OVERRIDE'],
  Binds: ['/sys/fs/cgroup:/sys/fs/cgroup'],
  // The files are root's, also where the daemon gives containers other users than they believe to have.
  UsernsMode: 'host',
};

/** Where systemd speaks with root, and with nobody else. */
export const systemdSocket = '/run/systemd/private';

/** What lets a run speak with systemd, who changes cgroups then. Docker refuses it where there is no such socket. */
export const asksSystemd: Docker.HostConfig = {
  ...changesCgroups,
  Mounts: [{ Type: 'bind', Source: systemdSocket, Target: systemdSocket }],
};
