import type Docker from 'dockerode';
import { EngineError } from '../../model/engineError';
import { toEngineError } from './errors';
import { ensureSandboxImage, sandboxImageReference } from './sandboxImage';

/** The sandbox image as runs need it: looked for once per connection, and again when it turns out to be gone. */
export function createSandboxImage(mediaDir: string) {
  let ensured = new WeakMap<Docker, Promise<string>>();

  const ensure = (docker: Docker, architecture: string): Promise<string> => {
    const known = ensured.get(docker);
    if (known) return known;
    const look = ensureSandboxImage(docker, mediaDir, architecture).catch((error: unknown) => {
      ensured.delete(docker);
      throw toEngineError(error, { image: sandboxImageReference(architecture) });
    });
    ensured.set(docker, look);
    return look;
  };

  return {
    ensure,
    /** Calls, and once more with the image loaded anew where somebody removed it meanwhile. */
    retryWithout: async <T>(docker: Docker, architecture: string, call: () => Promise<T>): Promise<T> => {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof EngineError) || error.code !== 'image-not-found') throw error;
        ensured = new WeakMap();
        await ensure(docker, architecture);
        return call();
      }
    },
  };
}
