import type { ImagePullPolicy, Pod, RestartPolicy } from '../model/pod';
import type { PodKey, PublishedPort } from '../model/podSnapshot';

/**
 * Everything Docker will be asked for to make one pod, as plain data. The words are the CRI's (PodSandboxConfig,
 * ContainerConfig); `runtime/docker/convert.ts` says each in Docker's. Nothing in it depends on an earlier answer
 * of Docker except the sandbox's id, which every container's create takes as its first argument.
 */
export interface PodPlan {
  key: PodKey;
  uid: string;
  pod: Pod;
  specHash: string;
  restartPolicy: RestartPolicy;
  /** Seconds between SIGTERM and SIGKILL. */
  gracePeriodSeconds: number;
  sandbox: PodSandboxConfig;
  containers: ContainerConfig[];
  /** One entry per request or setting that a reader may wonder about. */
  reasons: PlanReason[];
}

/** Why something is asked of Docker, and which field of the manifest it comes from (absent: a rule of pods). */
export interface PlanReason {
  /** `network`, `volume <name>`, `sandbox`, `container <name>`. */
  subject: string;
  what: string;
  why: string;
  path?: string;
}

export interface PodSandboxConfig {
  key: PodKey;
  uid: string;
  image: string;
  hostname?: string;
  labels: Record<string, string>;
  /** Name of the user-defined bridge shared by the pods of one Kubernetes namespace; absent with hostNetwork. */
  network?: string;
  hostNetwork: boolean;
  hostIPC: boolean;
  hostPID: boolean;
  portMappings: PublishedPort[];
  volumes: VolumeConfig[];
  cgroupParent?: string;
  /** Name of Docker's OCI runtime; absent: the daemon's default. */
  runtime?: string;
}

/** A Docker volume that lives as long as the pod. */
export interface VolumeConfig {
  /** The manifest's name of it. */
  name: string;
  /** Docker's name of it. */
  volumeName: string;
  labels: Record<string, string>;
  /** tmpfs with this many bytes at most; absent size: half of the memory, as the kernel's default. */
  tmpfs?: { sizeBytes?: number };
}

export interface ContainerConfig {
  name: string;
  image: string;
  imagePullPolicy: ImagePullPolicy;
  labels: Record<string, string>;
  command?: string[];
  args?: string[];
  workingDir?: string;
  envs: { name: string; value: string }[];
  mounts: MountConfig[];
  pidNamespace: 'CONTAINER' | 'POD' | 'NODE';
  hostIPC: boolean;
  stdin: boolean;
  stdinOnce: boolean;
  tty: boolean;
  security: LinuxContainerSecurity;
  resources: LinuxContainerResources;
  cgroupParent?: string;
  runtime?: string;
  /** Hash of this container's own part of the plan. */
  specHash: string;
}

export type MountConfig =
  | { kind: 'volume'; volumeName: string; containerPath: string; readonly: boolean }
  | {
      kind: 'bind';
      /** The manifest's name of the volume, for errors. */
      volume: string;
      hostPath: string;
      containerPath: string;
      readonly: boolean;
      /** Docker makes a directory where nothing is (hostPath type `` and DirectoryOrCreate). */
      createDirectory: boolean;
    };

/** The container's own securityContext over the pod's, as far as the engine carries it. */
export interface LinuxContainerSecurity {
  /** `uid` or `uid:gid`; absent: the image's user. */
  user?: string;
  privileged: boolean;
  noNewPrivileges: boolean;
  readonlyRootfs: boolean;
  addCapabilities: string[];
  dropCapabilities: string[];
}

/** As the kubelet maps requests and limits to cgroups; absent: no limit. */
export interface LinuxContainerResources {
  cpuShares: number;
  /** Microseconds per period. */
  cpuQuota?: number;
  /** Microseconds. */
  cpuPeriod?: number;
  memoryLimitInBytes?: number;
}

/** What planning must know of the daemon and of the user's choices. */
export interface PlanContext {
  facts: DaemonFacts;
  /** Directory of the manifest's file: relative hostPaths are taken from it. Absent for unsaved text. */
  manifestDirectory?: string;
  /** URI of the manifest's document. */
  source?: string;
  /** When the pod was first asked for, RFC 3339; carried from attempt to attempt. Absent for a new pod. */
  createdAt?: string;
  /** OCI runtime by the user's setting. */
  runtime?: string;
  /** Address that hostPorts without a hostIP are published on; 127.0.0.1 where absent. */
  hostIP?: string;
}

/** What `docker info` and `docker version` say, as far as a plan or the inspector depends on it. */
export interface DaemonFacts {
  serverVersion: string;
  apiVersion: string;
  os: string;
  /** Docker's word: x86_64, aarch64, … */
  architecture: string;
  cgroupDriver: 'cgroupfs' | 'systemd' | 'none';
  cgroupVersion: 1 | 2;
  rootless: boolean;
  runtimes: string[];
  defaultRuntime: string;
  cpus: number;
  memoryBytes: number;
  /** Reference of the image the sandbox runs from on this daemon's architecture. */
  sandboxImage: string;
}
