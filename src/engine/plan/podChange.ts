import type { PodPlan } from './podPlan';

/** What a changed manifest asks of a pod that stands. */
export interface PodChange {
  /**
   * `none`: the manifests mean the same. `inPlace`: nothing is replaced. `containers`: these alone are, in the sandbox
   * that stands. `pod`: everything is.
   */
  kind: 'none' | 'inPlace' | 'containers' | 'pod';
  /** Names of the containers that are replaced, made or ended; of `pod` those that run. */
  containers: string[];
  /** Paths of the fields that are other than before, `spec.containers[0].image`: the least that say it all. */
  fields: string[];
}

/** Compares what a pod is with what a manifest wants it to be. Pure. */
export function podChangeOf(standing: PodPlan, next: PodPlan): PodChange {
  const kind = standing.specHash === next.specHash ? 'none' : 'pod';
  return { kind, containers: kind === 'pod' ? standing.containers.map(({ name }) => name) : [], fields: [] };
}
