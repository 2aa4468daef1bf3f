import type Docker from 'dockerode';
import { EngineError } from '../../model/engineError';
import type { FileDeed, FileResult } from '../podRuntime';
import type { Diallers } from './dialler/diallers';
import { detailOf, statusOf, toEngineError } from './errors';

/** Codes of a wire that broke or stayed silent, while Docker is there. */
const wireCodes = new Set(['ECONNRESET', 'ETIMEDOUT', 'EPROTO']);

/** The sandbox's PID 1 does the deeds, see sandbox/files.h. Throws EngineError where it cannot be asked. */
export async function sandboxFiles(
  docker: Docker,
  diallers: Diallers,
  sandboxId: string,
  deeds: readonly FileDeed[],
): Promise<FileResult[]> {
  if (deeds.length === 0) return [];
  try {
    return await diallers.files(docker, sandboxId, deeds);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (statusOf(error) !== undefined || !wireCodes.has(code)) throw toEngineError(error);
    throw new EngineError('docker-failed', { detail: detailOf(error) }, error);
  }
}
