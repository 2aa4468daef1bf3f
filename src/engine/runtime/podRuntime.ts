import type { Duplex } from 'node:stream';
import type { EngineErrorCode } from '../model/engineError';
import type { HostPathType } from '../model/pod';
import type { DesiredState, PodKey, PublishedPort } from '../model/podSnapshot';
import type { SandboxWord } from '../plan/names';
import type {
  ContainerConfig,
  DaemonFacts,
  LinuxContainerResources,
  PodSandboxConfig,
} from '../plan/podPlan';

/**
 * The port between pods and the machine, with the CRI's verbs
 * (https://github.com/kubernetes/cri-api, RuntimeService and ImageService). `runtime/docker/` speaks dockerode;
 * tests have a fake. Every create is idempotent by name; every stop and remove succeeds where the thing is gone.
 * All verbs throw EngineError.
 */
export interface PodRuntime {
  /** What the daemon is, as it said when the connection was made. */
  version(): Promise<DaemonFacts>;

  /**
   * Makes the network, the volumes and the sandbox container, and begins to start it. Resolves as soon as the
   * sandbox has an id, so that containers can be created while it starts; `ready` resolves when it runs.
   */
  runPodSandbox(config: PodSandboxConfig, attempt: number): Promise<Created & { ready: Promise<void> }>;
  /**
   * Writes on Docker, in the sandbox's name, what somebody wants of the pod, before it is done: no other window heals
   * a pod that is being stopped or removed, or gives it what another manifest says, and the next activation goes on
   * where this one was cut off. What `word` leaves out stays as it is.
   */
  markPodSandbox(sandbox: SandboxStatus, word: Partial<SandboxWord>): Promise<void>;
  /** Ends the sandbox and with it the namespaces; the container stays, exited. */
  stopPodSandbox(sandboxId: string): Promise<void>;
  /**
   * A file in the sandbox, also of one that does not run (`sandboxFiles` is faster where it does); undefined where there
   * is none. At most `maxBytes` of it.
   */
  readSandboxFile(sandboxId: string, path: string, maxBytes: number): Promise<Buffer | undefined>;
  /**
   * Fills a volume of the sandbox, which runs, with the files of its image: what it could not be when the sandbox began,
   * for the image was not there. Throws `image-not-found`.
   */
  fillVolume(sandboxId: string, config: PodSandboxConfig, volume: string): Promise<void>;
  /** Removes the sandbox container alone. */
  removePodSandbox(sandboxId: string): Promise<void>;
  /** Removes what a pod leaves behind once no container of it is there: volumes, and later its idle network and cgroup. */
  removePodResources(key: PodKey, uid: string): Promise<void>;
  podSandboxStatus(sandboxId: string): Promise<SandboxStatus | undefined>;
  listPodSandbox(filter?: PodFilter): Promise<SandboxStatus[]>;

  /** One of this attempt that stands in the same sandbox is answered as it is, also where it has run and ended. */
  createContainer(
    sandboxId: string,
    config: ContainerConfig,
    key: PodKey,
    uid: string,
    attempt: number,
  ): Promise<Created>;
  /** `name` is the container's in the manifest, for errors. */
  startContainer(containerId: string, name: string): Promise<void>;
  /** SIGTERM (or the image's stop signal), then SIGKILL after the seconds given; resolves when it has ended. */
  stopContainer(containerId: string, timeoutSeconds: number): Promise<void>;
  removeContainer(containerId: string): Promise<void>;
  /**
   * Gives a running container to Docker's own restart policy, for as long as nobody is there who would restart it, or
   * takes it back (`no`). One that waits in Docker's back-off when it is taken back is ended.
   */
  updateContainerRestartPolicy(containerId: string, policy: DockerRestartPolicy): Promise<void>;
  /** Lets a paused container or sandbox go on. */
  unpause(id: string): Promise<void>;
  listContainers(filter?: PodFilter): Promise<RuntimeContainerStatus[]>;
  containerStatus(containerId: string): Promise<RuntimeContainerStatus | undefined>;
  /** The container's output: `timestamp stream text` lines as they were written. Ends when the container ends, or by the signal. */
  containerLogs(containerId: string, options: LogOptions): AsyncIterable<LogLine>;

  /** Undefined where the daemon has no such image. */
  imageStatus(image: string): Promise<ImageStatus | undefined>;
  /** Groups that the image's /etc/passwd and /etc/group give a user (`uid`, `name`), the primary first. */
  imageGroups(imageId: string, user: string): Promise<number[]>;
  /** One pull per image at a time: a second caller joins the first and sees its progress. Resolves to the image's id. */
  pullImage(image: string, options: PullOptions): Promise<string>;

  /**
   * Does these inside the sandbox, in order, until one fails: the volumes stand at `/v/<index>`, and the hosts and
   * resolv.conf that all containers of the pod see at `/etc`. The sandbox must run. Answers one result per deed done.
   */
  sandboxFiles(sandboxId: string, deeds: FileDeed[]): Promise<FileResult[]>;
  /** Runs a command in the container and waits for it; after the timeout it is left to itself (`timedOut`). */
  execSync(containerId: string, command: string[], timeoutMs: number): Promise<ExecResult>;
  /** Sees to it that hostPaths are of their types, and makes those that may be made. Throws `host-path-*`. */
  prepareHostPaths(paths: { volume: string; path: string; type: HostPathType }[]): Promise<void>;
  /** Throws `sub-path` where symbolic links lead from a part of a hostPath out of it; `written` is for the error. */
  checkHostSubPaths(
    parts: { volume: string; path: string; subPath: string; written: string }[],
  ): Promise<void>;
  /**
   * Gives limits of the pod as a whole to its cgroup, which stands since the sandbox runs; before the first container
   * starts. May be done again. Throws `pod-limits-not-held`.
   */
  updatePodSandboxResources(cgroupParent: string, resources: LinuxContainerResources): Promise<void>;

  /**
   * A TCP connection from inside the pod's network namespace, dialled by the sandbox: to a port of its localhost, or of
   * the IP address given. Throws `connect-refused`, with what Node's net would call it as `detail`.
   */
  portForward(sandboxId: string, port: number, timeoutMs: number, host?: string): Promise<Duplex>;
  /** Reads files and links of the daemon's host through the helper, all in one round trip, in the order asked. */
  readHost(requests: HostRead[]): Promise<HostReading[]>;

  /** The state of the way to the daemon, now. */
  readonly connection: ConnectionState;
  /** Tries to connect at once instead of at the next turn. */
  reconnect(): void;
  /** Every change of a container of ours, from now on; and the ups and downs of the connection. Returns the unsubscribe. */
  subscribe(listener: (event: RuntimeEvent) => void): () => void;

  /**
   * Nothing is seen of the pod any more: what it has left goes a while after, where it has not come back by then.
   */
  sweepPod(key: PodKey, uid: string): void;
  /** Does at once what is otherwise done a while after the last pod went: idle networks, empty cgroups, the helper. */
  sweep(): Promise<void>;
  dispose(): Promise<void>;
}

/** Docker's restart policies that stand for Kubernetes'. */
export type DockerRestartPolicy = 'no' | 'on-failure' | 'unless-stopped';

/** What a create has come to. */
export interface Created {
  id: string;
  /** False: the same thing of ours stood under this name; another engine made it. */
  created: boolean;
}

export interface ImageStatus {
  /** Docker's id of it. */
  id: string;
  /** Its USER; empty for root. */
  user: string;
}

export interface ExecResult {
  /** 126 or 127 where the program cannot be run. */
  exitCode: number;
  /** Both streams, at most 10 KiB. */
  output: string;
  timedOut: boolean;
}

/**
 * Modes are numbers (0644 is 420); owners are ids. Every deed may be done again. In a volume (`/v/<index>/…`) symbolic
 * links are followed within it and not out of it (errno EXDEV), for what runs in the pod may have made them.
 */
export type FileDeed =
  /** With its parents; one that is there keeps its mode. */
  | { kind: 'mkdir'; path: string; mode: number }
  /** Made anew, or its content replaced in place; `owner` is the user it is given to, the sandbox's where absent. */
  | { kind: 'write'; path: string; mode: number; data: Buffer; owner?: number }
  | { kind: 'symlink'; path: string; target: string }
  /** Replaces what stands at `to`, in one step. */
  | { kind: 'rename'; path: string; to: string }
  /** With all below it; nothing where it is not there. */
  | { kind: 'remove'; path: string }
  /** Names in a directory, each ended by a zero byte. */
  | { kind: 'list'; path: string }
  | { kind: 'read'; path: string; maxBytes: number }
  /**
   * What stands at a path below a volume's root, symbolic links followed: gives its path below the root without any
   * link. `make`: a directory with the root's mode where nothing is, as the kubelet does for a subPath.
   */
  | { kind: 'subPath'; root: string; path: string; make: boolean }
  /** fsGroup: all below the path and then it itself get the group, g+rw (g+rwxs for directories). */
  | { kind: 'group'; path: string; gid: number; changePolicy: 'OnRootMismatch' | 'Always' };

export type FileResult = { ok: true; data: Buffer } | { ok: false; errno: string };

export interface PodFilter {
  key?: PodKey;
  uid?: string;
}

export interface SandboxStatus {
  id: string;
  key: PodKey;
  uid: string;
  attempt: number;
  state: 'SANDBOX_READY' | 'SANDBOX_NOTREADY';
  createdAt: string;
  startedAt?: string;
  finishedAt?: string;
  /** It runs, but somebody has frozen it (`docker pause`). */
  paused?: boolean;
  /** As last written by `markPodSandbox`; `Running` from the start. */
  desired: DesiredState;
  /** Hash of the manifest that the pod shall be: the one last applied, else the one the sandbox was made with. */
  specHash: string;
  /** Its manifest was applied since the sandbox was made: it stands in a file, not in the labels. */
  applied: boolean;
  /** Docker host's pid of its first process; 0 when it does not run. */
  pid: number;
  ip?: string;
  /** Where containers reach Docker's host: the gateway of the pod's network. */
  hostIP?: string;
  portMappings: PublishedPort[];
  /** Our labels: manifest, source, spec hash. */
  labels: Record<string, string>;
}

export interface RuntimeContainerStatus {
  id: string;
  name: string;
  key: PodKey;
  uid: string;
  sandboxId: string;
  attempt: number;
  state: 'CONTAINER_CREATED' | 'CONTAINER_RUNNING' | 'CONTAINER_EXITED' | 'CONTAINER_UNKNOWN';
  /** It runs, but somebody has frozen it (`docker pause`). */
  paused?: boolean;
  /** It stands under Docker's own restart policy, or waits in Docker's back-off: nobody was there who would restart it. */
  handedOver?: boolean;
  /** How often Docker has restarted it, in place: the same container, with its files and its log. */
  dockerRestarts: number;
  image: string;
  imageId: string;
  createdAt: string;
  startedAt?: string;
  finishedAt?: string;
  exitCode: number;
  oomKilled: boolean;
  /** What it left in its terminationMessagePath, or by its policy the end of its log. */
  terminationMessage?: string;
  /** Docker's own words where a start failed. */
  error?: string;
  pid: number;
  specHash: string;
}

export interface LogOptions {
  follow: boolean;
  /** Lines from the end; absent: all. */
  tail?: number;
  signal?: AbortSignal;
}

export interface LogLine {
  /** RFC 3339 with nanoseconds, as Docker wrote it. */
  time: string;
  stream: 'stdout' | 'stderr';
  text: string;
  /** No line end was written behind it. */
  unfinished?: true;
}

/** Credentials for the registry of one pull, as a dockerconfigjson has them. */
export interface RegistryAuth {
  username?: string;
  password?: string;
  identitytoken?: string;
  serveraddress?: string;
}

export interface PullOptions {
  /** Tried one after the other; Docker's own credentials (config.json, its helpers) come last. */
  auths?: RegistryAuth[];
  signal?: AbortSignal;
  /** Bytes over all layers, as far as they are known. */
  onProgress?: (progress: { currentBytes: number; totalBytes: number }) => void;
}

export type HostRead =
  /** Content of a file, at most `maxBytes` (64 KiB where absent). */
  | { kind: 'file'; path: string; maxBytes?: number }
  /** Target of a symbolic link. */
  | { kind: 'link'; path: string }
  /** Names in a directory, each ended by a zero byte. */
  | { kind: 'dir'; path: string };

export type HostReading = { ok: true; data: Buffer } | { ok: false; errno: string };

export type RuntimeEvent =
  | {
      type: 'container';
      /** Docker's word: create, start, die, oom, destroy, … */
      action: string;
      id: string;
      role: 'podsandbox' | 'container';
      key: PodKey;
      uid: string;
    }
  | { type: 'connection'; state: ConnectionState };

export type ConnectionState =
  | { status: 'connecting' }
  | { status: 'connected'; endpoint: string; facts: DaemonFacts }
  | { status: 'unreachable'; endpoint: string; code: EngineErrorCode; args: Record<string, string> };
