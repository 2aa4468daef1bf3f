import type Docker from 'dockerode';
import { EngineError } from '../../model/engineError';
import { fileStat, mounted, withMount } from './hostPaths';

/** A part of a hostPath. */
export interface HostSubPath {
  volume: string;
  path: string;
  subPath: string;
  /** As the manifest has it, for errors. */
  written: string;
}

/**
 * Docker mounts a part of a hostPath as a path of its host, and follows the links in it, which who writes there may have
 * made: as the kubelet, none may lead out. Where nothing is yet, nothing leads anywhere. Throws EngineError `sub-path`.
 */
export async function checkHostSubPaths(
  docker: Docker,
  image: string,
  parts: readonly HostSubPath[],
): Promise<void> {
  await Promise.all(
    parts.map((part) =>
      withMount(docker, image, part, part.path, (container) => checkSteps(container, part)).catch(
        (error: unknown) => {
          if (!(error instanceof EngineError) || error.code !== 'host-path-missing') throw error;
        },
      ),
    ),
  );
}

async function checkSteps(
  container: Docker.Container,
  { volume, subPath, written }: HostSubPath,
): Promise<void> {
  let at = mounted;
  for (const step of subPath.split('/').filter(Boolean)) {
    at = `${at}/${step}`;
    const stat = await fileStat(container, at);
    if (!stat) return;
    if (stat.linkTarget && !`${stat.linkTarget}/`.startsWith(`${mounted}/`)) {
      throw new EngineError('sub-path', { path: written, volume, detail: 'EXDEV' });
    }
  }
}
