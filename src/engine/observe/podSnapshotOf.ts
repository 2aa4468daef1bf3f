import { allContainers } from '../model/allContainers';
import type { Pod } from '../model/pod';
import type { PodActivity, PodKey, PodProblem, PodSnapshot, PublishedPort } from '../model/podSnapshot';
import { labels, podUid } from '../plan/names';
import type { PodPlan } from '../plan/podPlan';
import type { WorkerKnowledge } from './containerStatusOf';
import { type ObservedPod, sandboxOf } from './observedPod';
import { podStatusOf } from './podStatus';

/** What the worker of a pod adds to what is observed. */
export interface WorkerView extends WorkerKnowledge {
  plan: PodPlan;
  source?: string;
  /** RFC 3339; of a pod that has no sandbox yet. */
  createdAt: string;
  activity?: PodActivity;
  problems: PodProblem[];
}

/** One pod as every surface sees it at `now` (ms). A pure function. */
export function podSnapshotOf(
  key: PodKey,
  view: WorkerView,
  observed: ObservedPod | undefined,
  now: number,
): PodSnapshot {
  const sandbox = sandboxOf(observed);
  const { pod } = view.plan;
  const { labels: podLabels, annotations } = pod.metadata;
  const source = view.source ?? sandbox?.labels[labels.source];
  return {
    metadata: {
      name: key.name,
      namespace: key.namespace,
      uid: sandbox?.uid ?? podUid(key),
      creationTimestamp: sandbox?.labels[labels.createdAt] ?? sandbox?.createdAt ?? view.createdAt,
      ...(podLabels ? { labels: podLabels } : {}),
      ...(annotations ? { annotations } : {}),
    },
    spec: pod.spec,
    status: podStatusOf(view.plan, observed, view, now),
    desired: view.activity?.kind === 'removing' ? 'Removed' : (sandbox?.desired ?? 'Running'),
    ...(sandbox
      ? {
          sandbox: {
            id: sandbox.id,
            attempt: sandbox.attempt,
            state: sandbox.state,
            createdAt: sandbox.createdAt,
          },
        }
      : {}),
    ...(source ? { source } : {}),
    specHash: sandbox?.specHash ?? view.plan.specHash,
    publishedPorts: sandbox?.state === 'SANDBOX_READY' ? portsOf(pod, sandbox.portMappings) : [],
    problems: view.problems,
    ...(view.activity ? { activity: view.activity } : {}),
  };
}

/** Docker knows the ports of the sandbox; which container listens on one is the manifest's word. */
function portsOf(pod: Pod, mappings: PublishedPort[]): PublishedPort[] {
  return mappings.map((mapping) => ({
    ...mapping,
    containerName:
      allContainers(pod.spec).find(({ ports }) =>
        ports?.some(
          (port) =>
            port.containerPort === mapping.containerPort &&
            port.hostPort === mapping.hostPort &&
            (port.protocol ?? 'TCP') === mapping.protocol,
        ),
      )?.name ?? '',
  }));
}
