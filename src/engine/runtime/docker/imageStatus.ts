import type Docker from 'dockerode';
import type { ImageStatus } from '../podRuntime';
import { isNotFound, toEngineError } from './errors';

/** CRI ImageStatus; undefined where the daemon has none of that name. */
export async function imageStatus(docker: Docker, image: string): Promise<ImageStatus | undefined> {
  try {
    const { Id, Config } = await docker.getImage(encodeURI(image)).inspect();
    return { id: Id, user: Config?.User ?? '' };
  } catch (error) {
    const known = toEngineError(error, { image });
    // Docker says so of a name that is none, too.
    if (isNotFound(error) && known.code !== 'image-name-invalid') return undefined;
    throw known;
  }
}
