import { readFileSync } from 'node:fs';
import type Docker from 'dockerode';
import { benchNamespace } from '../peers/peer';

/**
 * TCP connections that the kernel has accepted so far in the network namespaces of all pods of the bench, so that nobody
 * need believe that they were probed; undefined where they are not on this machine.
 */
export async function acceptedConnections(docker: Docker): Promise<number | undefined> {
  const label = [`io.kubernetes.pod.namespace=${benchNamespace}`, 'io.kubernetes.docker.type=podsandbox'];
  const sandboxes = await docker.listContainers({ filters: { label } });
  let sum = 0;
  for (const { Id } of sandboxes) {
    const { State } = await docker.getContainer(Id).inspect();
    const counters = tcpCounters(State.Pid);
    if (!counters) return undefined;
    sum += counters.PassiveOpens ?? 0;
  }
  return sum;
}

/** The `Tcp:` lines of the process's /proc/net/snmp: names, then values. */
function tcpCounters(pid: number): Record<string, number> | undefined {
  try {
    const [names = [], values = []] = readFileSync(`/proc/${pid}/net/snmp`, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('Tcp:'))
      .map((line) => line.split(' ').slice(1));
    return Object.fromEntries(names.map((name, index) => [name, Number(values[index])]));
  } catch {
    return undefined;
  }
}
