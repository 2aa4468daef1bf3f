import type Docker from 'dockerode';
import type { EngineError } from '../../model/engineError';
import type { PodSandboxConfig } from '../../plan/podPlan';
import { volumePath } from '../../plan/sandboxPaths';
import type { Created } from '../podRuntime';
import { markCgroup } from './cgroupMark';
import { sandboxCreateOptions } from './convertSandbox';
import { createNamed } from './createNamed';
import { toEngineError } from './errors';
import { copyImage } from './imageVolume';
import { ensureNetwork, isNetworkUnsettled } from './networks';
import { createVolume } from './volumes';

/** Each start after the first follows a network made anew. */
const maxStarts = 3;

/** CRI RunPodSandbox, answered as soon as the sandbox has an id; `ready` settles when its start does. */
export async function runPodSandbox(
  docker: Docker,
  config: PodSandboxConfig,
  attempt: number,
): Promise<Created & { ready: Promise<void> }> {
  // Step 1: what the sandbox stands on. A failure waits for the others: nothing may be made after it is taken back.
  const made = await Promise.allSettled([
    joinNetwork(docker, config),
    markCgroup(docker, config),
    ...config.volumes.map((volume) => createVolume(docker, volume)),
  ]);
  for (const outcome of made) if (outcome.status === 'rejected') throw outcome.reason;
  // Step 2: the container that holds the namespaces.
  const options = sandboxCreateOptions(config, attempt);
  const sandbox = await createNamed(docker, options, { pod: config.key.name }, 'replaced');
  // Step 3: its start, while the caller creates the containers that will join it.
  const ready = fillCopies(docker, sandbox.id, config).then(() => startSandbox(docker, sandbox.id, config));
  // The caller awaits `ready` later; a rejection until then is not an unhandled one.
  ready.catch(() => undefined);
  return { ...sandbox, ready };
}

/** What cannot be copied because its image is not there is so later. */
async function fillCopies(docker: Docker, sandboxId: string, config: PodSandboxConfig): Promise<void> {
  const copies = config.volumes.filter(({ copyOf }) => copyOf);
  await Promise.all(
    copies.map(({ name }) =>
      fillVolume(docker, sandboxId, config, name).catch((error: EngineError) => {
        if (error.code !== 'image-not-found' && error.code !== 'image-name-invalid') throw error;
      }),
    ),
  );
}

/** Copies an image's files to the volume of this name. Throws EngineError `image-not-found`. */
export async function fillVolume(
  docker: Docker,
  sandboxId: string,
  { volumes }: PodSandboxConfig,
  volume: string,
): Promise<void> {
  const index = volumes.findIndex(({ name }) => name === volume);
  const config = volumes[index];
  if (config) await copyImage(docker, sandboxId, volumePath(index), config);
}

async function startSandbox(docker: Docker, id: string, config: PodSandboxConfig): Promise<void> {
  const container = docker.getContainer(id);
  try {
    for (let tries = 1; ; tries++) {
      try {
        await container.start();
        return;
      } catch (error) {
        if (tries === maxStarts || !isNetworkUnsettled(error)) throw error;
        await joinNetwork(docker, config);
      }
    }
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 304) return;
    throw toEngineError(error, { pod: config.key.name, runtime: config.runtime ?? '' });
  }
}

async function joinNetwork(docker: Docker, { network, key }: PodSandboxConfig): Promise<void> {
  if (network) await ensureNetwork(docker, network, key.namespace);
}
