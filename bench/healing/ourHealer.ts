import type { PodEngineApi } from '../../src/engine/podEngineApi';
import { benchPod } from '../peers/benchPod';
import { benchNamespace } from '../peers/peer';
import type { Healer } from './healer';

/** The engine of the extension, warm in this process: each pod is a new one, whose first restart knows no back-off. */
export function ourHealer(engine: PodEngineApi, image: string): Healer {
  return {
    name: 'ours',
    label: `io.kubernetes.pod.namespace=${benchNamespace}`,
    up: async (size) => {
      const { sandbox, status } = await engine.run(benchPod({ size, graceSeconds: 0 }, image));
      const [first] = status.containerStatuses;
      return { sandbox: sandbox?.id ?? '', container: first?.containerID.replace('docker://', '') ?? '' };
    },
    down: async () => {
      for (const { metadata } of engine.pods()) await engine.remove(metadata);
    },
  };
}
