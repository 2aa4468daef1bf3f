import assert from 'node:assert/strict';
import { readManifest } from '../../../src/engine/manifest/readManifest';
import type { Pod } from '../../../src/engine/model/pod';
import { type ObjectSource, objectKey, type PodObject } from '../../../src/engine/model/podObject';
import type { PodKey, PodSnapshot } from '../../../src/engine/model/podSnapshot';
import type { ContainerStatus } from '../../../src/engine/model/podStatus';
import type { PodEngineApi } from '../../../src/engine/podEngineApi';
import { type EngineTrial, engineTrial, podThat, type TrialOptions } from './engineTrial';

/** Manifests as text, from the reading to a real Docker, in a namespace of their own. */
export interface ManifestTrial extends EngineTrial {
  /** The engine that runs them. */
  podEngine: PodEngineApi;
  /** Reads the text, which must be without errors, and runs its first Pod beside the objects that stand in it. */
  run(text: string): Promise<RunningPod>;
  /** Puts the objects of a text in the place of those known before, and tells the engine. */
  apply(text: string): void;
}

/** One pod that a test has run. */
export interface RunningPod {
  key: PodKey;
  pod: Pod;
  snapshot(): PodSnapshot;
  /** The status of a container or init container. */
  status(container: string): ContainerStatus | undefined;
  /** Waits for the pod to be so. */
  until(
    what: string,
    condition: (snapshot: PodSnapshot) => boolean,
    timeoutMs?: number,
  ): Promise<PodSnapshot>;
  /** Waits until the pod has come to its end, and gives its phase. */
  ended(timeoutMs?: number): Promise<string>;
  /** What the newest attempt of the container has written, as one text. */
  log(container: string): Promise<string>;
  /** What a command in the container prints. */
  exec(container: string, ...command: string[]): Promise<string>;
  remove(): Promise<void>;
}

export function manifestTrial(options: Omit<TrialOptions, 'objects'> = {}): ManifestTrial {
  const trial = engineTrial();
  const known = new Map<string, PodObject>();
  const objects: ObjectSource = { find: async (ref) => known.get(objectKey(ref)) };
  const podEngine = trial.engine({ ...options, objects });

  const remember = (text: string) => {
    for (const { object } of readManifest(text).objects) {
      if (!object) continue;
      const isDefault = object.namespace === 'default';
      const own = {
        ...object,
        namespace: isDefault ? trial.namespace : `${trial.namespace}-${object.namespace}`,
      };
      known.set(objectKey(own), own);
    }
  };

  return {
    ...trial,
    podEngine,
    apply: (text) => {
      remember(text);
      podEngine.objectsChanged();
    },
    run: async (text) => {
      const { pods, findings } = readManifest(text);
      assert.deepEqual(
        findings.filter(({ severity }) => severity === 'error'),
        [],
      );
      const [document] = pods;
      assert.ok(document?.pod, 'a pod stands in the text');
      remember(text);
      // By way of `pod`, which remembers its cgroup for the clean-up.
      const { spec } = trial.pod(document.pod.metadata.name, [], document.pod.spec);
      const metadata = { ...document.pod.metadata, namespace: trial.namespace };
      const pod = { ...document.pod, metadata, spec: { ...spec, ...document.pod.spec } };
      await podEngine.run(pod);
      return runningPod(trial, podEngine, pod);
    },
  };
}

function runningPod(trial: EngineTrial, engine: PodEngineApi, pod: Pod): RunningPod {
  const { namespace, name } = pod.metadata;
  const key = { namespace, name };
  const snapshot = () => {
    const found = engine.pod(key);
    assert.ok(found, `pod ${name} is there`);
    return found;
  };
  const until: RunningPod['until'] = (what, condition, timeoutMs) =>
    podThat(engine, key, what, condition, timeoutMs);
  return {
    key,
    pod,
    snapshot,
    status: (container) => {
      const { status } = snapshot();
      return [...(status.initContainerStatuses ?? []), ...status.containerStatuses].find(
        (each) => each.name === container,
      );
    },
    until,
    ended: async (timeoutMs) => {
      const isEnd = ({ status }: PodSnapshot) => status.phase === 'Succeeded' || status.phase === 'Failed';
      return (await until('the end of the pod', isEnd, timeoutMs)).status.phase;
    },
    log: async (container) => {
      const lines: string[] = [];
      for await (const { text } of engine.logs(key, container)) lines.push(text);
      return lines.join('\n');
    },
    exec: (container, ...command) => trial.exec(name, container, ...command),
    remove: () => engine.remove(key),
  };
}
