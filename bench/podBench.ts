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
import { type Measurement, podRounds } from './podRounds';
import { type PodResult, podResults, podShortfalls, podTable, steps } from './podTable';

export interface PodBenchResult {
  engine: DaemonFacts;
  runtime: string;
  absent: Record<string, string>;
  results: PodResult[];
  measurements: Measurement[];
  failures: string[];
}

/** Pods of several sizes, up and down, beside the peers that are here. Leaves nothing behind, however it ends. */
export async function podBench(
  options: BenchOptions,
  root: string,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<PodBenchResult> {
  const directory = mkdtempSync(join(tmpdir(), 'docker-pods-bench-'));
  const engine = createBenchEngine(join(root, 'media'), options.runtime);
  const onlooker = new Onlooker();
  const peers: Peer[] = [];
  try {
    const facts = await factsOf(engine);
    // The pods' own image is the sandbox's, too: the engine would load it for a sandbox, but pull it for a container.
    await ensureSandboxImage(onlooker.docker, join(root, 'media'), facts.architecture);
    const all = await peersOf(options, root, directory, engine, onlooker, facts);
    const wanted = chosen(all, options.peers);
    const absent: Record<string, string> = {};
    for (const peer of wanted) {
      const why = await peer.missing();
      if (why) absent[peer.name] = why;
      else peers.push(peer);
    }
    // What a run that was killed has left would be counted to this one.
    for (const peer of peers) await peer.clean();
    const runtime = options.runtime ?? facts.defaultRuntime;
    say(`Docker Engine ${facts.serverVersion}, ${runtime}, ${facts.cpus} CPUs; ${options.rounds} rounds`);
    say(`order by seed ${options.seed}; every peer: up/down in ms`);
    await makeNetwork(engine, facts.sandboxImage);
    await onlooker.hold(benchNetwork, facts.sandboxImage);
    const random = randomOf(options.seed);
    const { measurements, failures } = await podRounds(peers, { ...options, random, say, signal });
    const results = podResults(measurements);
    report(results, peers, absent, say);
    if (!signal.aborted) verdict(results, say);
    for (const failure of failures) say(`\nfailed: ${failure}`);
    return { engine: facts, runtime, absent, results, measurements, failures };
  } finally {
    for (const peer of peers) await peer.clean().catch((error) => say(`${peer.name}: ${error}`));
    await onlooker.release().catch((error) => say(String(error)));
    await engine.dispose();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function peersOf(
  { runtime }: BenchOptions,
  root: string,
  directory: string,
  engine: PodEngineApi,
  onlooker: Onlooker,
  { architecture, sandboxImage: image }: DaemonFacts,
): Promise<Peer[]> {
  const docker = commandOf('BENCH_DOCKER') ?? ['docker'];
  const podmanCommand = commandOf('BENCH_PODMAN') ?? ['podman'];
  const archive = join(root, 'media', sandboxImageFor(architecture).embedded?.file ?? '');
  return [
    ours(engine, image, onlooker),
    floor((trial) => engine.plan(benchPod(trial, image)), dockerHttp(), onlooker),
    script(docker, image, runtime, onlooker),
    compose(await findCompose(docker), image, runtime, directory, onlooker),
    podman(podmanCommand, 'crun', image, archive, directory),
    podman(podmanCommand, 'runc', image, archive, directory),
  ];
}

const warmUp: Trial = { size: 1, graceSeconds: 0 };

function chosen(all: readonly Peer[], names: readonly string[] | undefined): readonly Peer[] {
  const unknown = names?.filter((name) => !all.some((peer) => peer.name === name)) ?? [];
  if (unknown.length > 0) throw new Error(`--peers: there is no ${unknown.join(', ')}`);
  return names ? all.filter(({ name }) => names.includes(name)) : all;
}

/** `plan` waits for the connection. */
async function factsOf(engine: PodEngineApi): Promise<DaemonFacts> {
  await engine.plan(benchPod(warmUp, 'any'));
  const { connection } = engine;
  if (connection.status !== 'connected') throw new Error(`Docker: ${connection.status}`);
  return connection.facts;
}

/** The first pod gives Docker the sandbox image and makes the bridge, which stays until the end. */
async function makeNetwork(engine: PodEngineApi, image: string): Promise<void> {
  const pod = benchPod(warmUp, image);
  await engine.run(pod);
  await engine.remove(pod.metadata);
}

function report(
  results: PodResult[],
  peers: Peer[],
  absent: Record<string, string>,
  say: (line: string) => void,
): void {
  const names = peers.map(({ name }) => name);
  const measured = steps.filter((step) => results.some((result) => result.step === step));
  for (const step of measured) say(`\n${podTable(results, names, step)}`);
  for (const [peer, why] of Object.entries(absent)) say(`\n${peer} was not measured: ${why}`);
}

function verdict(results: PodResult[], say: (line: string) => void): void {
  const shortfalls = podShortfalls(results);
  say(
    `\ntarget (at most 1.1 times the floor, ahead of script and compose): ${
      shortfalls.length ? `missed\n  ${shortfalls.join('\n  ')}` : 'met'
    }`,
  );
}
