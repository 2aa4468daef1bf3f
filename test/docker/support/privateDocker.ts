import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { eventually } from '../../support/eventually';

/**
 * A Docker Engine of the test's own, that it may kill: in a network namespace of its own, so that its bridges meet
 * nobody's, on a socket in a directory of its own, and over a containerd of its own.
 */
export interface PrivateDocker {
  socketPath: string;
  docker: Docker;
  /** With live-restore, containers outlive the daemon also where it is stopped. */
  start(options?: { liveRestore?: boolean }): Promise<void>;
  /** SIGTERM: without live-restore it ends its containers first. */
  stop(): Promise<void>;
  /** SIGKILL, as a crash: the containers live on, and the next start finds them. */
  kill(): Promise<void>;
  /** As when the machine loses its power: no process lives on, and what was in memory is gone. */
  powerOff(): Promise<void>;
  /** Loads images from the Docker of this machine. */
  load(...images: string[]): Promise<void>;
  /** What stands of containers on this machine: shims, mounted file systems, network namespaces. */
  remains(): string[];
  dispose(): Promise<void>;
}

/** Why no private Docker can be had here; undefined where it can. */
export function noPrivateDocker(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'not root on Linux';
  const missing = programs.find((name) => !programOf(name));
  return missing && `there is no ${missing}`;
}

const programs = ['dockerd', 'containerd', 'iptables', 'ip', 'unshare', 'nsenter'] as const;

function programOf(name: (typeof programs)[number]): string | undefined {
  return ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin']
    .map((directory) => join(directory, name))
    .find((path) => existsSync(path));
}

export function privateDocker(): PrivateDocker {
  const directory = mkdtempSync(join(tmpdir(), 'docker-pods-dockerd-'));
  const socketPath = join(directory, 'docker.sock');
  const docker = new Docker({ socketPath });
  const containerdSocket = join(directory, 'containerd.sock');
  /** Holds the network namespace, which outlives the daemon as a machine's does; ends with this process. */
  let network: ChildProcess | undefined;
  let containerd: ChildProcess | undefined;
  let daemon: ChildProcess | undefined;

  const startIn = (name: (typeof programs)[number], args: string[]) => {
    const log = openSync(join(directory, `${name}.log`), 'a');
    return spawn(
      programOf('nsenter') ?? '',
      [`--net=/proc/${network?.pid}/ns/net`, programOf(name) ?? '', ...args],
      { stdio: ['ignore', log, log] },
    );
  };

  const startNetwork = async () => {
    network = spawn(programOf('unshare') ?? '', ['--net', 'cat'], { stdio: ['pipe', 'ignore', 'ignore'] });
    const namespaceOf = (pid: number | undefined) => readlinkSync(`/proc/${pid}/ns/net`);
    await eventually(() => namespaceOf(network?.pid) !== namespaceOf(process.pid), 'the network is there');
    await once(startIn('ip', ['link', 'set', 'lo', 'up']), 'exit');
  };

  const startContainerd = async () => {
    const config = join(directory, 'containerd.toml');
    writeFileSync(config, 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n');
    containerd = startIn('containerd', [
      ...['--config', config, '--address', containerdSocket],
      ...['--root', join(directory, 'containerd'), '--state', join(directory, 'containerd-state')],
    ]);
    await eventually(() => existsSync(containerdSocket), 'containerd is there', 30_000);
  };

  const start = async ({ liveRestore = false } = {}) => {
    if (!isRunning(network)) await startNetwork();
    if (!isRunning(containerd)) await startContainerd();
    for (const name of ['data', 'exec']) mkdirSync(join(directory, name), { recursive: true });
    daemon = startIn('dockerd', [
      ...['--data-root', join(directory, 'data'), '--exec-root', join(directory, 'exec')],
      ...['--pidfile', join(directory, 'docker.pid'), '--host', `unix://${socketPath}`],
      ...['--containerd', containerdSocket],
      ...(liveRestore ? ['--live-restore'] : []),
    ]);
    await eventually(() => docker.ping(), 'dockerd answers', 30_000);
  };

  const powerOff = async () => {
    // In this order nobody notes that another has ended.
    await end(daemon, 'SIGKILL');
    await end(containerd, 'SIGKILL');
    const cgroups = await killAll(directory);
    await end(network, 'SIGKILL');
    for (const mount of mountsBelow(directory).reverse()) execFileSync('umount', ['-l', mount]);
    await removeCgroups(cgroups);
    for (const name of ['exec', 'containerd-state', 'docker.pid', 'docker.sock', 'containerd.sock'])
      rmSync(join(directory, name), { recursive: true, force: true });
  };

  return {
    socketPath,
    docker,
    start,
    stop: () => end(daemon, 'SIGTERM'),
    kill: () => end(daemon, 'SIGKILL'),
    powerOff,
    load: async (...images) => {
      const archive = await exported(images);
      const progress = await docker.loadImage(archive);
      await new Promise<void>((resolve, reject) =>
        docker.modem.followProgress(progress, (error) => (error ? reject(error) : resolve())),
      );
    },
    remains: () => [
      ...processes()
        .filter(({ command }) => command.includes(directory) && command.includes('shim'))
        .map(({ command }) => command),
      ...mountsBelow(directory).filter((mount) => /\/(?:merged|_data|netns\/\w+|shm)$/.test(mount)),
    ],
    dispose: async () => {
      await powerOff();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function isRunning(child: ChildProcess | undefined): child is ChildProcess {
  return child !== undefined && child.exitCode === null && child.signalCode === null;
}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
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

interface Process {
  pid: number;
  parent: number;
  command: string;
}

function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ');
        return [{ pid: Number(pid), parent: Number(parent), command }];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
}

/** Ends every process whose command line names the directory, and theirs; gives the cgroups that they stood in. */
async function killAll(directory: string): Promise<Set<string>> {
  const cgroups = new Set<string>();
  await eventually(() => {
    const all = processes();
    const own = new Set(all.filter(({ command }) => command.includes(directory)).map(({ pid }) => pid));
    for (let size = 0; size < own.size; ) {
      size = own.size;
      for (const { pid, parent } of all) if (own.has(parent)) own.add(pid);
    }
    for (const pid of own) {
      try {
        for (const cgroup of cgroupsOfProcess(pid)) cgroups.add(cgroup);
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
    return own.size === 0;
  }, 'its processes are gone');
  return cgroups;
}

/** Directories of containers' cgroups alone: those of a pod, and those that Docker makes where nobody says otherwise. */
function cgroupsOfProcess(pid: number): string[] {
  const root = '/sys/fs/cgroup';
  const lines = readFileSync(`/proc/${pid}/cgroup`, 'utf8').trim().split('\n');
  return lines.flatMap((line) => {
    const [, controllers = '', ...path] = line.split(':');
    const cgroup = path.join(':');
    // Of v2, beside those of v1 or alone.
    const trees = controllers ? [controllers.replace(/^name=/, '')] : ['', 'unified'];
    return /^\/(?:dockerpods[^/]*|docker)\/./.test(cgroup)
      ? trees.map((tree) => join(root, tree, cgroup))
      : [];
  });
}

async function removeCgroups(cgroups: ReadonlySet<string>): Promise<void> {
  const parents = [...cgroups].flatMap((cgroup) => /^.*\/dockerpods[^/]*/.exec(cgroup) ?? []);
  for (const cgroup of [...cgroups, ...parents]) {
    await eventually(() => {
      if (existsSync(cgroup)) for (const one of [...directoriesBelow(cgroup), cgroup]) rmdirSync(one);
      return true;
    }, `${cgroup} goes`);
  }
}

/** The innermost first. */
function directoriesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(directory, name))
    .flatMap((path) => [...directoriesBelow(path), path]);
}

function mountsBelow(directory: string): string[] {
  return readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((target) => target.startsWith(directory));
}
