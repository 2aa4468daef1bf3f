import type Docker from 'dockerode';
import { archivedFile } from './archivedFile';
import { toEngineError } from './errors';

/** A file in the sandbox, running or not; undefined where there is none. */
export async function readSandboxFile(
  docker: Docker,
  sandboxId: string,
  path: string,
  maxBytes: number,
): Promise<Buffer | undefined> {
  return archivedFile(docker.getContainer(sandboxId), path, maxBytes).catch((error: unknown) => {
    throw toEngineError(error);
  });
}
