import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pod } from '../../src/engine/model/pod';
import { specHashOf } from '../../src/engine/plan/specHash';
import type { Stand } from './support/crashPod';
import { type CrashLane, crashLane, type Deed, type Outcome } from './support/crashTrial';
import { type EngineProcess, isEngineProcess, serveEngine } from './support/engineProcess';
import { allRunning } from './support/engineTrial';

/** `CRASH_POINT='bring up:17'` tries this one alone. */
const [onlyDeed, onlyPoint] = (process.env.CRASH_POINT ?? '').split(':');

/** Points that are tried at the same time, each in a namespace of its own. */
const laneCount = onlyDeed ? 1 : Number(process.env.CRASH_LANES ?? 4);

/**
 * A read changes nothing on Docker, and whoever is killed after it knows no more of it: what stands is what stood after
 * the point before it. `CRASH_READS=1` tries these, too.
 */
const counts = (method: string) => method !== 'GET' || process.env.CRASH_READS !== undefined;

const old = { apps: '1', hostname: 'one' };
/** What is wanted stands in the sandbox's name. */
const isBegun = (points: readonly string[]) => points.some((point) => point.includes('/rename'));
const whole = (stand: Stand) => typeof stand === 'number';

/** It goes on by itself after the order: until all of it runs. */
async function standing(engine: EngineProcess, pod: Pod): Promise<void> {
  for (;;) {
    const snapshot = await engine.pod(pod.metadata);
    if (snapshot && snapshot.specHash === specHashOf(pod) && allRunning(snapshot)) return;
    await sleep(50);
  }
}

async function run(engine: EngineProcess, pod: Pod): Promise<void> {
  await engine.run(pod);
  await standing(engine, pod);
}

const deeds: Record<string, Deed> = {
  'bring up': {
    editions: [old],
    standing: false,
    carryOut: run,
    mayBe: (stand) => stand !== 'stopped',
  },
  'apply to containers': {
    editions: [old, { ...old, apps: '2' }],
    standing: true,
    carryOut: run,
    mayBe: whole,
  },
  'apply to the pod': {
    editions: [old, { apps: '2', hostname: 'two' }],
    standing: true,
    carryOut: run,
    // The old pod is removed first, as its word says: whoever comes finishes that, and finds no manifest of the next.
    mayBe: (stand, points) => whole(stand) || (stand === 'nothing' && isBegun(points)),
  },
  restart: {
    editions: [old],
    standing: true,
    carryOut: async (engine, pod) => {
      await engine.restart(pod.metadata);
      await standing(engine, pod);
    },
    // It stops the pod first, as its word says: whoever comes finds it stopped, and anybody may start it.
    mayBe: (stand, points) => whole(stand) || (stand === 'stopped' && isBegun(points)),
  },
  remove: {
    editions: [old],
    standing: true,
    carryOut: async (engine, pod) => {
      await engine.remove(pod.metadata);
      // What it does of it when its window is closed: idle networks and cgroups.
      await engine.dispose();
    },
    mayBe: (stand, points) => stand === 'nothing' || (whole(stand) && !isBegun(points)),
  },
};

if (isEngineProcess) serveEngine();
else
  describe('an engine that is killed after any call to Docker: another finishes', function () {
    this.timeout(600_000);
    let lanes: CrashLane[] = [];
    before(() => {
      lanes = Array.from({ length: laneCount }, () => crashLane({ file: __filename, counts }));
    });
    after(() => Promise.all(lanes.map((lane) => lane.dispose())));

    for (const [title, deed] of Object.entries(deeds)) {
      (onlyDeed && onlyDeed !== title ? it.skip : it)(title, async () => {
        const outcomes = await everyPoint(lanes, deed);
        const remains = (await Promise.all(lanes.map((lane) => lane.clear()))).flat();
        process.stdout.write(`      ${summaryOf(outcomes)}\n`);
        const faults = outcomes
          .filter(({ fault }) => fault !== undefined)
          .map(({ point, last, fault }) => `${title}:${point}, after ${last ?? 'its end'}: ${fault}`);
        assert.ok(
          faults.length === 0,
          `${faults.length} points (CRASH_POINT='${title}:<number>' tries one alone):\n${faults.join('\n')}`,
        );
        assert.deepEqual(remains, []);
      });
    }
  });

/** Tries point after point, until the deed is through before its engine is killed. */
async function everyPoint(lanes: readonly CrashLane[], deed: Deed): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let next = Number(onlyPoint ?? 1);
  let isThrough = false;
  await Promise.all(
    lanes.map(async (lane) => {
      while (!isThrough) {
        const outcome = await lane.tryPoint(deed, next++);
        outcomes.push(outcome);
        isThrough ||= (outcome.last === undefined && !outcome.fault) || onlyPoint !== undefined;
      }
    }),
  );
  return outcomes.sort((a, b) => a.point - b.point);
}

function summaryOf(outcomes: readonly Outcome[]): string {
  const tried = outcomes.filter(({ last }) => last !== undefined);
  const mean = tried.reduce((sum, { ms }) => sum + ms, 0) / Math.max(1, tried.length);
  return `${tried.length} points, ${Math.round(mean)} ms each`;
}
