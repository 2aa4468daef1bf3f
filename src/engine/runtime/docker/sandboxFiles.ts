import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { EngineError } from '../../model/engineError';
import type { FileDeed, FileResult } from '../podRuntime';
import type { Diallers } from './dialler/diallers';
import { detailOf, statusOf, toEngineError } from './errors';

/** Codes of a wire that broke or stayed silent, while Docker is there. */
const wireCodes = new Set(['ECONNRESET', 'ETIMEDOUT', 'EPROTO']);

/** Docker attaches to a container that has ended as to one that runs: it is looked at so often. */
const lookMs = 2000;

/** The sandbox's PID 1 does the deeds, see sandbox/files.h. Throws EngineError where it cannot be asked. */
export async function sandboxFiles(
  docker: Docker,
  diallers: Diallers,
  sandboxId: string,
  deeds: readonly FileDeed[],
): Promise<FileResult[]> {
  if (deeds.length === 0) return [];
  const over = new AbortController();
  try {
    return await Promise.race([
      diallers.files(docker, sandboxId, deeds),
      ended(docker.getContainer(sandboxId), over.signal),
    ]);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (statusOf(error) !== undefined || !wireCodes.has(code)) throw toEngineError(error);
    throw new EngineError('docker-failed', { detail: detailOf(error) }, error);
  } finally {
    over.abort();
  }
}

/** Rejects when the sandbox does not run any more, or cannot be looked at. */
async function ended(sandbox: Docker.Container, signal: AbortSignal): Promise<never> {
  for (;;) {
    await sleep(lookMs, undefined, { signal });
    const { State } = await sandbox.inspect();
    if (!State.Running) throw new EngineError('docker-failed', { detail: 'the sandbox has ended' });
  }
}
