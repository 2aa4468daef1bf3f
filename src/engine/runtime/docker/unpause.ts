import type Docker from 'dockerode';
import { detailOf, unlessGone } from './errors';

/** Lets a paused container go on; one that is not paused is left as it is. */
export async function unpause(docker: Docker, id: string): Promise<void> {
  await unlessGone(
    docker
      .getContainer(id)
      .unpause()
      .catch((error: unknown) => {
        if (!/not paused|not running/i.test(detailOf(error))) throw error;
      }),
  );
}
