import { EngineError } from '../model/engineError';
import type { ContainerConfig, MountConfig } from '../plan/podPlan';
import { pathInSandbox } from '../plan/sandboxPaths';
import type { FileDeed } from '../runtime/podRuntime';
import type { PodContext } from './podContext';

/**
 * The container with its sub-paths of volumes as they are without symbolic links, made as directories where nothing
 * is; the sandbox must run. Throws EngineError `sub-path` where one leads out of its volume or cannot be made.
 */
export async function resolveSubPaths(
  { runtime, plan }: PodContext,
  sandboxId: string,
  config: ContainerConfig,
): Promise<ContainerConfig> {
  const onHost = config.mounts.flatMap((mount) =>
    mount.kind === 'bind' && mount.subPath
      ? [{ volume: mount.volume, path: mount.hostPath, subPath: mount.subPath, written: writtenOf(mount) }]
      : [],
  );
  if (onHost.length > 0) await runtime.checkHostSubPaths(onHost);
  const inVolumes = config.mounts.filter(isPart);
  if (inVolumes.length === 0) return config;
  const deeds = inVolumes.map(
    ({ volume, subPath, subPathMustExist }): FileDeed => ({
      kind: 'subPath',
      root: pathInSandbox(plan.sandbox, volume) ?? '',
      path: subPath,
      make: !subPathMustExist,
    }),
  );
  const results = await runtime.sandboxFiles(sandboxId, deeds);
  const resolved = new Map<MountConfig, string>();
  inVolumes.forEach((mount, index) => {
    const result = results[index];
    if (!result?.ok) {
      const { volume } = mount;
      throw new EngineError('sub-path', {
        path: writtenOf(mount),
        volume,
        detail: result?.errno ?? 'not done',
      });
    }
    resolved.set(mount, result.data.toString());
  });
  const withPath = (mount: MountConfig): MountConfig => {
    const { subPath, ...whole } = mount;
    const path = resolved.get(mount) ?? subPath;
    return path ? { ...whole, subPath: path } : whole;
  };
  return { ...config, mounts: config.mounts.map(withPath) };
}

function writtenOf({ subPathAsWritten, subPath }: MountConfig): string {
  return subPathAsWritten ?? subPath ?? '';
}

function isPart(mount: MountConfig): mount is MountConfig & { kind: 'volume'; subPath: string } {
  return mount.kind === 'volume' && !mount.isTerminationLog && Boolean(mount.subPath);
}
