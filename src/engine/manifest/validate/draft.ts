import type {
  Container,
  Handler,
  Lifecycle,
  ObjectMeta,
  PodSecurityContext,
  PodSpec,
  Probe,
  SecurityContext,
  SharedSecurityContext,
  Volume,
  VolumeProjection,
} from '../../model/pod';

/**
 * A value as it was read: fields of a wrong type or missing are absent, and no text has been held against the words a
 * field allows.
 */
export type Draft<T> = T extends string
  ? string
  : T extends (infer Item)[]
    ? Draft<Item>[]
    : T extends object
      ? { [Key in keyof T]?: Draft<T[Key]> | undefined }
      : T;

export type DraftHandler = Draft<Handler & Pick<Probe, 'grpc'>>;
export type DraftLifecycle = Draft<Lifecycle>;
export type DraftProbe = Draft<Probe>;
export type DraftSharedSecurity = Draft<SharedSecurityContext>;
export type DraftSecurityContext = Draft<SecurityContext>;
export type DraftPodSecurityContext = Draft<PodSecurityContext>;
export type DraftProjection = Draft<VolumeProjection>;

/** With the fields that only the rules look at: the plan has no use for them. */
export type DraftContainer = Draft<Container> & {
  resizePolicy?: { resourceName?: string; restartPolicy?: string }[];
};

export type DraftVolume = Omit<Draft<Volume>, 'ephemeral'> & {
  ephemeral?: { volumeClaimTemplate?: { spec?: DraftClaimSpec } };
};

/** What a PersistentVolumeClaim asks for. */
export interface DraftClaimSpec {
  accessModes?: string[];
  resources?: { requests?: Record<string, string> };
}

export type DraftPodSpec = Omit<Draft<PodSpec>, 'containers' | 'initContainers' | 'volumes'> & {
  containers?: DraftContainer[];
  initContainers?: DraftContainer[];
  volumes?: DraftVolume[];
  priorityClassName?: string;
  readinessGates?: { conditionType?: string }[];
} & DraftScheduling;

/** What asks a scheduler for a node: it cannot matter here, and is held against the rules all the same. */
export interface DraftScheduling {
  nodeName?: string;
  nodeSelector?: Record<string, string>;
  schedulingGates?: { name?: string }[];
  tolerations?: DraftToleration[];
  topologySpreadConstraints?: DraftSpread[];
  affinity?: {
    nodeAffinity?: DraftNodeAffinity;
    podAffinity?: DraftPodAffinity;
    podAntiAffinity?: DraftPodAffinity;
  };
}

export interface DraftToleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
  tolerationSeconds?: number;
}

export interface DraftSpread {
  maxSkew?: number;
  minDomains?: number;
  topologyKey?: string;
  whenUnsatisfiable?: string;
  labelSelector?: DraftSelector;
}

export interface DraftRequirement {
  key?: string;
  operator?: string;
  values?: string[];
}

export interface DraftSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: DraftRequirement[];
}

export interface DraftNodeTerm {
  matchExpressions?: DraftRequirement[];
  matchFields?: DraftRequirement[];
}

export interface DraftNodeAffinity {
  requiredDuringSchedulingIgnoredDuringExecution?: { nodeSelectorTerms?: DraftNodeTerm[] };
  preferredDuringSchedulingIgnoredDuringExecution?: { weight?: number; preference?: DraftNodeTerm }[];
}

export interface DraftPodTerm {
  topologyKey?: string;
  labelSelector?: DraftSelector;
  namespaceSelector?: DraftSelector;
  namespaces?: string[];
}

export interface DraftPodAffinity {
  requiredDuringSchedulingIgnoredDuringExecution?: DraftPodTerm[];
  preferredDuringSchedulingIgnoredDuringExecution?: { weight?: number; podAffinityTerm?: DraftPodTerm }[];
}

export interface DraftPod {
  metadata?: Draft<ObjectMeta>;
  spec?: DraftPodSpec;
}
