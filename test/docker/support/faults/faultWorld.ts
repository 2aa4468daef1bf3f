import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { labels, volumeName } from '../../../../src/engine/plan/names';
import type { PodEngineApi } from '../../../../src/engine/podEngineApi';
import type { Random } from '../../../unit/support/random';
import { type EngineTrial, engineTrial } from '../engineTrial';
import { type Lifeline, lifeline } from '../lifeline';
import { type PrivateDocker, privateDocker } from '../privateDocker';
import { type SkippingClock, skippingClock } from '../skippingClock';
import { type FaultPod, faultPods, settings } from './faultPods';

/** A Docker that may be killed, pods on it, and an engine that may be killed, too. */
export interface FaultWorld {
  daemon: PrivateDocker;
  trial: EngineTrial;
  clock: SkippingClock;
  pods: FaultPod[];
  /** Docker may be killed, and may let containers live on while it is away. */
  mayCrash: boolean;
  /** What the engines have logged, with the time. */
  log: string[];
  /** The one that lives. */
  engine(): PodEngineApi;
  /** The engine's process is killed, as far as Docker can tell, and another one comes. */
  replaceEngine(): Promise<void>;
  /** Runs the pod, as new, and puts something on its disk. */
  run(pod: FaultPod): Promise<void>;
  dispose(): Promise<void>;
}

/** What stands on every pod's disk. */
export const kept = 'kept over every fault';

/**
 * Docker before 24.0.6 unmounts volumes in memory when it comes back after a crash, or with live-restore, also from under
 * containers that live on: what starts later finds them empty, and they cannot be removed until it comes the next time
 * (https://github.com/moby/moby/issues/44422, https://github.com/moby/moby/pull/46253). There, a run has the one or the
 * other.
 */
export async function faultWorld(random: Random): Promise<FaultWorld> {
  const daemon = privateDocker();
  const trial = engineTrial(daemon.socketPath);
  const clock = skippingClock();
  const log: string[] = [];
  let line: Lifeline | undefined;
  let engine: PodEngineApi | undefined;
  let engines = 0;

  const startEngine = async () => {
    engines++;
    const number = engines;
    line = await lifeline(daemon.socketPath, join(trial.directory, `engine-${number}.sock`));
    engine = trial.engine({
      env: { ...process.env, DOCKER_HOST: line.host },
      clock,
      lingerMs: 100,
      objects: [settings(trial.namespace)],
      log: (...said) => log.push(`${new Date().toISOString()} engine ${number}: ${said.join(' ')}`),
    });
  };
  const present = () => {
    if (!engine) throw new Error('there is no engine');
    return engine;
  };

  await daemon.start();
  const { Version } = await daemon.docker.version();
  const isFixed = Version.localeCompare('24.0.6', undefined, { numeric: true }) >= 0;
  const withMemory = isFixed || random.below(2) === 1;
  await daemon.load('busybox:1.37');
  await startEngine();
  return {
    daemon,
    trial,
    clock,
    log,
    pods: faultPods(trial, withMemory),
    mayCrash: isFixed || !withMemory,
    engine: present,
    replaceEngine: async () => {
      line?.cut();
      await present().dispose();
      await startEngine();
    },
    run: async (faultPod) => {
      const { pod, key, uid, counts } = faultPod;
      counts.clear();
      await present().run(pod);
      const { Mountpoint } = await daemon.docker.getVolume(volumeName('disk', key, uid)).inspect();
      writeFileSync(join(Mountpoint, 'kept'), kept);
    },
    dispose: async () => {
      await present().dispose();
      line?.cut();
      await trial.dispose().finally(() => daemon.dispose());
    },
  };
}

/** Everything of the pod on Docker, the newest attempt of each first. */
export async function partsOf({ daemon }: FaultWorld, { key }: FaultPod): Promise<Docker.ContainerInfo[]> {
  const label = [`${labels.podNamespace}=${key.namespace}`, `${labels.podName}=${key.name}`];
  const all = await daemon.docker.listContainers({ all: true, filters: { label } });
  return all.sort((a, b) => attemptOf(b) - attemptOf(a));
}

export function attemptOf({ Labels }: { Labels: Record<string, string> }): number {
  return Number(Labels[labels.attempt]);
}

/** A container's name in the manifest; `POD` of a sandbox. */
export function nameOf({ Labels }: { Labels: Record<string, string> }): string {
  return Labels[labels.containerName] ?? '';
}
