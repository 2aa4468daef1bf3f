/**
 * The Pod as its manifest writes it: the part of Kubernetes' core/v1 Pod this engine reads, under its own names.
 * Fields that are known but not read here stay in the value untouched; `manifest/support.ts` says what becomes of each.
 */
export interface Pod {
  apiVersion: 'v1';
  kind: 'Pod';
  metadata: ObjectMeta;
  spec: PodSpec;
}

export interface ObjectMeta {
  name: string;
  /** Always set after reading: `default` where the manifest names none. */
  namespace: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export type RestartPolicy = 'Always' | 'OnFailure' | 'Never';

export interface PodSpec {
  containers: Container[];
  /** Run one after the other before the containers; those with restartPolicy Always are sidecars and stay. */
  initContainers?: Container[];
  volumes?: Volume[];
  restartPolicy?: RestartPolicy;
  hostname?: string;
  subdomain?: string;
  setHostnameAsFQDN?: boolean;
  hostnameOverride?: string;
  hostAliases?: { ip: string; hostnames?: string[] }[];
  dnsPolicy?: DnsPolicy;
  dnsConfig?: PodDnsConfig;
  shareProcessNamespace?: boolean;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  hostUsers?: boolean;
  /** Seconds; 30 where absent. */
  terminationGracePeriodSeconds?: number;
  /** Seconds from the pod's start. */
  activeDeadlineSeconds?: number;
  runtimeClassName?: string;
  imagePullSecrets?: { name?: string }[];
  serviceAccountName?: string;
  serviceAccount?: string;
  enableServiceLinks?: boolean;
  nodeName?: string;
  os?: { name: string };
  overhead?: Record<string, string>;
  /** Of the pod as a whole: `spec.resources`. */
  resources?: ResourceRequirements;
  securityContext?: PodSecurityContext;
}

export type DnsPolicy = 'ClusterFirst' | 'ClusterFirstWithHostNet' | 'Default' | 'None';

export interface PodDnsConfig {
  nameservers?: string[];
  searches?: string[];
  options?: { name?: string; value?: string }[];
}

export interface PodSecurityContext extends SharedSecurityContext {
  fsGroup?: number;
  /** Always where absent. */
  fsGroupChangePolicy?: 'OnRootMismatch' | 'Always';
  supplementalGroups?: number[];
  /** Merge where absent. */
  supplementalGroupsPolicy?: 'Merge' | 'Strict';
  sysctls?: { name: string; value: string }[];
}

/** What pod and container may both set; the container's wins. */
export interface SharedSecurityContext {
  runAsUser?: number;
  runAsGroup?: number;
  runAsNonRoot?: boolean;
  seccompProfile?: SecurityProfile;
  appArmorProfile?: SecurityProfile;
  seLinuxOptions?: { user?: string; role?: string; type?: string; level?: string };
}

export interface SecurityProfile {
  type: 'RuntimeDefault' | 'Unconfined' | 'Localhost';
  localhostProfile?: string;
}

export type ImagePullPolicy = 'Always' | 'IfNotPresent' | 'Never';

export interface Container {
  name: string;
  image: string;
  imagePullPolicy?: ImagePullPolicy;
  command?: string[];
  args?: string[];
  workingDir?: string;
  env?: EnvVar[];
  envFrom?: EnvFromSource[];
  ports?: ContainerPort[];
  resources?: ResourceRequirements;
  volumeMounts?: VolumeMount[];
  stdin?: boolean;
  stdinOnce?: boolean;
  tty?: boolean;
  securityContext?: SecurityContext;
  /** The pod's where absent. Of an init container, Always makes it a sidecar. */
  restartPolicy?: RestartPolicy;
  restartPolicyRules?: ContainerRestartRule[];
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  startupProbe?: Probe;
  lifecycle?: Lifecycle;
  /** /dev/termination-log where absent. */
  terminationMessagePath?: string;
  /** File where absent. */
  terminationMessagePolicy?: 'File' | 'FallbackToLogsOnError';
}

export interface ContainerRestartRule {
  action: 'Restart' | 'RestartAllContainers';
  exitCodes?: { operator: 'In' | 'NotIn'; values?: number[] };
}

/** Where a probe or hook knocks: one of them stands. */
export interface Handler {
  exec?: { command?: string[] };
  httpGet?: {
    path?: string;
    /** A number, or the name of one of the container's ports. */
    port: number | string;
    host?: string;
    scheme?: 'HTTP' | 'HTTPS';
    httpHeaders?: { name: string; value: string }[];
  };
  tcpSocket?: { port: number | string; host?: string };
}

/** Times in seconds. */
export interface Probe extends Handler {
  grpc?: { port: number; service?: string };
  /** 0 where absent. */
  initialDelaySeconds?: number;
  /** 10 where absent. */
  periodSeconds?: number;
  /** 1 where absent. */
  timeoutSeconds?: number;
  /** 1 where absent. */
  successThreshold?: number;
  /** 3 where absent. */
  failureThreshold?: number;
  /** The pod's where absent. */
  terminationGracePeriodSeconds?: number;
}

export interface LifecycleHandler extends Handler {
  sleep?: { seconds: number };
}

export interface Lifecycle {
  postStart?: LifecycleHandler;
  preStop?: LifecycleHandler;
  /** `SIGUSR1`; the image's where absent. */
  stopSignal?: string;
}

export interface SecurityContext extends SharedSecurityContext {
  privileged?: boolean;
  allowPrivilegeEscalation?: boolean;
  readOnlyRootFilesystem?: boolean;
  capabilities?: { add?: string[]; drop?: string[] };
  procMount?: 'Default' | 'Unmasked';
}

export interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: EnvVarSource;
}

/** One of them stands. */
export interface EnvVarSource {
  configMapKeyRef?: KeySelector;
  secretKeyRef?: KeySelector;
  fieldRef?: FieldSelector;
  resourceFieldRef?: ResourceFieldSelector;
  fileKeyRef?: { volumeName: string; path: string; key: string; optional?: boolean };
}

export interface KeySelector {
  name?: string;
  key: string;
  optional?: boolean;
}

export interface FieldSelector {
  fieldPath: string;
}

export interface ResourceFieldSelector {
  /** Required in a volume. */
  containerName?: string;
  /** `limits.cpu`. */
  resource: string;
  /** 1 where absent. */
  divisor?: string;
}

export interface EnvFromSource {
  prefix?: string;
  configMapRef?: { name?: string; optional?: boolean };
  secretRef?: { name?: string; optional?: boolean };
}

export interface ContainerPort {
  name?: string;
  containerPort: number;
  hostPort?: number;
  hostIP?: string;
  /** TCP where absent. */
  protocol?: 'TCP' | 'UDP' | 'SCTP';
}

/** Quantities stand as strings, as the API server keeps them: `500m`, `64Mi`. */
export interface ResourceRequirements {
  limits?: Record<string, string>;
  requests?: Record<string, string>;
}

export interface VolumeMount {
  name: string;
  mountPath: string;
  readOnly?: boolean;
  /** Disabled where absent. */
  recursiveReadOnly?: 'Disabled' | 'IfPossible' | 'Enabled';
  subPath?: string;
  /** As subPath, with `$(NAME)` of the container's environment. */
  subPathExpr?: string;
  /** None where absent. */
  mountPropagation?: 'None' | 'HostToContainer' | 'Bidirectional';
}

/** One source stands; none is an emptyDir. */
export interface Volume {
  name: string;
  emptyDir?: { medium?: string; sizeLimit?: string };
  hostPath?: { path: string; type?: HostPathType };
  configMap?: { name?: string; items?: KeyToPath[]; defaultMode?: number; optional?: boolean };
  secret?: { secretName?: string; items?: KeyToPath[]; defaultMode?: number; optional?: boolean };
  downwardAPI?: { items?: DownwardApiFile[]; defaultMode?: number };
  projected?: { sources?: VolumeProjection[]; defaultMode?: number };
  persistentVolumeClaim?: { claimName: string; readOnly?: boolean };
  ephemeral?: { volumeClaimTemplate?: { metadata?: object; spec: object } };
  image?: { reference?: string; pullPolicy?: ImagePullPolicy };
  nfs?: { server: string; path: string; readOnly?: boolean };
}

export interface KeyToPath {
  key: string;
  path: string;
  /** Mode bits, as a number: 0644 is 420. */
  mode?: number;
}

export interface DownwardApiFile {
  path: string;
  fieldRef?: FieldSelector;
  resourceFieldRef?: ResourceFieldSelector;
  mode?: number;
}

/** One source of a projected volume; one of them stands. */
export interface VolumeProjection {
  configMap?: { name?: string; items?: KeyToPath[]; optional?: boolean };
  secret?: { name?: string; items?: KeyToPath[]; optional?: boolean };
  downwardAPI?: { items?: DownwardApiFile[] };
  serviceAccountToken?: { path: string; audience?: string; expirationSeconds?: number };
}

export type HostPathType =
  | ''
  | 'DirectoryOrCreate'
  | 'Directory'
  | 'FileOrCreate'
  | 'File'
  | 'Socket'
  | 'CharDevice'
  | 'BlockDevice';
