import type { ContainerPort } from '../../model/pod';
import type { Reading } from '../reading';
import { checkName, checkRange } from './checks';
import type { Draft, DraftContainer, DraftPodSpec } from './draft';
import { fault } from './fault';
import { isSidecar } from './podFacts';

/** Holds one port of a container against the API server's rules. */
export function validatePort(reading: Reading, port: Draft<ContainerPort>): void {
  checkRange(reading, port, 'containerPort', [1, 65535], 'port');
  // 0 means none.
  checkRange(reading, port, 'hostPort', [0, 65535], 'port');
  checkName(reading, port, 'name', 'port-name');
  checkName(reading, port, 'hostIP', 'ip');
}

/**
 * Finds host ports asked for twice by containers that run together, and those that the host's own network cannot map.
 * A plain init container has ended before the next begins.
 */
export function validateHostPorts(reading: Reading, spec: DraftPodSpec): void {
  const { containers = [], initContainers = [], hostNetwork } = spec;
  const together = [...initContainers.filter(isSidecar), ...containers];
  for (const group of [
    together,
    ...initContainers.filter((each) => !isSidecar(each)).map((each) => [each]),
  ]) {
    validateHostPortsOf(reading, group);
  }
  if (!hostNetwork) return;
  for (const port of containers.flatMap(({ ports = [] }) => ports)) {
    const { hostPort, containerPort } = port;
    if (!hostPort || containerPort === undefined || hostPort === containerPort) continue;
    const args = { value: String(hostPort), rule: 'host-port-on-host-network' };
    fault(reading, port, 'hostPort', 'invalid-value', args);
  }
}

function validateHostPortsOf(reading: Reading, containers: readonly DraftContainer[]): void {
  const taken = new Set<string>();
  for (const port of containers.flatMap(({ ports = [] }) => ports)) {
    const { hostPort, protocol = 'TCP', hostIP = '' } = port;
    if (!hostPort) continue;
    const key = `${protocol}/${hostIP}/${hostPort}`;
    if (taken.has(key)) {
      fault(reading, port, 'hostPort', 'duplicate-host-port', { port: String(hostPort), protocol });
    }
    taken.add(key);
  }
}
