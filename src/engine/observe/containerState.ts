import type { ContainerState } from '../model/podStatus';
import type { RuntimeContainerStatus } from '../runtime/podRuntime';

/** Exit codes above it are 128 + the signal's number, by the shell's convention that Docker follows. */
const signalBase = 128;

/** One attempt's state in Kubernetes' words; reasons as the kubelet and cri-dockerd name them. */
export function containerStateOf(container: RuntimeContainerStatus): ContainerState {
  if (container.state === 'CONTAINER_RUNNING') {
    return { running: { startedAt: container.startedAt ?? container.createdAt } };
  }
  if (container.state === 'CONTAINER_EXITED') return { terminated: terminatedOf(container) };
  return { waiting: { reason: 'ContainerCreating' } };
}

function terminatedOf(container: RuntimeContainerStatus): NonNullable<ContainerState['terminated']> {
  const { exitCode, startedAt, finishedAt, createdAt } = container;
  const message = container.error ?? container.terminationMessage;
  return {
    exitCode,
    reason: terminationReason(container),
    ...(message ? { message } : {}),
    ...(exitCode > signalBase ? { signal: exitCode - signalBase } : {}),
    startedAt: startedAt ?? createdAt,
    finishedAt: finishedAt ?? createdAt,
    containerID: `docker://${container.id}`,
  };
}

/** Docker may mark a container OOMKilled that ended well all the same: its exit code has the last word. */
function terminationReason({ startedAt, oomKilled, exitCode }: RuntimeContainerStatus): string {
  if (!startedAt) return 'ContainerCannotRun';
  if (exitCode === 0) return 'Completed';
  return oomKilled ? 'OOMKilled' : 'Error';
}
