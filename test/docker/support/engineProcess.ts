import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createPodEngine } from '../../../src/engine/createPodEngine';
import { EngineError, type EngineErrorCode } from '../../../src/engine/model/engineError';
import type { Pod } from '../../../src/engine/model/pod';
import type { PodObject } from '../../../src/engine/model/podObject';
import type { PodKey, PodSnapshot } from '../../../src/engine/model/podSnapshot';
import { objectsIn } from './engineTrial';

/** What an engine in a process of its own works with. */
export interface EngineSetUp {
  dockerHost: string;
  namespace: string;
  objects: PodObject[];
}

/** One thing asked of it. */
export type EngineOrder =
  | { kind: 'open'; setUp: EngineSetUp }
  | { kind: 'run'; pod: Pod }
  | { kind: 'stop' | 'restart' | 'remove' | 'look'; key: PodKey }
  | { kind: 'dispose' };

interface Answer {
  id: number;
  snapshot?: PodSnapshot;
  error?: { code: EngineErrorCode; args: Record<string, string> } | string;
}

/** An engine as another window has it: in a process that can be killed. */
export interface EngineProcess {
  /** Connects it; resolves when it knows what stands. */
  open(setUp: EngineSetUp): Promise<void>;
  run(pod: Pod): Promise<PodSnapshot | undefined>;
  stop(key: PodKey): Promise<void>;
  restart(key: PodKey): Promise<PodSnapshot | undefined>;
  remove(key: PodKey): Promise<void>;
  pod(key: PodKey): Promise<PodSnapshot | undefined>;
  dispose(): Promise<void>;
  /** SIGKILL; resolves when it is gone. What was asked of it rejects. */
  kill(): Promise<void>;
}

const roleVariable = 'DOCKER_PODS_TEST_ENGINE';

/** This process is an engine's: a test file has nothing to describe in it. */
export const isEngineProcess = process.env[roleVariable] !== undefined;

/** Starts one from the test's own file, which calls `serveEngine` where `isEngineProcess`. */
export function engineProcess(file: string): EngineProcess {
  const child = fork(file, [], { env: { ...process.env, [roleVariable]: 'yes' } });
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  let asked = 0;
  child.on('message', (answer: Answer) => {
    waiting.get(answer.id)?.resolve(answer);
    waiting.delete(answer.id);
  });
  const gone = once(child, 'exit').then(() => {
    for (const { reject } of waiting.values()) reject(new Error('the process of the engine is gone'));
  });
  const ask = async (order: EngineOrder) => {
    const { snapshot, error } = await new Promise<Answer>((resolve, reject) => {
      const id = asked++;
      waiting.set(id, { resolve, reject });
      child.send({ id, order }, (failure) => failure && reject(failure));
    });
    if (typeof error === 'string') throw new Error(error);
    if (error) throw new EngineError(error.code, error.args);
    return snapshot;
  };
  return {
    open: async (setUp) => void (await ask({ kind: 'open', setUp })),
    run: (pod) => ask({ kind: 'run', pod }),
    stop: async (key) => void (await ask({ kind: 'stop', key })),
    restart: (key) => ask({ kind: 'restart', key }),
    remove: async (key) => void (await ask({ kind: 'remove', key })),
    pod: (key) => ask({ kind: 'look', key }),
    dispose: async () => {
      await ask({ kind: 'dispose' });
      await end(child, gone, 'SIGTERM');
    },
    kill: () => end(child, gone, 'SIGKILL'),
  };
}

async function end(child: ChildProcess, gone: Promise<void>, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await gone;
}

/** The other side: does what it is asked until it is ended. */
export function serveEngine(): void {
  let engine: ReturnType<typeof createPodEngine> | undefined;
  const opened = async ({ dockerHost, namespace, objects }: EngineSetUp) => {
    engine = createPodEngine({
      mediaDir: join(process.cwd(), 'media'),
      env: { ...process.env, DOCKER_HOST: dockerHost },
      settings: () => ({}),
      objects: objectsIn(objects),
      namespace,
      ...(process.env.DOCKER_PODS_TEST_LOG
        ? { log: (_: string, message: string) => process.stderr.write(`${message}\n`) }
        : {}),
    });
    // It answers when it knows what stands.
    await engine.remove({ namespace, name: 'nobody' });
    return undefined;
  };
  const carryOut = async (order: EngineOrder): Promise<PodSnapshot | undefined> => {
    if (order.kind === 'open') return opened(order.setUp);
    if (!engine) throw new Error('the engine is not open');
    if (order.kind === 'run') return engine.run(order.pod);
    if (order.kind === 'restart') return engine.restart(order.key);
    if (order.kind === 'look') return engine.pod(order.key);
    if (order.kind === 'dispose') await engine.dispose();
    else await engine[order.kind](order.key);
    return undefined;
  };
  process.on('message', async ({ id, order }: { id: number; order: EngineOrder }) => {
    const answer: Answer = await carryOut(order).then(
      (snapshot) => ({ id, ...(snapshot ? { snapshot } : {}) }),
      (error: unknown) => ({ id, error: written(error) }),
    );
    // The test may be through meanwhile.
    process.send?.(answer, () => undefined);
  });
  // The test has ended, however that came.
  process.on('disconnect', () => process.exit());
}

function written(error: unknown): NonNullable<Answer['error']> {
  if (error instanceof EngineError) return { code: error.code, args: error.args as Record<string, string> };
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
