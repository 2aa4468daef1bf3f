import type { EngineErrorCode } from './engineError';
import type { Pod } from './pod';
import type { PodStatus } from './podStatus';

/** Names a pod: what `kubectl` calls namespace/name. */
export interface PodKey {
  namespace: string;
  name: string;
}

/**
 * Everything a surface may know of one pod at one moment: immutable, serialisable, Kubernetes' field names.
 * Every view is a function of these.
 */
export interface PodSnapshot {
  metadata: {
    name: string;
    namespace: string;
    uid: string;
    /** RFC 3339; when this pod was first asked for. */
    creationTimestamp: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec: Pod['spec'];
  status: PodStatus;
  /** What somebody asked for last. `Stopped`: the pod stands there with its containers ended and stays so. */
  desired: DesiredState;
  sandbox?: SandboxSnapshot;
  /** The manifest this pod was run from: URI of the document, where it was a file. */
  source?: string;
  /** Hash of the manifest as it was run; differs from the open document's where that was edited since. */
  specHash: string;
  /** Ports reachable from this machine. */
  publishedPorts: PublishedPort[];
  /** Why what does not run does not: what stands behind the reasons of waiting containers, for the field that can mend it. */
  problems: PodProblem[];
  /** Progress of what is being done, newest state only: image pulls, waiting for back-off. */
  activity?: PodActivity;
}

/** What keeps a container, or the pod, from running, as coded data: `messages.ts` has the sentence of each code. */
export interface PodProblem {
  /** Absent: the pod as a whole. */
  containerName?: string;
  /** As `state.waiting.reason`: ErrImagePull, RunContainerError, … */
  reason: string;
  code: EngineErrorCode;
  args: Record<string, string>;
}

export type DesiredState = 'Running' | 'Stopped' | 'Removed';

export interface SandboxSnapshot {
  /** Docker's id of the sandbox container. */
  id: string;
  attempt: number;
  state: 'SANDBOX_READY' | 'SANDBOX_NOTREADY';
  createdAt: string;
}

export interface PublishedPort {
  containerName: string;
  containerPort: number;
  hostIP: string;
  hostPort: number;
  protocol: 'TCP' | 'UDP' | 'SCTP';
}

export interface PodActivity {
  kind: 'pulling' | 'starting' | 'stopping' | 'removing';
  /** 0 to 1 where it can be known. */
  fraction?: number;
  /** The image or container it is about. */
  subject?: string;
}

/** `<namespace>/<name>`: one pod's key as a string. */
export function podKeyString(key: PodKey): string {
  return `${key.namespace}/${key.name}`;
}
