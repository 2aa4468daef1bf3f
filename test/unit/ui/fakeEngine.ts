import type {
  ConnectionState,
  Container,
  ContainerState,
  ContainerStatus,
  LogLine,
  NamespaceReport,
  PodEngineApi,
  PodEvent,
  PodKey,
  PodSnapshot,
} from '../../../src/engine';
import { EngineError } from '../../../src/engine/model/engineError';
import { podKeyString } from '../../../src/engine/model/podSnapshot';

/** An engine whose pods, answers and connection a test sets by hand. */
export interface FakeEngine extends PodEngineApi {
  set(...snapshots: PodSnapshot[]): void;
  delete(key: PodKey): void;
  connect(state: ConnectionState): void;
  /** What `inspect` answers; by default `pod-not-found`. */
  onInspect: (key: PodKey) => Promise<NamespaceReport>;
  onLogs: PodEngineApi['logs'];
  onEvents: PodEngineApi['events'];
  onRun: PodEngineApi['run'];
  /** Names of the verbs called, with their pod. */
  readonly calls: string[];
}

export function fakeEngine(): FakeEngine {
  const pods = new Map<string, PodSnapshot>();
  const podListeners = new Set<(keys: PodKey[]) => void>();
  const connectionListeners = new Set<(state: ConnectionState) => void>();
  const calls: string[] = [];
  let connection: ConnectionState = { status: 'connecting' };
  const tell = (keys: PodKey[]) => {
    for (const listener of podListeners) listener(keys);
  };
  const called = (verb: string, key: PodKey) => calls.push(`${verb} ${podKeyString(key)}`);
  const engine: FakeEngine = {
    calls,
    get connection() {
      return connection;
    },
    onDidChangeConnection: (listener) => subscribe(connectionListeners, listener),
    reconnect: () => void calls.push('reconnect'),
    pods: () => [...pods.values()],
    pod: (key) => pods.get(podKeyString(key)),
    onDidChangePods: (listener) => subscribe(podListeners, listener),
    plan: () => Promise.reject(new EngineError('docker-failed', { detail: 'no plans here' })),
    run: (pod, options) => {
      called('run', pod.metadata);
      return engine.onRun(pod, options);
    },
    changeOf: async () => undefined,
    stop: async (key) => void called('stop', key),
    restart: async (key) => {
      called('restart', key);
      const snapshot = pods.get(podKeyString(key));
      if (!snapshot) throw new EngineError('pod-not-found', { pod: key.name });
      return snapshot;
    },
    remove: async (key) => {
      called('remove', key);
      engine.delete(key);
    },
    objectsChanged: () => void calls.push('objectsChanged'),
    logs: (...args) => engine.onLogs(...args),
    inspect: (key) => {
      called('inspect', key);
      return engine.onInspect(key);
    },
    events: (key) => engine.onEvents(key),
    describe: async ({ name }) => `Name: ${name}`,
    tcpCheck: async () => true,
    httpGet: async () => ({ statusCode: 200, headers: {}, body: Buffer.alloc(0) }),
    dispose: async () => {},
    set: (...snapshots) => {
      for (const snapshot of snapshots) pods.set(podKeyString(snapshot.metadata), snapshot);
      tell(snapshots.map(({ metadata }) => metadata));
    },
    delete: (key) => {
      pods.delete(podKeyString(key));
      tell([key]);
    },
    connect: (state) => {
      connection = state;
      for (const listener of connectionListeners) listener(state);
    },
    onInspect: async ({ name }) => {
      throw new EngineError('pod-not-found', { pod: name });
    },
    onEvents: async () => [],
    onLogs: async function* (): AsyncGenerator<LogLine> {},
    onRun: async (pod) => podSnapshot({ name: pod.metadata.name, namespace: pod.metadata.namespace }),
  };
  return engine;
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** What a test says of a pod; the rest is that of a healthy one. */
export interface SnapshotSketch extends Partial<Omit<PodSnapshot, 'status' | 'metadata' | 'spec'>> {
  name?: string;
  namespace?: string;
  createdAt?: string;
  containers?: Record<string, ContainerState>;
  /** Init containers, in their order; those named `side…` are sidecars. */
  init?: Record<string, ContainerState>;
  restarts?: number;
  status?: Partial<PodSnapshot['status']>;
}

export const running: ContainerState = { running: { startedAt: '2026-11-20T07:00:00Z' } };

export function waiting(reason: string, message?: string): ContainerState {
  return { waiting: { reason, ...(message ? { message } : {}) } };
}

export function terminated(exitCode: number, reason: string): ContainerState {
  return {
    terminated: {
      exitCode,
      reason,
      startedAt: '2026-11-20T07:00:00Z',
      finishedAt: '2026-11-20T07:01:00Z',
      containerID: 'docker://c',
    },
  };
}

/** A pod as the engine would show it. */
export function podSnapshot(sketch: SnapshotSketch = {}): PodSnapshot {
  const {
    name = 'web',
    namespace = 'default',
    createdAt = '2026-11-20T07:00:00Z',
    containers = { nginx: running, writer: running },
    init = {},
    restarts = 0,
    status,
    ...rest
  } = sketch;
  return {
    metadata: { name, namespace, uid: `uid-of-${name}`, creationTimestamp: createdAt },
    spec: {
      ...(Object.keys(init).length ? { initContainers: Object.keys(init).map(initSpec) } : {}),
      containers: Object.keys(containers).map((each) => ({ name: each, image: `${each}:alpine` })),
    },
    desired: 'Running',
    sandbox: { id: 'sandbox-id', attempt: 0, state: 'SANDBOX_READY', createdAt },
    specHash: 'hash',
    publishedPorts: [],
    problems: [],
    ...rest,
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
      ...(Object.keys(init).length
        ? {
            initContainerStatuses: Object.entries(init).map(([each, state]) =>
              containerStatus(each, state, restarts),
            ),
          }
        : {}),
      containerStatuses: Object.entries(containers).map(([each, state]) =>
        containerStatus(each, state, restarts),
      ),
      qosClass: 'BestEffort',
      podIP: '172.18.0.2',
      ...status,
    },
  };
}

function initSpec(name: string): Container {
  return { name, image: `${name}:alpine`, ...(name.startsWith('side') ? { restartPolicy: 'Always' } : {}) };
}

function containerStatus(name: string, state: ContainerState, restartCount: number): ContainerStatus {
  return {
    name,
    image: `${name}:alpine`,
    imageID: 'sha256:i',
    containerID: state.waiting && restartCount === 0 ? '' : `docker://${name}`,
    ready: state.running !== undefined,
    started: state.running !== undefined,
    restartCount,
    state,
  };
}

/** An event of the pod, of three minutes before 07:03. */
export function podEvent(sketch: Partial<PodEvent> = {}): PodEvent {
  const time = '2026-11-20T07:00:00Z';
  return {
    type: 'Normal',
    reason: 'Started',
    message: 'Started container app',
    count: 1,
    firstTimestamp: time,
    lastTimestamp: time,
    ...sketch,
  };
}

/** A report in which `shared` kinds are the pod's and all others private; inodes are made of the member's number. */
export function namespaceReport(
  members: string[],
  shared: readonly string[] = ['net', 'ipc'],
  takenAt = '2026-11-20T07:00:00Z',
): NamespaceReport {
  const kinds = ['net', 'ipc', 'uts', 'pid', 'mnt', 'user', 'cgroup', 'time'] as const;
  const all = ['POD', ...members];
  const cell = (kind: (typeof kinds)[number], index: number) => {
    const column = kinds.indexOf(kind) + 1;
    if (kind === 'user' || kind === 'time') {
      return {
        inode: 4026531830 + column,
        sharing: 'host' as const,
        sharedWith: all.filter((_, at) => at !== index),
      };
    }
    return shared.includes(kind)
      ? {
          inode: 4026532000 + column,
          sharing: 'pod' as const,
          sharedWith: all.filter((_, at) => at !== index),
        }
      : { inode: 4026532100 + column * 20 + index, sharing: 'private' as const, sharedWith: [] };
  };
  return {
    pod: { name: 'web', namespace: 'default', uid: 'uid-of-web' },
    takenAt,
    members: all.map((name, index) => ({
      role: index === 0 ? ('sandbox' as const) : ('container' as const),
      name,
      pid: 1000 + index,
      namespaces: Object.fromEntries(
        kinds.map((kind) => [kind, cell(kind, index)]),
      ) as NamespaceReport['members'][number]['namespaces'],
    })),
    absent: [],
  };
}

/** `vscode.l10n.t` without translations. */
export function plainText(message: string, ...args: (string | number)[]): string {
  return message.replace(/\{(\d+)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole));
}
