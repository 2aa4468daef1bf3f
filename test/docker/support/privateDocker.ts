import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { eventually } from '../../support/eventually';

/** A Docker Engine of the test's own, that it may kill: without networks, on a socket in a directory of its own. */
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
  return dockerd() ? undefined : 'there is no dockerd';
}

function dockerd(): string | undefined {
  return ['/usr/bin/dockerd', '/usr/sbin/dockerd', '/usr/local/bin/dockerd'].find((path) => existsSync(path));
}

export function privateDocker(): PrivateDocker {
  const directory = mkdtempSync(join(tmpdir(), 'docker-pods-dockerd-'));
  const socketPath = join(directory, 'docker.sock');
  const docker = new Docker({ socketPath });
  let daemon: ChildProcess | undefined;

  const start = async () => {
    for (const name of ['data', 'exec']) mkdirSync(join(directory, name), { recursive: true });
    daemon = spawn(
      dockerd() ?? '',
      [
        ...['--data-root', join(directory, 'data'), '--exec-root', join(directory, 'exec')],
        ...['--pidfile', join(directory, 'docker.pid'), '--host', `unix://${socketPath}`],
        ...['--bridge=none', '--iptables=false', '--ip6tables=false'],
      ],
      { stdio: 'ignore' },
    );
    await eventually(() => docker.ping(), 'dockerd answers', 30_000);
  };

  const isRunning = () => daemon !== undefined && daemon.exitCode === null && daemon.signalCode === null;

  const stop = async (signal: NodeJS.Signals) => {
    if (!daemon || !isRunning()) return;
    const exited = once(daemon, 'exit');
    daemon.kill(signal);
    await exited;
  };

  const kill = async () => {
    await stop('SIGKILL');
    // The kernel ends containerd with it. Where nobody reaps that, the next dockerd would take it for alive.
    const pidFile = join(directory, 'exec', 'containerd', 'containerd.pid');
    const pid = readFileSync(pidFile, 'utf8').trim();
    await eventually(() => !isAlive(pid), 'containerd is gone');
    rmSync(pidFile);
  };

  return {
    socketPath,
    docker,
    start,
    kill,
    load: async (...images) => {
      const archive = await exported(images);
      const progress = await docker.loadImage(archive);
      await new Promise<void>((resolve, reject) =>
        docker.modem.followProgress(progress, (error) => (error ? reject(error) : resolve())),
      );
    },
    dispose: async () => {
      // A living daemon ends its containers, and its containerd.
      if (!isRunning()) await start();
      await stop('SIGTERM');
      await endProcesses(directory);
      for (const line of readFileSync('/proc/mounts', 'utf8').split('\n').reverse()) {
        const [, target = ''] = line.split(' ');
        if (target.startsWith(directory)) execFileSync('umount', ['-l', target]);
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Runs, and is not merely waiting to be reaped. */
function isAlive(pid: string): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
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
