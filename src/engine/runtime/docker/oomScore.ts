import type Docker from 'dockerode';
import type { ContainerConfig } from '../../plan/podPlan';
import { runOnce } from './probe/oneShot';

/**
 * Leaves a score below 0 away where the daemon may not give one (in a container without CAP_SYS_RESOURCE): there every
 * start with it would fail, for a reason that no error of Docker names. That is tried once per Docker, with the
 * lowest score a pod can have, and only when a container wants one.
 */
export function createOomScores(): (
  docker: Docker,
  image: string,
  config: ContainerConfig,
) => Promise<ContainerConfig> {
  const known = new WeakMap<Docker, Promise<boolean>>();
  return async (docker, image, config) => {
    const { oomScoreAdj = 0, ...rest } = config.resources;
    if (oomScoreAdj >= 0) return config;
    const found = known.get(docker) ?? mayLowerScores(docker, image);
    known.set(docker, found);
    return (await found) ? config : { ...config, resources: rest };
  };
}

function mayLowerScores(docker: Docker, image: string): Promise<boolean> {
  return runOnce(docker, image, ['rmdir', '/'], { OomScoreAdj: -997 }).then(
    () => true,
    () => false,
  );
}
