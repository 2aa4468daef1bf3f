import type { Container } from '../model/pod';
import type { ObjectSource } from '../model/podObject';
import type { PodObserver } from '../observe/podObserver';
import type { DaemonFacts, PodPlan } from '../plan/podPlan';
import type { PodRuntime, SandboxStatus } from '../runtime/podRuntime';
import type { Clock } from './clock';
import type { OneByOne } from './oneByOne';

/** What Docker says that a pod shall be. */
export interface PlanOnDocker {
  plan: PodPlan;
  source?: string | undefined;
  /** Entries of earlier manifests, of which containers may still run: their preStop hooks are theirs. */
  former?: readonly Container[];
  /** What Docker said of itself when that was planned; what it says now where absent. */
  daemon?: DaemonFacts | undefined;
}

/** What the worker of one pod is given. */
export interface WorkerOptions {
  runtime: PodRuntime;
  observer: PodObserver;
  clock: Clock;
  objects: ObjectSource;
  /** Something that only the worker knows has changed: activity, notes. */
  changed: () => void;
  /**
   * Plans what a sandbox says that the pod shall be; undefined where its labels cannot be read. Throws EngineError
   * where the manifest that was applied since cannot be read now.
   */
  read: (sandbox: SandboxStatus) => Promise<PlanOnDocker | undefined>;
  /** Plans the same pod for what Docker says of itself now; undefined where it cannot be had there. */
  planAnew: (plan: PodPlan) => PodPlan | undefined;
  log: (message: string) => void;
  /** Limits of pods that this window finds, of which each takes a container to set them. */
  limiting: OneByOne;
  /** Records of pods that this window finds stopped. */
  reading: OneByOne;
  /** False for remains of a pod whose manifest is lost: shown and removable, never healed. */
  supervised: boolean;
}
