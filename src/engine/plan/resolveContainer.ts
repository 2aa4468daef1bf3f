import { type EnvFacts, environmentOf } from './env';
import { expand } from './expand';
import type { ContainerConfig, PlannedContainer } from './podPlan';
import { resolveSecurity } from './security';
import { expandSubPath } from './subPathExpr';
import { terminationFile } from './terminationLog';

/**
 * What one attempt of a container depends on and only the moment of its creation knows. A container that needs the
 * pod's addresses waits for its sandbox (`needsSandbox`).
 */
export interface ContainerFacts extends EnvFacts {
  image: ImageFacts;
  /** The seccomp profile of type Localhost, as JSON; absent where the container wants none. */
  seccompProfile?: string;
  attempt: number;
}

export interface ImageFacts {
  /** Docker's id of it. */
  id: string;
  /** The image's USER: `name`, `uid`, `uid:gid`, or empty for root. */
  user: string;
  /** Groups that the image gives the user that will run, the primary first; absent where Docker finds them itself. */
  groups?: number[];
}

/** One attempt of a container, complete. Pure. Throws the EngineErrors that Kubernetes calls CreateContainerConfigError. */
export function resolveContainer(planned: PlannedContainer, facts: ContainerFacts): ContainerConfig {
  const { config, spec } = planned;
  const values = environmentOf(spec, facts);
  const expandAll = (words: readonly string[]) => words.map((word) => expand(word, values));
  return {
    ...config,
    ...(config.command ? { command: expandAll(config.command) } : {}),
    ...(config.args ? { args: expandAll(config.args) } : {}),
    mounts: config.mounts.map((mount) =>
      mount.isTerminationLog
        ? { ...mount, subPath: terminationFile(config.name, facts.attempt) }
        : expandSubPath(mount, values),
    ),
    envs: [...values].map(([name, value]) => ({ name, value })),
    security: resolveSecurity(planned, facts),
  };
}
