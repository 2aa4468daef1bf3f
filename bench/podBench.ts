import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DaemonFacts } from '../src/engine/plan/podPlan';
import type { PodEngineApi } from '../src/engine/podEngineApi';
import { ensureSandboxImage, sandboxImageFor } from '../src/engine/runtime/docker/sandboxImage';
import { commandOf } from './lib/commands';
import { dockerHttp } from './lib/dockerHttp';
import type { BenchOptions } from './lib/options';
import { randomOf } from './lib/stats';
import { benchPod } from './peers/benchPod';
import { compose, findCompose } from './peers/compose';
import { floor } from './peers/floor';
import { Onlooker } from './peers/onlooker';
import { createBenchEngine, ours } from './peers/ours';
import { benchNetwork, type Peer, type Trial } from './peers/peer';
import { podman } from './peers/podman';
import { script } from './peers/script';
import { podReport } from './podReport';
import { podRounds, type RoundsResult } from './podRounds';
import { type PodResult, podResults } from './podTable';

export interface PodBenchResult extends RoundsResult {
  facts: DaemonFacts;
  runtime: string;
  results: PodResult[];
  /** Peers that are not here, and why. */
  absent: Record<string, string>;
}

/** Pods of several sizes, up and down, beside the peers that are here. Leaves nothing behind, however it ends. */
export async function podBench(
  options: BenchOptions,
  root: string,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<PodBenchResult> {
  const mediaDir = join(root, 'media');
  const directory = mkdtempSync(join(tmpdir(), 'docker-pods-bench-'));
  const engine = createBenchEngine(mediaDir, options.runtime);
  const onlooker = new Onlooker();
  const present: Peer[] = [];
  try {
    const facts = await factsOf(engine);
    const runtime = options.runtime ?? facts.defaultRuntime;
    const absent: Record<string, string> = {};
    for (const peer of await peersOf(options, mediaDir, directory, engine, onlooker, facts)) {
      const why = await peer.missing();
      if (why) absent[peer.name] = why;
      else present.push(peer);
    }
    await prepare(present, engine, onlooker, mediaDir, facts);
    say(`Docker Engine ${facts.serverVersion}, ${runtime}, ${facts.cpus} CPUs; ${options.rounds} rounds`);
    say(`order by seed ${options.seed}; every peer: up/down in ms`);
    const random = randomOf(options.seed);
    const rounds = await podRounds(present, { ...options, random, say, signal });
    const results = podResults(rounds.measurements);
    say(podReport(results, absent, rounds.failures, signal.aborted ? undefined : random));
    return { facts, runtime, absent, results, ...rounds };
  } finally {
    for (const peer of present) await peer.clean().catch((error) => say(`${peer.name}: ${error}`));
    await onlooker.release().catch((error) => say(String(error)));
    await engine.dispose();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function peersOf(
  { runtime, peers }: BenchOptions,
  mediaDir: string,
  directory: string,
  engine: PodEngineApi,
  onlooker: Onlooker,
  { architecture, sandboxImage: image }: DaemonFacts,
): Promise<Peer[]> {
  const docker = commandOf('BENCH_DOCKER') ?? ['docker'];
  const podmanCommand = commandOf('BENCH_PODMAN') ?? ['podman'];
  const archive = join(mediaDir, sandboxImageFor(architecture).embedded?.file ?? '');
  const all = [
    ours(engine, image, onlooker),
    floor((trial) => engine.plan(benchPod(trial, image)), dockerHttp(), onlooker),
    script(docker, image, runtime, onlooker),
    compose(await findCompose(docker), image, runtime, directory, onlooker),
    podman(podmanCommand, 'crun', image, archive, directory),
    podman(podmanCommand, 'runc', image, archive, directory),
  ];
  return peers ? all.filter(({ name }) => peers.includes(name)) : all;
}

const firstPod: Trial = { size: 1, graceSeconds: 0 };

/** `plan` waits for the connection. */
async function factsOf(engine: PodEngineApi): Promise<DaemonFacts> {
  await engine.plan(benchPod(firstPod, 'any'));
  const { connection } = engine;
  if (connection.status !== 'connected') throw new Error(`Docker: ${connection.status}`);
  return connection.facts;
}

/** Removes what a run that was killed has left, and gives Docker the image and the network that all peers use. */
async function prepare(
  peers: readonly Peer[],
  engine: PodEngineApi,
  onlooker: Onlooker,
  mediaDir: string,
  { architecture, sandboxImage }: DaemonFacts,
): Promise<void> {
  for (const peer of peers) await peer.clean();
  await onlooker.release();
  // The image of the pods is the sandbox's: the engine would load it for a sandbox, but pull it for a container.
  await ensureSandboxImage(onlooker.docker, mediaDir, architecture);
  const pod = benchPod(firstPod, sandboxImage);
  await engine.run(pod);
  await onlooker.hold(benchNetwork, sandboxImage);
  await engine.remove(pod.metadata);
}
