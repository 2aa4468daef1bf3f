import type Docker from 'dockerode';
import type { DaemonFacts } from '../../src/engine/plan/podPlan';
import type { PodEngineApi } from '../../src/engine/podEngineApi';
import { ensureSandboxImage } from '../../src/engine/runtime/docker/sandboxImage';
import { dockerHttp } from '../lib/dockerHttp';
import { quiet } from '../lib/quiet';
import { median, randomOf, shuffled } from '../lib/stats';
import { tableOf } from '../lib/table';
import { benchPod } from '../peers/benchPod';
import { Onlooker } from '../peers/onlooker';
import { createBenchEngine } from '../peers/ours';
import { benchNetwork } from '../peers/peer';
import { dockerHealer } from './dockerHealer';
import { DockerWatch } from './dockerWatch';
import { floorHealer } from './floorHealer';
import type { Healer } from './healer';
import { ourHealer } from './ourHealer';

export interface HealBenchOptions {
  rounds: number;
  /** Containers of the pod. */
  size: number;
  seed: number;
}

/** Milliseconds, one per round, by the healer's name. */
export type HealTimes = Record<string, number[]>;

export interface HealResult {
  /** From a container's `die` to the `start` of its next attempt. */
  container: HealTimes;
  /** From the sandbox's `die` to the `start` of the last container of the pod made anew. */
  sandbox: HealTimes;
}

/** How long what was killed is gone, as Docker's events tell it, beside a bare script and Docker's own restart policy. */
export async function healBench(
  { rounds, size, seed }: HealBenchOptions,
  mediaDir: string,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<HealResult> {
  const onlooker = new Onlooker();
  const engine = createBenchEngine(mediaDir, undefined);
  const watches = new Map<string, DockerWatch>();
  const result: HealResult = { container: {}, sandbox: {} };
  const healers: Healer[] = [];
  try {
    const { sandboxImage: image, architecture } = await factsOf(engine);
    await ensureSandboxImage(onlooker.docker, mediaDir, architecture);
    healers.push(
      ourHealer(engine, image),
      floorHealer(
        (count) => engine.plan(benchPod({ size: count, graceSeconds: 0 }, image)),
        dockerHttp(),
        () => watchOf(watches, 'floor'),
      ),
      dockerHealer(onlooker, image),
    );
    for (const { name, label } of healers) watches.set(name, await DockerWatch.open(onlooker.docker, label));
    // The network is made with the first pod, and kept.
    await engine.run(benchPod({ size, graceSeconds: 0 }, image));
    await onlooker.hold(benchNetwork, image);
    for (const healer of healers) await healer.down();
    const random = randomOf(seed);
    for (let round = 0; round <= rounds && !signal.aborted; round++) {
      for (const healer of shuffled(healers, random)) {
        const times = await measure(healer, watchOf(watches, healer.name), onlooker, size);
        // Round 0 warms everything up.
        if (round === 0) continue;
        for (const part of ['container', 'sandbox'] as const) {
          const time = times[part];
          if (time !== undefined) keep(result[part], healer.name, time);
        }
      }
    }
    say(report(result, size));
    return result;
  } finally {
    for (const healer of healers) await healer.down().catch((error) => say(String(error)));
    for (const watch of watches.values()) watch.close();
    await onlooker.release();
    await engine.dispose();
  }
}

function keep(times: HealTimes, name: string, time: number): void {
  times[name] = [...(times[name] ?? []), time];
}

function watchOf(watches: ReadonlyMap<string, DockerWatch>, name: string): DockerWatch {
  const watch = watches.get(name);
  if (!watch) throw new Error(name);
  return watch;
}

/** `plan` waits for the connection. */
async function factsOf(engine: PodEngineApi): Promise<DaemonFacts> {
  await engine.plan(benchPod({ size: 1, graceSeconds: 0 }, 'any'));
  const { connection } = engine;
  if (connection.status !== 'connected') throw new Error(`Docker: ${connection.status}`);
  return connection.facts;
}

async function measure(
  healer: Healer,
  watch: DockerWatch,
  onlooker: Onlooker,
  size: number,
): Promise<{ container: number; sandbox?: number }> {
  const killed = async (part: 'container' | 'sandbox', starts: number) => {
    watch.begin();
    const ids = await healer.up(size);
    const id = ids[part];
    if (!id) return undefined;
    // What Docker tells of the making must be there before.
    await watch.next(({ action }) => action === 'start', ids.sandbox ? size + 1 : 1);
    await quiet();
    const died = watch.next((seen) => seen.action === 'die' && seen.id === id);
    const before = ids.sandbox ? size + 1 : 1;
    const [{ at }] = await Promise.all([died, killProcess(onlooker.docker, id)]);
    const back = await watch.next(({ action }) => action === 'start', before + starts);
    return back.at - at;
  };
  try {
    const container = await killed('container', 1);
    await healer.down();
    const sandbox = await killed('sandbox', size + 1);
    return { container: container ?? Number.NaN, ...(sandbox === undefined ? {} : { sandbox }) };
  } finally {
    await healer.down();
  }
}

/** From outside: a container that is killed through Docker's API is none that Docker restarts. */
async function killProcess(docker: Docker, id: string): Promise<void> {
  const { State } = await docker.getContainer(id).inspect();
  process.kill(State.Pid, 'SIGKILL');
}

function report({ container, sandbox }: HealResult, size: number): string {
  const cell = (times: readonly number[] | undefined, base: readonly number[] | undefined) =>
    times?.length
      ? `${median(times).toFixed(0)} ms (${(median(times) / median(base ?? [])).toFixed(2)})`
      : '';
  const rows = Object.keys(container).map((name) => [
    name,
    cell(container[name], container.floor),
    cell(sandbox[name], sandbox.floor),
  ]);
  return tableOf([
    [
      `a pod of ${size}; median and its ratio to the floor`,
      'container killed: next runs',
      'sandbox killed: pod whole',
    ],
    ...rows,
  ]);
}
