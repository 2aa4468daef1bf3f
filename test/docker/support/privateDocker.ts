import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { eventually } from '../../support/eventually';

/**
 * A Docker Engine of the test's own, that it may kill: without networks and in a network namespace of its own, on a
 * socket in a directory of its own, and over a containerd of its own, for where the machine has one dockerd would use that.
 */
export interface PrivateDocker {
  socketPath: string;
  docker: Docker;
  start(): Promise<void>;
  /** SIGKILL, as a crash: the containers live on, and the next start finds them. */
  kill(): Promise<void>;
  /** Loads images from the Docker of this machine. */
  load(...images: string[]): Promise<void>;
  dispose(): Promise<void>;
}

/** Why no private Docker can be had here; undefined where it can. */
export function noPrivateDocker(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'not root on Linux';
  const missing = ['dockerd', 'containerd', 'unshare'].find((name) => !programOf(name));
  return missing && `there is no ${missing}`;
}

function programOf(name: string): string | undefined {
  return ['/usr/bin', '/usr/sbin', '/usr/local/bin']
    .map((directory) => join(directory, name))
    .find((path) => existsSync(path));
}

export function privateDocker(): PrivateDocker {
  const directory = mkdtempSync(join(tmpdir(), 'docker-pods-dockerd-'));
  const socketPath = join(directory, 'docker.sock');
  const docker = new Docker({ socketPath });
  const containerdSocket = join(directory, 'containerd.sock');
  let containerd: ChildProcess | undefined;
  let daemon: ChildProcess | undefined;

  const startContainerd = async () => {
    const config = join(directory, 'containerd.toml');
    writeFileSync(config, 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n');
    containerd = spawn(
      programOf('containerd') ?? '',
      [
        ...['--config', config, '--address', containerdSocket],
        ...['--root', join(directory, 'containerd'), '--state', join(directory, 'containerd-state')],
      ],
      { stdio: 'ignore' },
    );
    await eventually(() => existsSync(containerdSocket), 'containerd is there', 30_000);
  };

  const start = async () => {
    if (!isRunning(containerd)) await startContainerd();
    for (const name of ['data', 'exec']) mkdirSync(join(directory, name), { recursive: true });
    daemon = spawn(
      programOf('unshare') ?? '',
      [
        // Without a bridge it would remove that of the machine's own Docker, as it thinks.
        ...['--net', programOf('dockerd') ?? ''],
        ...['--data-root', join(directory, 'data'), '--exec-root', join(directory, 'exec')],
        ...['--pidfile', join(directory, 'docker.pid'), '--host', `unix://${socketPath}`],
        ...['--containerd', containerdSocket],
        ...['--bridge=none', '--iptables=false', '--ip6tables=false'],
      ],
      { stdio: 'ignore' },
    );
    await eventually(() => docker.ping(), 'dockerd answers', 30_000);
  };

  return {
    socketPath,
    docker,
    start,
    kill: () => stop(daemon, 'SIGKILL'),
    load: async (...images) => {
      const archive = await exported(images);
      const progress = await docker.loadImage(archive);
      await new Promise<void>((resolve, reject) =>
        docker.modem.followProgress(progress, (error) => (error ? reject(error) : resolve())),
      );
    },
    dispose: async () => {
      // A living daemon ends its containers.
      if (!isRunning(daemon)) await start();
      await stop(daemon, 'SIGTERM');
      await stop(containerd, 'SIGTERM');
      await endProcesses(directory);
      for (const line of readFileSync('/proc/mounts', 'utf8').split('\n').reverse()) {
        const [, target = ''] = line.split(' ');
        if (target.startsWith(directory)) execFileSync('umount', ['-l', target]);
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function isRunning(child: ChildProcess | undefined): child is ChildProcess {
  return child !== undefined && child.exitCode === null && child.signalCode === null;
}

async function stop(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!isRunning(child)) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

/** `docker save`; dockerode's types leave it out. */
function exported(names: string[]): Promise<NodeJS.ReadableStream> {
  const docker = new Docker() as unknown as {
    getImages(options: { names: string[] }): Promise<NodeJS.ReadableStream>;
  };
  return docker.getImages({ names });
}

/** Ends every process whose command line names the directory: of this daemon, that is, and of no other. */
async function endProcesses(directory: string): Promise<void> {
  const pids = () =>
    execFileSync('ls', ['/proc'], { encoding: 'utf8' })
      .split('\n')
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(directory);
        } catch {
          return false;
        }
      });
  await eventually(() => {
    for (const pid of pids()) {
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
    return pids().length === 0;
  }, 'its processes are gone');
}
