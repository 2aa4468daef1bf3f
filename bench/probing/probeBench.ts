import { setTimeout as delay } from 'node:timers/promises';
import type { PodEngineApi } from '../../src/engine/podEngineApi';
import { dockerCpuSeconds, ownCpuSeconds } from '../lib/cpuTime';
import { quiet } from '../lib/quiet';
import { tableOf } from '../lib/table';
import { Onlooker } from '../peers/onlooker';
import { createBenchEngine } from '../peers/ours';
import { acceptedConnections } from './acceptedConnections';
import { removeHealthChecked, startHealthChecked } from './healthChecks';
import { probedPod } from './probed';

/** Share of one processor, where all 50 are probed. */
const targetShare = 0.05;
const atOnce = 4;

export interface ProbeBenchOptions {
  pods: number;
  seconds: number;
}

/** Shares of one processor; of Docker undefined where it is no process of this machine. */
export interface ProbeCost {
  own: number;
  docker: number | undefined;
  /** Requests that the pods' kernels saw, per pod and second; undefined where that was not looked at. */
  requests?: number | undefined;
}

export interface ProbeResult extends ProbeBenchOptions {
  ours: ProbeCost;
  healthChecks: ProbeCost;
}

/**
 * What it costs to ask so many pods over HTTP every second whether they are ready: processor time of this process and
 * of Docker together, beside the same web servers under Docker's HEALTHCHECK.
 */
export async function probeBench(
  { pods, seconds }: ProbeBenchOptions,
  mediaDir: string,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<ProbeResult> {
  const onlooker = new Onlooker();
  const engine = createBenchEngine(mediaDir, undefined);
  try {
    await removeHealthChecked(onlooker);
    await runAll(engine, pods, signal);
    const ours = await costOf(seconds, () => acceptedConnections(onlooker.docker), pods);
    await removePods(engine);
    await engine.dispose();
    if (!signal.aborted) await startHealthChecked(onlooker, pods);
    const healthChecks = await costOf(seconds);
    const result = { pods, seconds, ours, healthChecks };
    say(report(result));
    return result;
  } finally {
    await removePods(engine).catch(() => undefined);
    await removeHealthChecked(onlooker);
    await engine.dispose();
  }
}

async function runAll(engine: PodEngineApi, count: number, signal: AbortSignal): Promise<void> {
  const rest = Array.from({ length: count }, (_, index) => probedPod(index));
  const worker = async () => {
    for (let pod = rest.pop(); pod && !signal.aborted; pod = rest.pop()) await engine.run(pod);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  while (!signal.aborted && engine.pods().some(({ status }) => !status.containerStatuses[0]?.ready)) {
    await delay(200);
  }
}

async function removePods(engine: PodEngineApi): Promise<void> {
  await Promise.all(engine.pods().map(({ metadata }) => engine.remove(metadata)));
}

async function costOf(
  seconds: number,
  requestsSoFar?: () => Promise<number | undefined>,
  pods = 1,
): Promise<ProbeCost> {
  await quiet(5000);
  const before = { own: ownCpuSeconds(), docker: dockerCpuSeconds(), requests: await requestsSoFar?.() };
  const began = performance.now();
  await delay(seconds * 1000);
  const took = (performance.now() - began) / 1000;
  const own = ownCpuSeconds() - before.own;
  const docker = dockerCpuSeconds();
  const requests = await requestsSoFar?.();
  return {
    own: own / took,
    docker: docker === undefined ? undefined : (docker - (before.docker ?? 0)) / took,
    requests: requests === undefined ? undefined : (requests - (before.requests ?? 0)) / took / pods,
  };
}

function report({ pods, seconds, ours, healthChecks }: ProbeResult): string {
  const percent = (share = Number.NaN) => `${(100 * share).toFixed(1)} %`;
  const row = (name: string, { own, docker, requests }: ProbeCost) => [
    name,
    percent(own),
    percent(docker),
    percent(own + (docker ?? Number.NaN)),
    requests === undefined ? '' : requests.toFixed(2),
  ];
  const all = ours.own + (ours.docker ?? Number.NaN);
  return tableOf([
    [
      `${pods} web servers, each asked every second, ${seconds} s`,
      'this process',
      'Docker',
      'of a processor',
      'requests/s each',
    ],
    row('ours: readinessProbe, httpGet', ours),
    row('Docker HEALTHCHECK', healthChecks),
    [`target ${percent(targetShare)}`, '', '', all <= targetShare ? 'met' : 'missed'],
  ]);
}
