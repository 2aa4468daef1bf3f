/**
 * Something that happened to a pod, as Kubernetes' Event says it: many of one kind are one with a count.
 * Rule: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
 */
export interface PodEvent {
  type: 'Normal' | 'Warning';
  /** CamelCase, the kubelet's word: Pulled, Created, Started, Killing, BackOff, Failed, Unhealthy, … */
  reason: string;
  /** The kubelet's sentence. No value of a ConfigMap or Secret is in it. */
  message: string;
  /** As the API's involvedObject.fieldPath: `spec.containers{web}`; absent: the pod as a whole. */
  fieldPath?: string;
  count: number;
  /** RFC 3339. */
  firstTimestamp: string;
  lastTimestamp: string;
}

/** An event before it is counted and given its time. */
export type NewEvent = Pick<PodEvent, 'type' | 'reason' | 'message'> & {
  /** The container it is about, by its name. */
  container?: string;
  /** When it happened, by Docker (RFC 3339): what two windows read off it is one event. Absent: now. */
  at?: string;
};
