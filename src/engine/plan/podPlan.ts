import type {
  Container,
  ContainerRestartRule,
  HostPathType,
  ImagePullPolicy,
  Pod,
  RestartPolicy,
} from '../model/pod';
import type { ObjectRef } from '../model/podObject';
import type { PodKey, PublishedPort } from '../model/podSnapshot';
import type { VolumeContent } from './volumeContent';

/**
 * Everything Docker will be asked for to make one pod, as plain data. The words are the CRI's (PodSandboxConfig,
 * ContainerConfig); `runtime/docker/convert.ts` says each in Docker's. What depends on an earlier answer (the sandbox's
 * IP, a ConfigMap's values, the image's user) stands unresolved in it: `resolveContainer` fills it in for each attempt.
 */
export interface PodPlan {
  key: PodKey;
  uid: string;
  pod: Pod;
  specHash: string;
  restartPolicy: RestartPolicy;
  /** Seconds between SIGTERM and SIGKILL. */
  gracePeriodSeconds: number;
  /** Seconds from the pod's start after which it fails; absent: none. */
  activeDeadlineSeconds?: number;
  sandbox: PodSandboxConfig;
  /** Plain init containers and sidecars, in the order they are started. */
  initContainers: PlannedContainer[];
  containers: PlannedContainer[];
  /** Every image that must be there, once: of containers and of image volumes. */
  images: PlannedImage[];
  /** ConfigMaps and Secrets that its environment and volumes take from, each once. */
  objects: PlannedObject[];
  /** Names of Secrets with credentials for registries. */
  imagePullSecrets: string[];
  /** One entry per request or setting that a reader may wonder about. */
  reasons: PlanReason[];
}

export interface PlannedImage {
  image: string;
  pullPolicy: ImagePullPolicy;
  /** Who asks for it, for errors: a container, or a volume. */
  container?: string;
  volume?: string;
}

export interface PlannedObject extends ObjectRef {
  /** Every use of it is marked optional: a pod without it runs. */
  optional: boolean;
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
  /** What other pods on the network find it by; absent with hostNetwork. */
  networkAliases?: string[];
  hostNetwork: boolean;
  hostIPC: boolean;
  hostPID: boolean;
  portMappings: PublishedPort[];
  /** Mounted in the sandbox at `/v/<index>`: those of the manifest, and what the engine keeps beside them. */
  volumes: VolumeConfig[];
  /** Linux capabilities by which the sandbox may change files of others; none for most pods. */
  capabilities: string[];
  /** The group that volumes with `ownedByGroup` are given, and when. */
  fsGroup?: { gid: number; changePolicy: 'OnRootMismatch' | 'Always' };
  sysctls: Record<string, string>;
  cgroupParent?: string;
  /** It outlives its containers where the machine has no memory left; absent: with the kernel's 0 it does. */
  oomScoreAdj?: number;
  /** Limits of the pod as a whole, on the cgroup parent, without which nothing can hold them; absent: none. */
  podResources?: LinuxContainerResources;
  /** Name of Docker's OCI runtime; absent: the daemon's default. */
  runtime?: string;
}

/** A Docker volume, mounted by the sandbox so that it outlives any container. */
export interface VolumeConfig {
  /** The manifest's name of it; for what the engine keeps beside them, a name no manifest can have. */
  name: string;
  /** Docker's name of it. */
  volumeName: string;
  labels: Record<string, string>;
  /** tmpfs with this many bytes at most; absent size: half of the memory, as the kernel's default. `gid` owns it. */
  tmpfs?: { sizeBytes?: number; gid?: number };
  /** Options of Docker's `local` driver: nfs. */
  driverOptions?: Record<string, string>;
  /** An image whose files it holds, where Docker cannot mount the image itself. */
  copyOf?: string;
  /** It belongs to a claim and outlives the pod. */
  outlivesPod?: boolean;
  /** Files that are written in it before any container starts, and again as a whole when an object changes. */
  content?: VolumeContent;
  /** It takes the pod's fsGroup. */
  ownedByGroup?: boolean;
}

/** `init` ends before the next starts; `sidecar` starts in their order and stays; `app` is one of spec.containers. */
export type ContainerRole = 'init' | 'sidecar' | 'app';

/** A container as far as it is known before anything runs. */
export interface PlannedContainer {
  name: string;
  role: ContainerRole;
  /** The manifest's own entry: environment, probes and hooks are read from it. */
  spec: Container;
  /** Its own, or the pod's; of a sidecar Always, of an init container never Always. */
  restartPolicy: RestartPolicy;
  restartPolicyRules: ContainerRestartRule[];
  /** `command`, `args` and sub-paths still have their `$(NAME)`. */
  config: Omit<ContainerConfig, 'envs'>;
  /** It cannot be created before the sandbox runs: it needs the pod's IP, a sub-path or a file of a volume. */
  needsSandbox: boolean;
  /** Hash of the manifest's own entry, so that no other version of the planner gives another. */
  specHash: string;
}

/** One attempt of a container, complete: what the runtime is asked for. */
export interface ContainerConfig {
  name: string;
  image: string;
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
  /** `SIGUSR1`; absent: the image's. */
  stopSignal?: string;
  cgroupParent?: string;
  runtime?: string;
  specHash: string;
}

interface MountBase {
  /** The manifest's name of the volume, for errors. */
  volume: string;
  containerPath: string;
  readonly: boolean;
  /** Enabled: refused where Docker cannot. */
  recursiveReadOnly?: 'IfPossible' | 'Enabled';
  propagation?: 'HostToContainer' | 'Bidirectional';
  /** Below the volume's root; made where it is not there. */
  subPath?: string;
  /** `subPath` still has its `$(NAME)`. */
  subPathIsExpr?: boolean;
  /** As the manifest has it: a variable's value may be a Secret's, which no error shows. */
  subPathAsWritten?: string;
  /** Nothing is made where the sub-path is not there: it is a part of an image. */
  subPathMustExist?: boolean;
  /** Its subPath is the file of the attempt, see `terminationFile`, made just before the container starts. */
  isTerminationLog?: boolean;
}

export type MountConfig =
  | (MountBase & {
      kind: 'volume';
      volumeName: string;
    })
  | (MountBase & {
      kind: 'bind';
      hostPath: string;
      hostPathType: HostPathType;
      /** Docker makes a directory where nothing is (hostPath type `` and DirectoryOrCreate). */
      createDirectory: boolean;
    })
  | (MountBase & {
      kind: 'image';
      image: string;
    });

/** The container's own securityContext over the pod's. */
export interface LinuxContainerSecurity {
  /** As Docker takes it, `uid` or `uid:gid`; absent: the image's user. */
  user?: string;
  supplementalGroups: number[];
  privileged: boolean;
  noNewPrivileges: boolean;
  readonlyRootfs: boolean;
  addCapabilities: string[];
  dropCapabilities: string[];
  /** Docker's word: `unconfined`, or a profile as JSON; absent: Docker's default profile. */
  seccomp?: string;
  /** Docker's word: `unconfined` or a profile's name; absent: Docker's default profile. */
  apparmor?: string;
  /** Docker's `label` options: `user:…`, `role:…`, `type:…`, `level:…`. */
  selinuxLabels: string[];
  /** procMount Unmasked: nothing of /proc is hidden or read-only. */
  unmaskedProc: boolean;
}

/** As the kubelet maps requests and limits to cgroups; absent: no limit. */
export interface LinuxContainerResources {
  cpuShares: number;
  /** Microseconds per period. */
  cpuQuota?: number;
  /** Microseconds. */
  cpuPeriod?: number;
  memoryLimitInBytes?: number;
  /** By the pod's QoS class; below 0 only where the daemon may. Absent: the kernel's 0. */
  oomScoreAdj?: number;
  /** GPUs asked for, by Docker's driver of them. */
  devices?: { driver: string; count: number; capabilities: string[] }[];
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
  /** OCI runtime of each runtimeClassName, by the user's setting. */
  runtimeClasses?: Record<string, string>;
  /** Unsafe sysctls that may be set, as the kubelet's `--allowed-unsafe-sysctls`: `net.*`. */
  allowedUnsafeSysctls?: string[];
  /** Where the limits of a pod as a whole come from; `spec` where absent. */
  podLimits?: PodLimitsSource;
}

/** `spec.resources` alone, or where that has none the sum of the containers' limits, as on the kubelet. */
export type PodLimitsSource = 'spec' | 'containers';

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
  /** None of ours is embedded for that architecture: nobody dials or makes files in the sandbox. */
  withoutAgent?: boolean;
  /** The daemon's host's name: Kubernetes' node name. */
  nodeName: string;
  /** Where containers reach the daemon's host: the address of Docker's default bridge, else 127.0.0.1. */
  nodeIP: string;
  /** `/var/lib/docker`. */
  rootDir: string;
  /** By how many ms at least the daemon's clock is ahead of this machine's; absent: by nothing to speak of. */
  clockOffsetMs?: number;
  /** `docker info`'s SecurityOptions by name: seccomp, apparmor, selinux, userns, rootless, cgroupns. */
  securityOptions: string[];
}
