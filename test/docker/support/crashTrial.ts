import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { Pod } from '../../../src/engine/model/pod';
import { resolveEndpoint } from '../../../src/engine/runtime/docker/endpoint';
import { eventually } from '../../support/eventually';
import { crashObjects, crashPod, type Edition, type Stand, standOf } from './crashPod';
import { crashProxy } from './crashProxy';
import { type EngineProcess, engineProcess } from './engineProcess';
import { engineTrial } from './engineTrial';
import { skippingClock } from './skippingClock';

/** Something that is asked of an engine, and what may stand when it is killed in the middle and another has come. */
export interface Deed {
  /** The manifests it is about. Where something stands before, it is by one of them, and the other is asked for. */
  editions: readonly [Edition] | readonly [Edition, Edition];
  /** A pod stands before. */
  standing: boolean;
  carryOut(engine: EngineProcess, pod: Pod): Promise<unknown>;
  /** Whether that may be in the end; `points` have been reached. */
  mayBe(stand: Stand, points: readonly string[]): boolean;
}

export interface Outcome {
  point: number;
  /** The last call that Docker answered; undefined where the deed was through before. */
  last: string | undefined;
  /** What is wrong; undefined where all is well. */
  fault: string | undefined;
  ms: number;
}

/** Where one point after the other is tried. */
export interface CrashLane {
  /** Carries out the deed, kills its engine after the point, lets another come, and says what stands then. */
  tryPoint(deed: Deed, point: number): Promise<Outcome>;
  /** Nothing must be left of what the points have made; answers what is, and removes that. */
  clear(): Promise<string[]>;
  dispose(): Promise<void>;
}

export interface CrashOptions {
  /** The test's file, which serves engines. */
  file: string;
  /** Which calls are points, by method. */
  counts: (method: string) => boolean;
}

/** An engine has so long (ms) to bring a pod to where it belongs; its clock is put forward meanwhile. */
const convergenceMs = 30_000;
/** What was under way at Docker when the engine was killed is through by then. */
const settledMs = 150;
/** How long (ms) what a pod leaves behind stays at least. */
const lingerMs = 100;
/** Longer than engines wait for each other. */
const skipMs = 7000;
const betweenSkipsMs = 200;

export function crashLane({ file, counts }: CrashOptions): CrashLane {
  let trial = engineTrial();
  /** Started ahead: a process takes a while. */
  let next = engineProcess(file);
  /** The index of the manifest that stands. */
  let standing: number | undefined;

  /** Another window, which comes when the first is gone; or which makes what stands before. */
  const newEngine = () => {
    const clock = skippingClock();
    const engine = trial.engine({ clock, objects: crashObjects(trial.namespace), lingerMs });
    return {
      engine,
      skip: () => clock.skip(skipMs),
      listed: () => engine.remove({ namespace: trial.namespace, name: 'nobody' }),
    };
  };

  const bringUpFirst = async (pod: Pod) => {
    const { engine } = newEngine();
    await engine.run(pod);
    await engine.dispose();
    standing = 0;
  };

  /** Kills the engine after the point; answers the points there were, and what else may have been done. */
  const crash = async (deed: Deed, pod: Pod, point: number): Promise<readonly string[]> => {
    const proxy = await crashProxy(dockerSocket(), counts);
    const engine = next;
    next = engineProcess(file);
    try {
      const { namespace } = trial;
      await engine.open({
        dockerHost: `unix://${proxy.socketPath}`,
        namespace,
        objects: crashObjects(namespace),
      });
      const killed = new Promise<true>((resolve) => {
        proxy.cutAfter(point, () => engine.kill().then(() => resolve(true)));
      });
      // Its process goes in the middle of it.
      const ended = deed.carryOut(engine, pod).then(
        () => false,
        async (error: unknown) => {
          if (proxy.points.length < point) throw error;
          return killed;
        },
      );
      const wasKilled = await Promise.race([killed, ended]);
      proxy.stop();
      if (!wasKilled) await engine.kill();
      return [...proxy.points, ...(wasKilled ? proxy.underWay : [''])];
    } finally {
      proxy.close();
      await engine.kill();
    }
  };

  const converge = async (
    deed: Deed,
    pods: readonly Pod[],
    points: readonly string[],
  ): Promise<string | undefined> => {
    const { engine, skip, listed } = newEngine();
    try {
      await listed();
      const deadline = performance.now() + convergenceMs;
      let skipAt = performance.now() + betweenSkipsMs;
      let since: number | undefined;
      for (let last: unknown; ; await sleep(20)) {
        const now = performance.now();
        const stand = await standOf(trial, engine, pods);
        const isDone = typeof stand !== 'object' && deed.mayBe(stand, points);
        if (!isDone || stand !== last) since = undefined;
        else since ??= now;
        last = stand;
        if (since !== undefined && now - since > settledMs) {
          standing = typeof stand === 'number' ? stand : undefined;
          return undefined;
        }
        if (now > deadline) return typeof stand === 'object' ? stand.fault : String(stand);
        if (now < skipAt || isDone) continue;
        skip();
        skipAt = now + betweenSkipsMs;
      }
    } finally {
      await engine.dispose();
    }
  };

  const clear = async () => {
    const { engine, listed } = newEngine();
    await listed();
    await engine.remove({ namespace: trial.namespace, name: podName });
    standing = undefined;
    const remains = async () => (await trial.leftovers()).filter((name) => !name.startsWith('k8s_pvc_'));
    // What is young may be of a pod that another window is just making: it is looked at again.
    const isClear = eventually(async () => (await remains()).length === 0, 'nothing is left', convergenceMs);
    await isClear.catch(() => undefined);
    await engine.dispose();
    return remains();
  };

  const startAfresh = async () => {
    // What was under way may hold something for a moment.
    await eventually(() => trial.dispose().then(() => true), 'all of it is gone');
    trial = engineTrial();
    standing = undefined;
  };

  return {
    tryPoint: async (deed, point) => {
      const began = performance.now();
      let points: readonly string[] = [];
      let fault: string | undefined;
      try {
        const pods = deed.editions.map((edition) => crashPod(trial, podName, edition));
        const [first, second = first] = pods;
        if (!first || !second) throw new Error('no manifest');
        if (deed.standing && standing === undefined) await bringUpFirst(first);
        points = await crash(deed, standing === 0 ? second : first, point);
        fault = await converge(deed, pods, points);
        if (fault === undefined && (standing === undefined || !deed.standing || !deed.editions[1])) {
          const left = await clear();
          if (left.length > 0) fault = `left: ${left.join(', ')}`;
        }
      } catch (error) {
        fault = inspect(error, { breakLength: Infinity });
      }
      if (fault !== undefined) await startAfresh();
      return { point, last: points[point - 1] || undefined, fault, ms: performance.now() - began };
    },
    clear,
    dispose: async () => {
      await next.kill();
      await startAfresh();
      await trial.dispose();
    },
  };
}

const podName = 'pod';

function dockerSocket(): string {
  const { url } = resolveEndpoint(process.env);
  if (!url.startsWith('unix://')) throw new Error(`Docker is not on a socket of this machine: ${url}`);
  return url.slice('unix://'.length);
}
