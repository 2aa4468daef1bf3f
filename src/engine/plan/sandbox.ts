import type { Pod } from '../model/pod';
import type { PodKey, PublishedPort } from '../model/podSnapshot';
import { cgroupParent, labels, networkName, ownershipLabels } from './names';
import type { PlanContext, PodSandboxConfig } from './podPlan';
import { volumesOf } from './volumes';

const defaultHostIP = '127.0.0.1';
const maxHostname = 63;

/** The sandbox of the pod: it holds the namespaces, the ports and the volumes that outlive any container. */
export function sandboxConfig(
  pod: Pod,
  key: PodKey,
  uid: string,
  specHash: string,
  context: PlanContext,
): PodSandboxConfig {
  const { spec } = pod;
  const hostNetwork = spec.hostNetwork ?? false;
  const parent = cgroupParent(uid, context.facts.cgroupDriver);
  return {
    key,
    uid,
    image: context.facts.sandboxImage,
    ...(hostNetwork ? {} : { hostname: hostnameOf(pod), network: networkName(key.namespace) }),
    labels: {
      ...ownershipLabels(key, uid),
      [labels.dockerType]: 'podsandbox',
      [labels.containerName]: 'POD',
      [labels.specHash]: specHash,
      [labels.pod]: JSON.stringify(pod),
      ...(context.source ? { [labels.source]: context.source } : {}),
      ...(context.manifestDirectory ? { [labels.directory]: context.manifestDirectory } : {}),
      ...(context.createdAt ? { [labels.createdAt]: context.createdAt } : {}),
      ...(context.runtime ? { [labels.runtime]: context.runtime } : {}),
      ...settingsLabel(pod, context),
      ...(context.hostIP ? { [labels.hostIP]: context.hostIP } : {}),
    },
    hostNetwork,
    hostIPC: spec.hostIPC ?? false,
    hostPID: spec.hostPID ?? false,
    portMappings: hostNetwork ? [] : portMappings(pod, context.hostIP || defaultHostIP),
    volumes: volumesOf(pod, key, uid),
    sysctls: {},
    ...(parent ? { cgroupParent: parent } : {}),
    ...(context.runtime ? { runtime: context.runtime } : {}),
  };
}

/** The settings that another window must plan this pod with, in so far as it depends on them. */
function settingsLabel(
  { spec }: Pod,
  { runtime, allowedUnsafeSysctls }: PlanContext,
): Record<string, string> {
  const name = spec.runtimeClassName;
  const used = {
    ...(name && runtime ? { runtimeClasses: { [name]: runtime } } : {}),
    ...(spec.securityContext?.sysctls?.length && allowedUnsafeSysctls?.length
      ? { allowedUnsafeSysctls }
      : {}),
  };
  return Object.keys(used).length ? { [labels.settings]: JSON.stringify(used) } : {};
}

/**
 * The pod's hostname: spec.hostname or its name, cut to 63 characters without a trailing `-` or `.`, as the kubelet
 * does (Linux allows 64).
 */
export function hostnameOf(pod: Pod): string {
  const name = pod.spec.hostname ?? pod.metadata.name;
  return name.length <= maxHostname ? name : name.slice(0, maxHostname).replace(/[-.]+$/, '');
}

/** A hostPort is published, a containerPort alone is not: as in Kubernetes. */
function portMappings(pod: Pod, defaultIP: string): PublishedPort[] {
  return pod.spec.containers.flatMap((container) =>
    (container.ports ?? []).flatMap(({ containerPort, hostPort, hostIP, protocol }) =>
      hostPort
        ? [
            {
              containerName: container.name,
              containerPort,
              hostIP: hostIP || defaultIP,
              hostPort,
              protocol: protocol ?? ('TCP' as const),
            },
          ]
        : [],
    ),
  );
}
