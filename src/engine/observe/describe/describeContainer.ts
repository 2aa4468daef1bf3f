import type { Container, ContainerPort, ResourceRequirements, SecurityProfile } from '../../model/pod';
import type { PodSnapshot } from '../../model/podSnapshot';
import type { ContainerStatus } from '../../model/podStatus';
import { describeEnvironment } from './describeEnvironment';
import { describeProbe } from './describeProbe';
import { describeStatus } from './describeState';
import { none, type Row, row } from './rows';

/** One container, as far as the manifest and its status say. */
export function describeContainer(
  container: Container,
  status: ContainerStatus | undefined,
  snapshot: PodSnapshot,
): Row[] {
  const { name, image, ports = [], command = [], args = [], resources, securityContext } = container;
  return [
    ...row(1, `${name}:`),
    ...(status ? row(2, 'Container ID:', status.containerID) : []),
    ...row(2, 'Image:', image),
    ...(status ? row(2, 'Image ID:', status.imageID) : []),
    ...describePorts('Port', ports, ({ containerPort }) => containerPort),
    ...describePorts('Host Port', ports, ({ hostPort = 0 }) => hostPort),
    ...describeSeccomp(2, securityContext?.seccompProfile),
    ...describeWords('Command', command),
    ...describeWords('Args', args),
    ...(status ? describeStatus(status) : []),
    ...describeResources(2, resources),
    ...describeProbes(container),
    ...describeEnvironment(container, snapshot),
    ...describeMounts(container),
  ];
}

function describePorts(
  title: string,
  ports: ContainerPort[],
  numberOf: (port: ContainerPort) => number,
): Row[] {
  const texts = ports.map((port) => `${numberOf(port)}/${port.protocol ?? 'TCP'}`);
  return row(2, texts.length > 1 ? `${title}s:` : `${title}:`, texts.join(', ') || none);
}

/** A seccomp profile, of a container or the pod; nothing where none is said. */
export function describeSeccomp(level: number, profile: SecurityProfile | undefined): Row[] {
  if (!profile) return [];
  const { type, localhostProfile } = profile;
  return [
    ...row(level, 'SeccompProfile:', type),
    ...(localhostProfile ? row(level + 1, 'LocalhostProfile:', localhostProfile) : []),
  ];
}

function describeWords(title: string, words: string[]): Row[] {
  return words.length > 0 ? [...row(2, `${title}:`), ...words.flatMap((word) => row(3, word))] : [];
}

/** Limits and requests, of a container or the pod, each by the names of the resources. */
export function describeResources(level: number, { limits, requests }: ResourceRequirements = {}): Row[] {
  const amounts = (title: string, map: Record<string, string> = {}) => {
    const names = Object.keys(map).sort();
    const rows = names.flatMap((name) => row(level + 1, `${name}:`, map[name] ?? ''));
    return rows.length > 0 ? [...row(level, `${title}:`), ...rows] : [];
  };
  return [...amounts('Limits', limits), ...amounts('Requests', requests)];
}

function describeProbes({ livenessProbe, readinessProbe, startupProbe }: Container): Row[] {
  return [
    ...(livenessProbe ? row(2, 'Liveness:', describeProbe(livenessProbe)) : []),
    ...(readinessProbe ? row(2, 'Readiness:', describeProbe(readinessProbe)) : []),
    ...(startupProbe ? row(2, 'Startup:', describeProbe(startupProbe)) : []),
  ];
}

function describeMounts({ volumeMounts = [] }: Container): Row[] {
  if (volumeMounts.length === 0) return row(2, 'Mounts:', none);
  const sorted = [...volumeMounts].sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1));
  const lines = sorted.flatMap(({ mountPath, name, readOnly, subPath, subPathExpr }) => {
    const part = subPath || subPathExpr;
    const flags = [readOnly ? 'ro' : 'rw', ...(part ? [`path=${JSON.stringify(part)}`] : [])];
    return row(3, `${mountPath} from ${name} (${flags.join(',')})`);
  });
  return [...row(2, 'Mounts:'), ...lines];
}
