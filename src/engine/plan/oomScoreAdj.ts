import type { Container, Pod } from '../model/pod';
import type { ContainerRole } from './podPlan';
import { qosClassOf } from './qosClass';
import { containersRequest, hasPodResources, podRequest, requestOf } from './requests';

const guaranteed = -997;
const bestEffort = 1000;

/**
 * Whom the kernel ends first when the machine has no memory left, as the kubelet says it: the more of the machine's
 * memory a container requests, the later; a sidecar not before the app containers. What the pod requests beyond its
 * containers counts for all of them alike.
 * Rule: https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#node-out-of-memory-behavior
 */
export function oomScoreAdj(
  pod: Pod,
  container: Container,
  role: ContainerRole,
  memoryBytes: number,
): number {
  const qosClass = qosClassOf(pod);
  if (qosClass === 'Guaranteed') return guaranteed;
  if (qosClass === 'BestEffort') return bestEffort;
  const share = shareOfRest(pod);
  const scoreOf = (each: Container) =>
    1000 - Math.trunc((1000 * (Math.ceil(requestOf(each, 'memory')) + share)) / memoryBytes);
  const own = scoreOf(container);
  const score = role === 'sidecar' ? Math.min(own, Math.max(...pod.spec.containers.map(scoreOf))) : own;
  return Math.min(bestEffort - 1, Math.max(1000 + guaranteed, score));
}

/** Of the sandbox, for it shall not be ended before its containers: undefined where theirs are above 0. */
export function sandboxOomScoreAdj(pod: Pod): number | undefined {
  return qosClassOf(pod) === 'Guaranteed' ? guaranteed - 1 : undefined;
}

/** Bytes that the pod requests and no container does, for each of its containers. */
function shareOfRest(pod: Pod): number {
  if (!hasPodResources(pod)) return 0;
  const rest = podRequest(pod, 'memory') - containersRequest(pod, 'memory');
  return Math.trunc(rest / (pod.spec.containers.length + (pod.spec.initContainers?.length ?? 0)));
}
