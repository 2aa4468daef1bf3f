import { isIP } from 'node:net';
import type { ContainerPort } from '../../model/pod';
import type { Reading } from '../reading';
import type { Draft, DraftPodSpec } from './draft';
import { checkName, checkOneOf, checkRange, fault } from './fault';

/** Holds one port of a container against the API server's rules. */
export function validatePort(reading: Reading, port: Draft<ContainerPort>): void {
  checkRange(reading, port, 'containerPort', [1, 65535], 'port');
  // 0 means none.
  checkRange(reading, port, 'hostPort', [0, 65535], 'port');
  checkOneOf(reading, port, 'protocol', ['TCP', 'UDP', 'SCTP']);
  checkName(reading, port, 'name', 'port-name');
  if (port.hostIP && isIP(port.hostIP) === 0) {
    fault(reading, port, 'hostIP', 'invalid-value', { value: port.hostIP, rule: 'host-ip' });
  }
}

/** Finds host ports asked for twice in the pod, and those that the host's own network cannot map. */
export function validateHostPorts(reading: Reading, { containers = [], hostNetwork }: DraftPodSpec): void {
  const taken = new Set<string>();
  for (const port of containers.flatMap(({ ports = [] }) => ports)) {
    const { hostPort, containerPort, protocol = 'TCP', hostIP = '' } = port;
    if (!hostPort) continue;
    if (hostNetwork && containerPort !== undefined && hostPort !== containerPort) {
      const args = { value: String(hostPort), rule: 'host-port-on-host-network' };
      fault(reading, port, 'hostPort', 'invalid-value', args);
    }
    const key = `${protocol}/${hostIP}/${hostPort}`;
    if (taken.has(key)) {
      fault(reading, port, 'hostPort', 'duplicate-host-port', { port: String(hostPort), protocol });
    }
    taken.add(key);
  }
}
