import type Docker from 'dockerode';
import { isNotFound, statusOf, toEngineError } from './errors';
import { runOnce } from './probe/oneShot';

/**
 * Leaves a score below 0 away where the daemon may not give one (in a container without CAP_SYS_RESOURCE): there every
 * start with it would fail, for a reason that no error of Docker names. That is tried once per Docker, with the
 * lowest score there is, and only when one is wanted. Throws EngineError `image-not-found`, `docker-unreachable`.
 */
export function createOomScores(): <T extends { oomScoreAdj?: number }>(
  docker: Docker,
  image: string,
  wanted: T,
) => Promise<T> {
  const known = new WeakMap<Docker, Promise<boolean>>();
  return async (docker, image, wanted) => {
    if ((wanted.oomScoreAdj ?? 0) >= 0) return wanted;
    const found = known.get(docker) ?? mayLowerScores(docker, image);
    known.set(docker, found);
    found.catch(() => known.delete(docker));
    if (await found) return wanted;
    const granted = { ...wanted };
    delete granted.oomScoreAdj;
    return granted;
  };
}

/** A start that Docker refuses is the answer; that the image or the daemon is not there is none. */
async function mayLowerScores(docker: Docker, image: string): Promise<boolean> {
  try {
    await runOnce(docker, image, ['rmdir', '/'], { OomScoreAdj: -998 });
    return true;
  } catch (error) {
    if (isNotFound(error) || statusOf(error) === undefined) throw toEngineError(error, { image });
    return false;
  }
}
