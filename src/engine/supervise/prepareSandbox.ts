import { allContainers } from '../model/allContainers';
import { EngineError } from '../model/engineError';
import { hasKeptVolume, keptDirectory, keptVolume } from '../plan/keptVolume';
import type { MountConfig, PlannedContainer } from '../plan/podPlan';
import { pathInSandbox } from '../plan/sandboxPaths';
import { terminationFile } from '../plan/terminationLog';
import type { FileDeed } from '../runtime/podRuntime';
import type { ContainerStart } from './computePodActions';
import { refuseNetworkFiles, writeNetworkFiles } from './networkFiles';
import type { PodContext } from './podContext';
import { doDeeds } from './sandboxDeeds';
import { writeContents } from './volumeContents';

/**
 * Makes a sandbox in which no container has run ready for them: files of volumes, fsGroup, hosts and resolv.conf, and
 * what is needed for these starts. Throws EngineError `volume-failed`, `object-missing`, `object-key-missing`,
 * `host-path-missing`, `host-path-type`.
 */
export async function prepareSandbox(
  context: PodContext,
  sandboxId: string,
  starts: readonly ContainerStart[],
): Promise<void> {
  const { runtime } = context;
  const { withoutAgent, architecture } = await runtime.version();
  if (withoutAgent) {
    refuseDeeds(context, architecture);
    return context.limitPod(sandboxId);
  }
  await Promise.all([
    writeNetworkFiles(context, sandboxId),
    prepareStarts(context, sandboxId, starts),
    giveToGroup(context, sandboxId),
    writeContents(context, sandboxId),
    runtime.prepareHostPaths(hostPathsOf(allContainers(context.plan))),
    context.limitPod(sandboxId),
  ]);
}

/** What starts in a sandbox that has been prepared needs: each attempt has a file for its last words. */
export async function prepareStarts(
  context: PodContext,
  sandboxId: string,
  starts: readonly ContainerStart[],
): Promise<void> {
  if (!hasKeptVolume(context.plan.sandbox) || starts.length === 0) return;
  const deeds = starts.map(
    ({ name, attempt }): FileDeed => ({
      kind: 'write',
      path: `${keptDirectory}/${terminationFile(name, attempt)}`,
      mode: 0o666,
      data: Buffer.alloc(0),
    }),
  );
  await doDeeds(context, sandboxId, keptVolume, deeds);
}

async function giveToGroup(context: PodContext, sandboxId: string): Promise<void> {
  const { volumes, fsGroup } = context.plan.sandbox;
  if (!fsGroup) return;
  const owned = volumes.filter(({ ownedByGroup }) => ownedByGroup);
  await Promise.all(
    owned.map(({ name }) => {
      const path = pathInSandbox(context.plan.sandbox, name) ?? '';
      return doDeeds(context, sandboxId, name, [{ kind: 'group', path, ...fsGroup }]);
    }),
  );
}

/** Those that the containers mount, each once. */
export function hostPathsOf(
  containers: readonly PlannedContainer[],
): { volume: string; path: string; type: BindMount['hostPathType'] }[] {
  const mounts = containers.flatMap(({ config }) => config.mounts);
  const paths = mounts
    .filter((mount): mount is BindMount => mount.kind === 'bind')
    .map(({ volume, hostPath: path, hostPathType: type }) => [volume, { volume, path, type }] as const);
  return [...new Map(paths).values()];
}

type BindMount = MountConfig & { kind: 'bind' };

/** A sandbox without our program cannot make files: a pod that needs none goes without. */
function refuseDeeds(context: PodContext, architecture: string): void {
  const { sandbox } = context.plan;
  refuseNetworkFiles(context, architecture);
  const [needy] = sandbox.volumes.filter(({ content, ownedByGroup }) => content || ownedByGroup);
  const volume = needy?.name ?? (sandbox.capabilities.length > 0 ? sandbox.volumes[0]?.name : undefined);
  if (volume)
    throw new EngineError('volume-failed', { volume, detail: `no sandbox program for ${architecture}` });
}
