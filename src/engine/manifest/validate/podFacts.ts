import type { DraftContainer, DraftPodSpec, DraftVolume } from './draft';

/** What the rules of one container or volume look at beyond it. */
export interface PodFacts {
  spec: DraftPodSpec;
  volumes: ReadonlyMap<string, DraftVolume>;
  containers: ReadonlySet<string>;
  /** Seconds; what Kubernetes sets where the manifest does not. */
  gracePeriod: number;
}

/** Gathers them. */
export function podFactsOf(spec: DraftPodSpec): PodFacts {
  const { containers = [], initContainers = [], volumes = [] } = spec;
  return {
    spec,
    volumes: new Map(volumes.map((volume) => [volume.name ?? '', volume])),
    containers: new Set([...initContainers, ...containers].flatMap(({ name }) => name ?? [])),
    gracePeriod: spec.terminationGracePeriodSeconds ?? 30,
  };
}

/** An init container that stays. */
export function isSidecar({ restartPolicy }: DraftContainer): boolean {
  return restartPolicy === 'Always';
}
