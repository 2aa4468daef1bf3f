import type Docker from 'dockerode';
import { type SandboxWord, sandboxName, wordOfSandboxName } from '../../plan/names';
import type { SandboxStatus } from '../podRuntime';
import { detailOf, isNotFound, toEngineError } from './errors';

/**
 * Writes what is wanted of the pod into the sandbox's name: the one thing of a container that Docker lets change. What
 * it says by now stays, also where another window has written it since the sandbox was last seen; a removal that has
 * begun is not taken back.
 */
export async function markPodSandbox(
  docker: Docker,
  { id, key, uid, attempt }: SandboxStatus,
  word: Partial<SandboxWord>,
): Promise<void> {
  const sandbox = docker.getContainer(id);
  try {
    const before = (await sandbox.inspect()).Name.slice(1);
    const said = wordOfSandboxName(before);
    const removed = said.desired === 'Removed' ? ({ desired: 'Removed' } as const) : {};
    const name = sandboxName(key, uid, attempt, { ...said, ...word, ...removed });
    if (name !== before) await sandbox.rename({ name });
  } catch (error) {
    const already = /same name as its current name/i.test(detailOf(error));
    if (!isNotFound(error) && !already) throw toEngineError(error);
  }
}
