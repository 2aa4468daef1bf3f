import type { ObservedPod } from '../../observe/observedPod';
import type { PodPlan } from '../../plan/podPlan';
import type { PodRuntime } from '../../runtime/podRuntime';
import type { Clock } from '../clock';
import type { ProbeResults, Unhealthy } from './probeResults';

export interface PodProbesOptions {
  runtime: PodRuntime;
  clock: Clock;
  /** Says of failed probes what Kubernetes says in an event. */
  log: (message: string) => void;
  /** What `started`, `ready` or `unhealthy` answers has changed. */
  changed: () => void;
}

/**
 * Probes every running container of one pod, and keeps what that finds. As the kubelet's prober:
 * https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/kubelet/prober/worker.go
 */
export class PodProbes implements ProbeResults {
  constructor(_options: PodProbesOptions) {}

  /** Takes in what stands of the pod: at each change of it, also while an order is carried out. */
  follow(_plan: PodPlan, _observed: ObservedPod | undefined): void {}

  /** The pod is being ended: no liveness or startup probe may interfere any more; readiness goes on. */
  terminating(): void {}

  started(_containerId: string): boolean {
    return true;
  }

  ready(_containerId: string): boolean {
    return true;
  }

  unhealthy(_containerId: string): Unhealthy | undefined {
    return undefined;
  }

  /** Probes no more. */
  dispose(): void {}
}
