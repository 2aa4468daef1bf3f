import { createPodEngine } from '../../src/engine/createPodEngine';
import type { PodEngineApi } from '../../src/engine/podEngineApi';
import { benchPod } from './benchPod';
import type { Onlooker } from './onlooker';
import { benchNamespace, type Peer } from './peer';

/** Longer than any bench: the network stays between the rounds, as it does between the pods of a day. */
const lingerMs = 3_600_000;
const label = `io.kubernetes.pod.namespace=${benchNamespace}`;

/** The engine of the extension, warm in this process; it sees no pods but those of the bench. */
export function createBenchEngine(mediaDir: string, runtime: string | undefined): PodEngineApi {
  return createPodEngine({
    mediaDir,
    settings: () => (runtime ? { runtime } : {}),
    lingerMs,
    namespace: benchNamespace,
  });
}

/** Docker Pods itself: PodEngine.run and remove. */
export function ours(engine: PodEngineApi, image: string, onlooker: Onlooker): Peer {
  return {
    name: 'ours',
    missing: async () => undefined,
    up: async (trial) => {
      await engine.run(benchPod(trial, image));
    },
    down: (trial) => engine.remove(benchPod(trial, image).metadata),
    count: () => onlooker.count(label),
    clean: async () => {
      for (const { metadata } of engine.pods()) {
        if (metadata.namespace === benchNamespace) await engine.remove(metadata).catch(() => undefined);
      }
      await onlooker.removeAll(label);
    },
  };
}
