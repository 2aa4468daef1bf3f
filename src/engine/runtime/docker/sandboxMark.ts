import type Docker from 'dockerode';
import { type SandboxWord, sandboxName } from '../../plan/names';
import type { SandboxStatus } from '../podRuntime';
import { detailOf, isNotFound, toEngineError } from './errors';

/** Writes what is wanted of the pod into the sandbox's name: the one thing of a container that Docker lets change. */
export async function markPodSandbox(
  docker: Docker,
  { id, key, uid, attempt, desired, specHash, applied }: SandboxStatus,
  word: Partial<SandboxWord>,
): Promise<void> {
  const now: SandboxWord = { desired, ...(applied ? { applied: specHash } : {}) };
  const name = sandboxName(key, uid, attempt, { ...now, ...word });
  if (name === sandboxName(key, uid, attempt, now)) return;
  try {
    await docker.getContainer(id).rename({ name });
  } catch (error) {
    const already = /same name as its current name/i.test(detailOf(error));
    if (!isNotFound(error) && !already) throw toEngineError(error);
  }
}
