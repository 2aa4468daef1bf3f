import type Docker from 'dockerode';
import { EngineError } from '../../model/engineError';
import type { PodKey } from '../../model/podSnapshot';
import type { ContainerConfig, DaemonFacts } from '../../plan/podPlan';
import type { Created } from '../podRuntime';
import { containerCreateOptions } from './convert';
import type { MountFacts } from './convertMounts';
import { createNamed } from './createNamed';
import { toEngineError } from './errors';

/**
 * CRI CreateContainer: in the namespaces of the sandbox, which need not run yet. An attempt that has ended is not made
 * a second time: two windows answer one end, and a job that ran in the first must not run again for the second.
 */
export async function createContainer(
  docker: Docker,
  daemon: MountFacts & Pick<DaemonFacts, 'clockOffsetMs'>,
  sandboxId: string,
  config: ContainerConfig,
  key: PodKey,
  uid: string,
  attempt: number,
): Promise<Created> {
  try {
    const options = containerCreateOptions(sandboxId, config, key, uid, attempt, daemon);
    const now = () => Date.now() + (daemon.clockOffsetMs ?? 0);
    return await createNamed(docker, options, { container: config.name }, 'adopted', now);
  } catch (error) {
    throw withVolume(toEngineError(error), config);
  }
}

/** Docker names the path it misses; people look for the volume. */
function withVolume(error: EngineError, { mounts }: ContainerConfig): EngineError {
  const missing = mounts.find((mount) => mount.kind === 'bind' && mount.hostPath === error.args.path);
  if (error.code !== 'host-path-missing' || missing?.kind !== 'bind') return error;
  return new EngineError(error.code, { ...error.args, volume: missing.volume }, error.cause);
}
