import { PassThrough } from 'node:stream';
import { EngineError } from '../../../src/engine/model/engineError';
import { type PodKey, podKeyString } from '../../../src/engine/model/podSnapshot';
import { labels } from '../../../src/engine/plan/names';
import type { DaemonFacts } from '../../../src/engine/plan/podPlan';
import type {
  ConnectionState,
  FileDeed,
  FileResult,
  LogLine,
  PodFilter,
  PodRuntime,
  RuntimeContainerStatus,
  RuntimeEvent,
  SandboxStatus,
} from '../../../src/engine/runtime/podRuntime';
import type { Clock } from '../../../src/engine/supervise/clock';
import { facts as daemonFacts } from './pods';

/** Does something before a verb: throws to make it fail, or returns a promise to hold it. */
export type Hook = (subject: string) => unknown;

/** A Docker in memory behind the port: what stands on it, what was asked of it, and how it goes wrong. */
export interface FakeRuntime extends PodRuntime {
  readonly sandboxes: Map<string, SandboxStatus>;
  readonly containers: Map<string, RuntimeContainerStatus>;
  readonly volumes: Set<string>;
  readonly images: Set<string>;
  /** What sandboxes have written, as if all mounted the same. */
  readonly files: Map<string, Buffer>;
  readonly logs: Map<string, string[]>;
  /** `verb subject` of everything asked, in order. Looks (status, list, a pod's record) are not in it; see `looks`. */
  readonly calls: string[];
  readonly looks: string[];
  /** Before each call of the verb; the subject is `pod`, `container-attempt` or an image. */
  on(verb: string, hook: Hook): void;
  /** The container of the pod `web` with this name and its newest attempt. */
  container(name: string): RuntimeContainerStatus;
  sandbox(): SandboxStatus;
  /** What happens to a container from outside. */
  exit(id: string, exitCode: number): void;
  removeOutside(id: string): void;
  restartOutside(id: string): void;
  pauseOutside(id: string): void;
  write(id: string, ...lines: string[]): void;
  /** Everything that stands: empty when nothing of any pod is left. */
  standing(): string[];
  /** As what it says of itself now; as before where absent. */
  connect(endpoint?: string, facts?: Partial<DaemonFacts>): void;
  disconnect(): void;
}

/** `clock` is Docker's own; it is ahead of the engine's by as much as Docker says. */
export function createFakeRuntime(clock: Clock, clockOffsetMs = 0): FakeRuntime {
  let facts = { ...daemonFacts, clockOffsetMs };
  const sandboxes = new Map<string, SandboxStatus>();
  const containers = new Map<string, RuntimeContainerStatus>();
  const volumes = new Set<string>();
  /** As Docker makes them for every container. */
  const files = new Map(['/etc/hosts', '/etc/resolv.conf'].map((path) => [path, Buffer.alloc(0)]));
  const images = new Set(['busybox:1.37']);
  const logs = new Map<string, string[]>();
  const calls: string[] = [];
  const looks: string[] = [];
  const hooks = new Map<string, Hook>();
  const listeners = new Set<(event: RuntimeEvent) => void>();
  const waiters = new Set<() => void>();
  let ids = 0;
  let pids = 100;
  let connection: ConnectionState = { status: 'connected', endpoint: 'unix:///fake.sock', facts };

  const now = () => new Date(clock.now()).toISOString();
  const unreachable = () => new EngineError('docker-unreachable', { endpoint: 'unix:///fake.sock' });

  async function enter(verb: string, subject: string, log = calls): Promise<void> {
    log.push(`${verb} ${subject}`);
    if (connection.status !== 'connected') throw unreachable();
    await hooks.get(verb)?.(subject);
    if (connection.status !== 'connected') throw unreachable();
  }

  /** Tells those who listen, as Docker does: after the deed, on another way. */
  function emit(event: RuntimeEvent): void {
    queueMicrotask(() => {
      if (event.type === 'container' && connection.status !== 'connected') return;
      for (const listener of [...listeners]) listener(event);
    });
    for (const wake of [...waiters]) wake();
  }

  function tell(action: string, thing: SandboxStatus | RuntimeContainerStatus): void {
    const role = 'name' in thing ? 'container' : 'podsandbox';
    emit({ type: 'container', action, id: thing.id, role, key: thing.key, uid: thing.uid });
  }

  function subjectOf(id: string): string {
    const container = containers.get(id);
    if (container) return `${container.name}-${container.attempt}`;
    const sandbox = sandboxes.get(id);
    return sandbox ? `${sandbox.key.name}-${sandbox.attempt}` : id;
  }

  function updateSandbox(id: string, change: Partial<SandboxStatus>): void {
    const sandbox = sandboxes.get(id);
    if (sandbox) sandboxes.set(id, { ...sandbox, ...change });
  }

  function updateContainer(id: string, change: Partial<RuntimeContainerStatus>): void {
    const container = containers.get(id);
    if (container) containers.set(id, { ...container, ...change });
  }

  function end(id: string, exitCode: number): void {
    const sandbox = sandboxes.get(id);
    const container = containers.get(id);
    const ended = { pid: 0, finishedAt: now() };
    if (sandbox?.state === 'SANDBOX_READY') {
      updateSandbox(id, { ...ended, state: 'SANDBOX_NOTREADY' });
      tell('die', sandbox);
    }
    if (container?.state === 'CONTAINER_RUNNING') {
      updateContainer(id, { ...ended, state: 'CONTAINER_EXITED', exitCode });
      tell('die', container);
    }
  }

  function destroy(id: string): void {
    const thing = sandboxes.get(id) ?? containers.get(id);
    end(id, 137);
    sandboxes.delete(id);
    containers.delete(id);
    if (thing) tell('destroy', thing);
  }

  function start(id: string): void {
    const started = { pid: ++pids, startedAt: now() };
    updateSandbox(id, { ...started, state: 'SANDBOX_READY' });
    updateContainer(id, { ...started, state: 'CONTAINER_RUNNING' });
    const thing = sandboxes.get(id) ?? containers.get(id);
    if (thing) tell('start', thing);
  }

  const matches = (filter: PodFilter | undefined) => (thing: { key: PodKey; uid: string }) =>
    (!filter?.uid || filter.uid === thing.uid) &&
    (!filter?.key || podKeyString(filter.key) === podKeyString(thing.key));

  async function* containerLogs(
    id: string,
    { follow, tail, signal }: Parameters<PodRuntime['containerLogs']>[1],
  ) {
    const lines = () => logs.get(id) ?? [];
    let next = tail === undefined ? 0 : Math.max(0, lines().length - tail);
    for (;;) {
      for (; next < lines().length; next++) {
        yield { time: now(), stream: 'stdout', text: lines()[next] ?? '' } satisfies LogLine;
      }
      if (!follow || signal?.aborted || containers.get(id)?.state !== 'CONTAINER_RUNNING') return;
      await new Promise<void>((resolve) => {
        const wake = () => {
          waiters.delete(wake);
          resolve();
        };
        waiters.add(wake);
        signal?.addEventListener('abort', wake, { once: true });
      });
    }
  }

  const runtime: FakeRuntime = {
    sandboxes,
    containers,
    volumes,
    images,
    files,
    logs,
    calls,
    looks,
    on: (verb, hook) => void hooks.set(verb, hook),

    version: async () => facts,
    runPodSandbox: async (config, attempt) => {
      await enter('runPodSandbox', `${config.key.name}-${attempt}`);
      for (const { volumeName } of config.volumes) volumes.add(volumeName);
      await hooks.get('createSandbox')?.(config.key.name);
      const held = [...sandboxes.values()].find(
        (other) => other.uid === config.uid && other.attempt === attempt && other.desired === 'Running',
      );
      const begin = async (id: string) => {
        await enter('startSandbox', `${config.key.name}-${attempt}`);
        if (sandboxes.get(id)?.state === 'SANDBOX_NOTREADY') start(id);
      };
      if (held?.state === 'SANDBOX_READY') return { id: held.id, created: false, ready: Promise.resolve() };
      if (held && !held.startedAt) return { id: held.id, created: false, ready: begin(held.id) };
      if (held) sandboxes.delete(held.id);
      const id = `sandbox#${++ids}`;
      sandboxes.set(id, {
        id,
        key: config.key,
        uid: config.uid,
        attempt,
        state: 'SANDBOX_NOTREADY',
        createdAt: now(),
        desired: 'Running',
        pid: 0,
        portMappings: config.portMappings,
        labels: config.labels,
        specHash: config.labels[labels.specHash] ?? '',
        applied: false,
      });
      const ready = begin(id);
      ready.catch(() => undefined);
      return { id, created: true, ready };
    },
    markPodSandbox: async ({ id }, { desired, applied }) => {
      await enter('markPodSandbox', `${subjectOf(id)} ${[desired, applied].filter(Boolean).join(' ')}`);
      updateSandbox(id, {
        ...(desired ? { desired } : {}),
        ...(applied ? { specHash: applied, applied: true } : {}),
      });
      const sandbox = sandboxes.get(id);
      if (sandbox) tell('rename', sandbox);
    },
    stopPodSandbox: async (id) => {
      await enter('stopPodSandbox', subjectOf(id));
      end(id, 0);
    },
    fillVolume: async (id, _config, volume) => enter('fillVolume', `${subjectOf(id)} ${volume}`),
    removePodSandbox: async (id) => {
      await enter('removePodSandbox', subjectOf(id));
      destroy(id);
    },
    removePodResources: async (_key, uid) => {
      await enter('removePodResources', '');
      if ([...sandboxes.values(), ...containers.values()].some((each) => each.uid === uid)) {
        throw new EngineError('docker-failed', { detail: 'volume is in use' });
      }
      for (const volume of volumes) if (volume.endsWith(uid)) volumes.delete(volume);
    },
    podSandboxStatus: async (id) => {
      await enter('podSandboxStatus', subjectOf(id), looks);
      return sandboxes.get(id);
    },
    listPodSandbox: async (filter) => {
      await enter('listPodSandbox', '', looks);
      return [...sandboxes.values()].filter(matches(filter));
    },
    createContainer: async (sandboxId, config, key, uid, attempt) => {
      await enter('createContainer', `${config.name}-${attempt}`);
      const held = [...containers.values()].find(
        (other) => other.uid === uid && other.name === config.name && other.attempt === attempt,
      );
      const isSame = held?.sandboxId === sandboxId && held.specHash === config.specHash;
      if (held && isSame) return { id: held.id, created: false };
      if (held) containers.delete(held.id);
      const id = `${config.name}#${++ids}`;
      containers.set(id, {
        id,
        name: config.name,
        key,
        uid,
        sandboxId,
        attempt,
        state: 'CONTAINER_CREATED',
        image: config.image,
        imageId: `sha256:${config.image}`,
        createdAt: now(),
        exitCode: 0,
        oomKilled: false,
        dockerRestarts: 0,
        pid: 0,
        specHash: config.specHash,
      });
      return { id, created: true };
    },
    startContainer: async (id) => {
      await enter('startContainer', subjectOf(id)).catch((error: EngineError) => {
        // What Docker refuses to start stays as it was made, with an exit code.
        if (error.code !== 'docker-unreachable' && containers.get(id)?.state !== 'CONTAINER_RUNNING')
          updateContainer(id, { state: 'CONTAINER_EXITED', exitCode: 128, error: error.code });
        throw error;
      });
      const container = containers.get(id);
      if (!container) throw new EngineError('docker-failed', { detail: 'No such container' });
      if (sandboxes.get(container.sandboxId)?.state !== 'SANDBOX_READY') {
        throw new EngineError('docker-failed', { detail: 'cannot join network of a non running container' });
      }
      if (container.state !== 'CONTAINER_RUNNING') start(id);
    },
    stopContainer: async (id, seconds) => {
      await enter('stopContainer', `${subjectOf(id)} ${seconds}`);
      end(id, 143);
    },
    removeContainer: async (id) => {
      await enter('removeContainer', subjectOf(id));
      destroy(id);
    },
    updateContainerRestartPolicy: async (id, policy) => {
      await enter('updateContainerRestartPolicy', `${subjectOf(id)} ${policy}`);
      updateContainer(id, { handedOver: policy !== 'no' });
      const container = containers.get(id);
      if (container) tell('update', container);
    },
    unpause: async (id) => {
      await enter('unpause', subjectOf(id));
      updateSandbox(id, { paused: false });
      updateContainer(id, { paused: false });
      const thing = sandboxes.get(id) ?? containers.get(id);
      if (thing) tell('unpause', thing);
    },
    listContainers: async (filter) => {
      await enter('listContainers', '', looks);
      return [...containers.values()].filter(matches(filter));
    },
    containerStatus: async (id) => {
      await enter('containerStatus', subjectOf(id), looks);
      return containers.get(id);
    },
    containerLogs,
    imageStatus: async (image) => {
      await enter('imageStatus', image, looks);
      return images.has(image) ? { id: `sha256:${image}`, user: '' } : undefined;
    },
    pullImage: async (image, { signal, onProgress }) => {
      await enter('pullImage', image);
      if (signal?.aborted) throw new EngineError('cancelled');
      onProgress?.({ currentBytes: 1, totalBytes: 2 });
      images.add(image);
      return `sha256:${image}`;
    },
    imageGroups: async () => [],
    sandboxFiles: async (id, deeds) => {
      const isRecord = deeds.every((deed) => 'path' in deed && deed.path.includes('/events.json'));
      await enter('sandboxFiles', subjectOf(id), isRecord ? looks : calls);
      const results: FileResult[] = [];
      for (const deed of deeds) {
        results.push(doDeed(files, deed));
        if (!results.at(-1)?.ok) break;
      }
      return results;
    },
    readSandboxFile: async (id, path) => {
      await enter('readSandboxFile', `${subjectOf(id)} ${path}`, looks);
      return files.get(path);
    },
    execSync: async (id, command) => {
      await enter('execSync', `${subjectOf(id)} ${command.join(' ')}`);
      return { exitCode: 0, output: '', timedOut: false };
    },
    prepareHostPaths: async () => undefined,
    checkHostSubPaths: async () => undefined,
    updatePodSandboxResources: async (parent) => enter('updatePodSandboxResources', parent),
    portForward: async () => new PassThrough(),
    readHost: async (requests) => requests.map(() => ({ ok: false, errno: 'ENOENT' })),
    get connection() {
      return connection;
    },
    reconnect: () => void calls.push('reconnect '),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    sweepPod: () => undefined,
    sweep: async () => void calls.push('sweep '),
    dispose: async () => void calls.push('dispose '),

    container: (name) => {
      const all = [...containers.values()].filter((each) => each.name === name);
      const [newest] = all.sort((a, b) => b.attempt - a.attempt);
      if (!newest) throw new Error(`no container ${name}`);
      return newest;
    },
    sandbox: () => {
      const [newest] = [...sandboxes.values()].sort((a, b) => b.attempt - a.attempt);
      if (!newest) throw new Error('no sandbox');
      return newest;
    },
    exit: end,
    removeOutside: destroy,
    restartOutside: (id) => {
      end(id, 0);
      start(id);
    },
    pauseOutside: (id) => {
      updateSandbox(id, { paused: true });
      updateContainer(id, { paused: true });
      const thing = sandboxes.get(id) ?? containers.get(id);
      if (thing) tell('pause', thing);
    },
    write: (id, ...lines) => {
      logs.set(id, [...(logs.get(id) ?? []), ...lines]);
      for (const wake of [...waiters]) wake();
    },
    standing: () => [
      ...[...sandboxes.keys(), ...containers.keys()].map((id) => `${subjectOf(id)} ${id}`),
      ...volumes,
    ],
    connect: (endpoint = 'unix:///fake.sock', now = {}) => {
      facts = { ...facts, ...now };
      connection = { status: 'connected', endpoint, facts };
      emit({ type: 'connection', state: connection });
    },
    disconnect: () => {
      connection = {
        status: 'unreachable',
        endpoint: 'unix:///fake.sock',
        code: 'docker-unreachable',
        args: { endpoint: 'unix:///fake.sock' },
      };
      emit({ type: 'connection', state: connection });
    },
  };
  return runtime;
}

/** Files alone: directories and owners are not kept, and links lead nowhere. */
function doDeed(files: Map<string, Buffer>, deed: FileDeed): FileResult {
  const nothing = Buffer.alloc(0);
  const own = 'path' in deed ? files.get(deed.path) : undefined;
  const below = (path: string) => [...files.keys()].filter((each) => `${each}/`.startsWith(`${path}/`));
  if (deed.kind === 'read') return own ? { ok: true, data: own } : { ok: false, errno: 'ENOENT' };
  if (deed.kind === 'write') files.set(deed.path, deed.data);
  if (deed.kind === 'symlink') files.set(deed.path, Buffer.from(deed.target));
  if (deed.kind === 'remove') for (const path of below(deed.path)) files.delete(path);
  if (deed.kind === 'rename') {
    if (below(deed.path).length + below(deed.to).length === 0) return { ok: false, errno: 'ENOENT' };
    for (const path of below(deed.path)) {
      files.set(deed.to + path.slice(deed.path.length), files.get(path) ?? nothing);
      files.delete(path);
    }
  }
  return { ok: true, data: deed.kind === 'subPath' ? Buffer.from(deed.path) : nothing };
}
