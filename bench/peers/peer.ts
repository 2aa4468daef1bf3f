/** One pod to be made and taken away. */
export interface Trial {
  /** Its containers. */
  size: number;
  /**
   * Seconds between SIGTERM and SIGKILL. Zero is the way of `docker rm -f`: everything is killed, at once and without
   * a warning. Otherwise every container may end by itself while the pod's network still stands.
   */
  graceSeconds: number;
}

/** All there are, in the order of the tables. */
export const peerNames = ['ours', 'floor', 'script', 'compose', 'podman-crun', 'podman-runc'] as const;
export type PeerName = (typeof peerNames)[number];

/** One way of making a pod stand, measured beside the others. */
export interface Peer {
  readonly name: PeerName;
  /** Why it cannot take part here; undefined where it can. */
  missing(): Promise<string | undefined>;
  /** What may be done before the clock runs: files written, requests made up. */
  prepare?(trial: Trial): Promise<void>;
  /** Makes a pod of so many containers: from the call to the moment when all of them run. */
  up(trial: Trial): Promise<void>;
  /** Takes it away: from the call to the moment when nothing of it is left. */
  down(trial: Trial): Promise<void>;
  /** Containers of this peer, the sandbox counted: those that run, and those that are there. */
  count(): Promise<{ running: number; all: number }>;
  /** Removes whatever is left of it, after a failure, too; and what was made once for all rounds. */
  clean(): Promise<void>;
}

/** Every container of the bench carries it, with its peer's name. */
export const benchLabel = 'dev.dockerpods.bench';
/** Kubernetes namespace of the pods. */
export const benchNamespace = 'docker-pods-bench';
/** The bridge that every peer on Docker uses: that of the namespace, made once and kept between rounds. */
export const benchNetwork = `k8s_${benchNamespace}`;
