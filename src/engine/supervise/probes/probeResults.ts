/** What probes have found of running containers, by Docker's id. Without a probe a running container is all of it. */
export interface ProbeResults {
  /** It has no startup probe, or that has succeeded. */
  started(containerId: string): boolean;
  /** Started, and its readiness probe, if any, has succeeded last. */
  ready(containerId: string): boolean;
  /** Its liveness or startup probe has failed for good: it is ended and restarted by its policy. */
  unhealthy(containerId: string): Unhealthy | undefined;
}

export interface Unhealthy {
  probe: 'liveness' | 'startup';
  message: string;
  /** The probe's own, in seconds; absent: the pod's. */
  gracePeriodSeconds?: number;
}

/** Nothing is probed: what runs has started and is ready. */
export const noProbes: ProbeResults = {
  started: () => true,
  ready: () => true,
  unhealthy: () => undefined,
};
