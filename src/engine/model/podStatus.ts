/** Kubernetes' PodStatus, the part that one machine can know. Times are RFC 3339 in UTC, as the API writes them. */
export interface PodStatus {
  phase: PodPhase;
  conditions: PodCondition[];
  /** Of spec.initContainers, sidecars among them; absent where there are none. */
  initContainerStatuses?: ContainerStatus[];
  containerStatuses: ContainerStatus[];
  qosClass: QosClass;
  /** CamelCase, why the pod is in this phase; as the API's `status.reason`. */
  reason?: string;
  message?: string;
  podIP?: string;
  hostIP?: string;
  startTime?: string;
}

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

export interface PodCondition {
  type:
    | 'PodReadyToStartContainers'
    | 'Initialized'
    | 'ContainersReady'
    | 'Ready'
    | 'PodScheduled'
    /** Ours: the limits of the pod as a whole hold; absent where it has none. */
    | 'dev.dockerpods/PodResources';
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

export interface ContainerStatus {
  name: string;
  image: string;
  imageID: string;
  /** `docker://<id>`, as Kubernetes writes it; empty before the first attempt is created. */
  containerID: string;
  ready: boolean;
  started: boolean;
  restartCount: number;
  state: ContainerState;
  lastState?: ContainerState;
}

/** Exactly one of the three stands, as in the API. */
export interface ContainerState {
  waiting?: { reason: string; message?: string };
  running?: { startedAt: string };
  terminated?: {
    exitCode: number;
    reason: string;
    message?: string;
    signal?: number;
    startedAt: string;
    finishedAt: string;
    containerID: string;
  };
}
