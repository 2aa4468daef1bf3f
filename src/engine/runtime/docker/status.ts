import type Docker from 'dockerode';
import type { PodKey, PublishedPort } from '../../model/podSnapshot';
import { labels, wordOfSandboxName } from '../../plan/names';
import type { RuntimeContainerStatus, SandboxStatus } from '../podRuntime';
import { asWritten } from './asWritten';

/** A sandbox's inspection in the CRI's words. */
export function sandboxStatusOf(inspect: Docker.ContainerInspectInfo): SandboxStatus {
  const own = inspect.Config.Labels;
  const { State: state } = inspect;
  const { desired, applied } = wordOfSandboxName(inspect.Name);
  const network = Object.values(inspect.NetworkSettings.Networks)[0];
  // On the host's network it has none of its own.
  const ip = network?.IPAddress || own[labels.nodeIP];
  const hostIP = network?.Gateway || own[labels.nodeIP];
  return {
    id: inspect.Id,
    key: keyOf(own),
    uid: own[labels.podUid] ?? '',
    attempt: Number(own[labels.attempt] ?? 0),
    // Paused, it still holds the namespaces and the ports.
    state: state.Running && !state.Restarting ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY',
    createdAt: inspect.Created,
    ...times(state),
    ...(state.Paused ? { paused: true } : {}),
    desired,
    specHash: applied ?? own[labels.specHash] ?? '',
    applied: applied !== undefined,
    pid: state.Pid,
    ...(ip ? { ip } : {}),
    ...(hostIP ? { hostIP } : {}),
    portMappings: publishedPorts(inspect),
    labels: own,
  };
}

/** A container's inspection in the CRI's words. */
export function containerStatusOf(inspect: Docker.ContainerInspectInfo): RuntimeContainerStatus {
  const own = inspect.Config.Labels;
  const { State: state } = inspect;
  return {
    id: inspect.Id,
    name: own[labels.containerName] ?? '',
    key: keyOf(own),
    uid: own[labels.podUid] ?? '',
    sandboxId: own[labels.sandboxId] ?? '',
    attempt: Number(own[labels.attempt] ?? 0),
    state: containerStateOf(state),
    ...(state.Paused ? { paused: true } : {}),
    ...(isHandedOver(inspect) ? { handedOver: true } : {}),
    // It counts a restart when Docker begins to wait for it.
    dockerRestarts: Math.max(0, inspect.RestartCount - (state.Restarting ? 1 : 0)),
    image: inspect.Config.Image,
    imageId: inspect.Image,
    createdAt: inspect.Created,
    ...times(state),
    exitCode: state.ExitCode,
    oomKilled: state.OOMKilled,
    ...(state.Error ? { error: asWritten(state.Error, inspect) } : {}),
    pid: state.Pid,
    specHash: own[labels.specHash] ?? '',
  };
}

/** Also where its policy was taken back while Docker waits with its next start: that comes all the same. */
function isHandedOver({ HostConfig, State: state }: Docker.ContainerInspectInfo): boolean {
  const policy = HostConfig.RestartPolicy?.Name;
  return state.Restarting || (policy !== undefined && policy !== '' && policy !== 'no');
}

/**
 * `created` with an error or an exit code is a start that failed: Docker leaves it so. One that waits in Docker's
 * back-off is `Running`, without a process.
 */
function containerStateOf(state: Docker.ContainerInspectInfo['State']): RuntimeContainerStatus['state'] {
  if (state.Restarting) return 'CONTAINER_EXITED';
  if (state.Running || state.Paused) return 'CONTAINER_RUNNING';
  if (state.Status === 'created') {
    return state.Error || state.ExitCode !== 0 ? 'CONTAINER_EXITED' : 'CONTAINER_CREATED';
  }
  return state.Status === 'exited' || state.Status === 'dead' || state.Status === 'removing'
    ? 'CONTAINER_EXITED'
    : 'CONTAINER_UNKNOWN';
}

/** Which pod a thing's labels say it belongs to. */
export function keyOf(own: Record<string, string>): PodKey {
  return { namespace: own[labels.podNamespace] ?? '', name: own[labels.podName] ?? '' };
}

/** Docker writes the year 1 for a time that has not come. */
function times(state: { StartedAt: string; FinishedAt: string }): {
  startedAt?: string;
  finishedAt?: string;
} {
  return {
    ...(state.StartedAt.startsWith('0001') ? {} : { startedAt: state.StartedAt }),
    ...(state.FinishedAt.startsWith('0001') ? {} : { finishedAt: state.FinishedAt }),
  };
}

/** What was asked for, not what stands now: an exited sandbox shows no ports of its own. */
function publishedPorts(inspect: Docker.ContainerInspectInfo): PublishedPort[] {
  const bindings = (inspect.HostConfig.PortBindings ?? {}) as Record<
    string,
    { HostIp?: string; HostPort?: string }[]
  >;
  return Object.entries(bindings).flatMap(([key, targets]) => {
    const [port, protocol] = key.split('/');
    return targets.map((target) => ({
      containerName: '',
      containerPort: Number(port),
      hostIP: target.HostIp ?? '',
      hostPort: Number(target.HostPort),
      protocol: (protocol ?? 'tcp').toUpperCase() as PublishedPort['protocol'],
    }));
  });
}
