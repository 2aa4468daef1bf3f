import type Docker from 'dockerode';
import type { PodKey } from '../../model/podSnapshot';
import type { ContainerConfig } from '../../plan/podPlan';
import { containerCreateOptions } from './convert';
import { createNamed } from './createNamed';
import { toEngineError } from './errors';

/** CRI CreateContainer: in the namespaces of the sandbox, which need not run yet. */
export async function createContainer(
  docker: Docker,
  sandboxId: string,
  config: ContainerConfig,
  key: PodKey,
  uid: string,
  attempt: number,
): Promise<string> {
  try {
    return await createNamed(docker, containerCreateOptions(sandboxId, config, key, uid, attempt));
  } catch (error) {
    throw toEngineError(error, { container: config.name, image: config.image });
  }
}
