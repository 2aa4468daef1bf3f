import type { Pod } from '../model/pod';
import type { PodObject } from '../model/podObject';
import { environmentOf } from './env';
import { expand } from './expand';
import type { ContainerConfig, DaemonFacts, PlannedContainer } from './podPlan';
import { resolveSecurity } from './security';

/** What one attempt of a container depends on and only the moment of its creation knows. */
export interface ContainerFacts {
  pod: Pod;
  uid: string;
  daemon: DaemonFacts;
  /** Absent while the sandbox does not run; a container that needs it waits (`needsSandbox`). */
  podIP?: string;
  hostIP?: string;
  /** By `objectKey`; one that stands nowhere is not in it. */
  objects: ReadonlyMap<string, PodObject>;
  image: ImageFacts;
  /** Files of volumes that fileKeyRef names, by `<volume>/<path>`; one that is not there is not in it. */
  files: ReadonlyMap<string, string>;
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
  const values = environmentOf(spec.env);
  const expandAll = (words: readonly string[]) => words.map((word) => expand(word, values));
  return {
    ...config,
    ...(config.command ? { command: expandAll(config.command) } : {}),
    ...(config.args ? { args: expandAll(config.args) } : {}),
    envs: [...values].map(([name, value]) => ({ name, value })),
    security: resolveSecurity(planned, facts),
  };
}
