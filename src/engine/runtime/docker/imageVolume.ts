import type Docker from 'dockerode';
import { labels } from '../../plan/names';
import type { VolumeConfig } from '../../plan/podPlan';
import { toEngineError, unlessGone } from './errors';

/**
 * Fills a volume that the sandbox mounts at `path` with the files of an image, for engines that cannot mount an image
 * itself (before API 1.48): out of a container that is never started. It takes the directories along that Docker makes
 * in every container (dev, proc, sys, etc).
 */
export async function copyImage(
  docker: Docker,
  sandboxId: string,
  path: string,
  { copyOf: image = '', labels: own }: Pick<VolumeConfig, 'copyOf' | 'labels'>,
): Promise<void> {
  try {
    const source = await docker.createContainer({
      Image: image,
      // An image of files alone has no command, and Docker wants one.
      Entrypoint: ['/'],
      Labels: { ...own, [labels.component]: 'image-volume' },
      NetworkDisabled: true,
    });
    try {
      await docker.getContainer(sandboxId).putArchive(await source.export(), { path });
    } finally {
      await unlessGone(source.remove({ force: true, v: true }));
    }
  } catch (error) {
    throw toEngineError(error, { image });
  }
}
