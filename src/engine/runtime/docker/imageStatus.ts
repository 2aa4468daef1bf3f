import type Docker from 'dockerode';
import { isNotFound, toEngineError } from './errors';

/** CRI ImageStatus: Docker's id of the image, or undefined where the daemon has none of that name. */
export async function imageStatus(docker: Docker, image: string): Promise<string | undefined> {
  try {
    return (await docker.getImage(image).inspect()).Id;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw toEngineError(error, { image });
  }
}
