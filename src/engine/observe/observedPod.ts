import type { PodKey } from '../model/podSnapshot';
import type { RuntimeContainerStatus, SandboxStatus } from '../runtime/podRuntime';

/** What stands on the machine of one pod, every attempt of it, as the runtime last said. */
export interface ObservedPod {
  key: PodKey;
  /** Newest attempt first. */
  sandboxes: SandboxStatus[];
  /** Newest attempt first. */
  containers: RuntimeContainerStatus[];
}

/** The newest sandbox. */
export function sandboxOf(observed: ObservedPod | undefined): SandboxStatus | undefined {
  return observed?.sandboxes[0];
}

/** The newest attempt of a container. */
export function newestOf(
  observed: ObservedPod | undefined,
  name: string,
): RuntimeContainerStatus | undefined {
  return observed?.containers.find((container) => container.name === name);
}

/**
 * How often a container has been restarted: its earlier attempts are ours, and of this one those restarts that Docker
 * made while no window was open.
 */
export function restartsOf(newest: RuntimeContainerStatus | undefined): number {
  return newest ? newest.attempt + newest.dockerRestarts : 0;
}

/** The number of a container's next attempt: one restart more than there have been. */
export function nextAttemptOf(newest: RuntimeContainerStatus | undefined): number {
  return newest ? restartsOf(newest) + 1 : 0;
}

/**
 * The container runs in namespaces that are no longer the pod's: its sandbox is another one, does not run, or was
 * started after it (Docker joins namespaces at each start, through the sandbox's pid at that moment).
 */
export function isStale(container: RuntimeContainerStatus, sandbox: SandboxStatus | undefined): boolean {
  if (container.state !== 'CONTAINER_RUNNING') return false;
  if (sandbox?.state !== 'SANDBOX_READY' || container.sandboxId !== sandbox.id) return true;
  return Date.parse(container.startedAt ?? '') < Date.parse(sandbox.startedAt ?? '');
}
