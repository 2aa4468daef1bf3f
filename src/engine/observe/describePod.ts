import type { PodEvent } from '../model/podEvent';
import type { PodSnapshot } from '../model/podSnapshot';
import { dateText } from './describe/dateText';
import { describeContainer, describeResources, describeSeccomp } from './describe/describeContainer';
import { describeEvents } from './describe/describeEvents';
import { describeAnnotations, describeLabels } from './describe/describeMap';
import { describeVolume } from './describe/describeVolume';
import { aligned, none, type Row, row } from './describe/rows';

/** Where the pod stands, and when it is looked at. */
export interface DescribeContext {
  /** Milliseconds since 1970. */
  now: number;
  /** The daemon's host; absent: nothing is known of it. */
  nodeName?: string;
  /** How Docker is reached. */
  endpoint?: string;
}

/**
 * Everything of the pod as text for people, as `kubectl describe pod` has it: what they know by heart stands where they
 * look for it. No value of a ConfigMap or Secret is in it. Pure.
 * Source: https://github.com/kubernetes/kubectl/blob/master/pkg/describe/describe.go
 */
export function describePod(
  snapshot: PodSnapshot,
  events: readonly PodEvent[],
  context: DescribeContext,
): string {
  const { spec, status } = snapshot;
  return aligned([
    ...describeHead(snapshot, context),
    ...describeSandbox(snapshot, context),
    ...(spec.resources ? [...row(0, 'Resources:'), ...describeResources(1, spec.resources)] : []),
    ...describeContainers('Init Containers', snapshot, spec.initContainers, status.initContainerStatuses),
    ...describeContainers('Containers', snapshot, spec.containers, status.containerStatuses),
    ...row(0, 'Conditions:'),
    ...row(1, 'Type', 'Status'),
    ...status.conditions.flatMap((condition) => row(1, condition.type, condition.status)),
    ...(spec.volumes?.length ? row(0, 'Volumes:') : row(0, 'Volumes:', none)),
    ...(spec.volumes ?? []).flatMap(describeVolume),
    ...row(0, 'QoS Class:', status.qosClass),
    ...describeEvents(events, context.now),
  ]);
}

function describeHead(
  { metadata, spec, status, desired }: PodSnapshot,
  { nodeName }: DescribeContext,
): Row[] {
  const { name, namespace, labels, annotations } = metadata;
  const { phase, reason, message, startTime, podIP, hostIP } = status;
  return [
    ...row(0, 'Name:', name),
    ...row(0, 'Namespace:', namespace),
    ...(spec.runtimeClassName ? row(0, 'Runtime Class Name:', spec.runtimeClassName) : []),
    ...(spec.serviceAccountName ? row(0, 'Service Account:', spec.serviceAccountName) : []),
    ...row(0, 'Node:', nodeName ? [nodeName, hostIP].filter(Boolean).join('/') : none),
    ...(startTime ? row(0, 'Start Time:', dateText(startTime)) : []),
    ...describeLabels('Labels', labels),
    ...describeAnnotations('Annotations', annotations),
    ...row(0, 'Status:', desired === 'Removed' ? 'Terminating' : phase),
    ...(reason ? row(0, 'Reason:', reason) : []),
    ...(message ? row(0, 'Message:', message) : []),
    ...describeSeccomp(0, spec.securityContext?.seccompProfile),
    ...row(0, 'IP:', podIP ?? ''),
    ...(podIP ? [...row(0, 'IPs:'), ...row(1, 'IP:', podIP)] : row(0, 'IPs:', none)),
  ];
}

/** What Kubernetes does not show: how the pod stands on this Docker. */
function describeSandbox({ sandbox, source, desired }: PodSnapshot, { endpoint }: DescribeContext): Row[] {
  return [
    ...(endpoint ? row(0, 'Docker:', endpoint) : []),
    ...(source ? row(0, 'Manifest:', source) : []),
    ...row(0, 'Desired:', desired),
    ...(sandbox
      ? [
          ...row(0, 'Sandbox:'),
          ...row(1, 'Container ID:', `docker://${sandbox.id}`),
          ...row(1, 'State:', sandbox.state),
          ...row(1, 'Attempt:', String(sandbox.attempt)),
        ]
      : row(0, 'Sandbox:', none)),
  ];
}

function describeContainers(
  title: string,
  snapshot: PodSnapshot,
  containers: PodSnapshot['spec']['containers'] = [],
  statuses: PodSnapshot['status']['containerStatuses'] = [],
): Row[] {
  if (containers.length === 0) return [];
  return [
    ...row(0, `${title}:`),
    ...containers.flatMap((container) => {
      const status = statuses.find(({ name }) => name === container.name);
      return describeContainer(container, status, snapshot);
    }),
  ];
}
