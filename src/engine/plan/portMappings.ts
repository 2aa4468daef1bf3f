import type { Pod } from '../model/pod';
import type { PublishedPort } from '../model/podSnapshot';

/**
 * A hostPort is published, a containerPort alone is not, and with hostNetwork nothing is: the port is the host's own.
 * Init containers publish none, sidecars do: as in Kubernetes. `defaultIP` is for ports without a hostIP.
 */
export function portMappingsOf({ spec }: Pod, defaultIP: string): PublishedPort[] {
  if (spec.hostNetwork) return [];
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...spec.containers, ...sidecars].flatMap(({ name, ports = [] }) =>
    ports.flatMap(({ containerPort, hostPort, hostIP, protocol = 'TCP' }) =>
      hostPort
        ? [{ containerName: name, containerPort, hostIP: hostIP || defaultIP, hostPort, protocol }]
        : [],
    ),
  );
}
