import type Docker from 'dockerode';
import { type SandboxWord, sandboxName, wordOfSandboxName } from '../../plan/names';
import type { SandboxStatus } from '../podRuntime';
import { detailOf, isNotFound, toEngineError } from './errors';

/** Each after the first follows a word that another window has written in that very moment. */
const maxTries = 10;

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
  const fields = Object.keys(word) as (keyof SandboxWord)[];
  let base: SandboxWord | undefined;
  try {
    for (let tries = 1; tries <= maxTries; tries++) {
      const before = (await docker.getContainer(id).inspect()).Name.slice(1);
      const said = wordOfSandboxName(before);
      // Written, or what another window has written since counts.
      if (base && fields.every((field) => said[field] !== base?.[field])) return;
      base = said;
      const removed = said.desired === 'Removed' ? ({ desired: 'Removed' } as const) : {};
      const name = sandboxName(key, uid, attempt, { ...said, ...word, ...removed });
      if (name === before) return;
      await rename(docker, before, name);
    }
  } catch (error) {
    if (!isNotFound(error)) throw toEngineError(error);
  }
}

/** Called by its name, it is not found where another window has given it another meanwhile: nothing of that is lost. */
async function rename(docker: Docker, before: string, name: string): Promise<void> {
  try {
    await docker.getContainer(before).rename({ name });
  } catch (error) {
    if (!isNotFound(error) && !/same name as its current name/i.test(detailOf(error))) throw error;
  }
}
