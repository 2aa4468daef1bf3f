import type Docker from 'dockerode';
import type { DesiredState } from '../../model/podSnapshot';
import { sandboxName } from '../../plan/names';
import type { SandboxStatus } from '../podRuntime';
import { detailOf, isNotFound, toEngineError } from './errors';

/** Writes what is wanted of the pod into the sandbox's name: the one thing of a container that Docker lets change. */
export async function markPodSandbox(
  docker: Docker,
  sandbox: SandboxStatus,
  desired: DesiredState,
): Promise<void> {
  if (sandbox.desired === desired) return;
  const name = sandboxName(sandbox.key, sandbox.uid, sandbox.attempt, desired);
  try {
    await docker.getContainer(sandbox.id).rename({ name });
  } catch (error) {
    const already = /same name as its current name/i.test(detailOf(error));
    if (!isNotFound(error) && !already) throw toEngineError(error);
  }
}
