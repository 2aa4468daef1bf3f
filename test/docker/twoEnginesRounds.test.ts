import assert from 'node:assert/strict';
import { EngineError } from '../../src/engine/model/engineError';
import type { Pod } from '../../src/engine/model/pod';
import { labels } from '../../src/engine/plan/names';
import { specHashOf } from '../../src/engine/plan/specHash';
import type { PodEngineApi } from '../../src/engine/podEngineApi';
import { eventually } from '../support/eventually';
import { type Random, seededRandom } from '../unit/support/random';
import { type EngineProcess, engineProcess, isEngineProcess, serveEngine } from './support/engineProcess';
import { engineTrial, idle, unlessMiscounted, withoutTimes } from './support/engineTrial';
import {
  type Order,
  overtakenBy,
  refusalsOf,
  type Stand,
  standOf,
  standsAfter,
  wordOf,
} from './support/serialOrders';

const rounds = Number(process.env.ROUNDS ?? 100);
/** Pods whose rounds run at the same time. */
const podCount = Number(process.env.ROUND_PODS ?? 5);
/** Both engines show the one outcome so long (ms) after the orders at the latest. */
const convergenceMs = 15_000;
/** And still do so long after. */
const settledMs = 200;

/** Of all rounds, those at most. */
const mostOvertaken = 0.02;

const orders: readonly Order[] = [
  { kind: 'run', edition: 0 },
  { kind: 'run', edition: 1 },
  { kind: 'stop' },
  { kind: 'restart' },
  { kind: 'remove' },
];

if (isEngineProcess) serveEngine();
else
  describe('two engines that are asked at the same moment', function () {
    this.timeout(300_000);
    const trial = engineTrial();
    const { namespace, docker } = trial;
    /** Rounds whose restart has come through behind the other order. */
    let overtaken: string[] = [];
    let here: PodEngineApi;
    let there: EngineProcess;

    before(async () => {
      here = trial.engine({ lingerMs: 200 });
      there = engineProcess(__filename);
      const dockerHost = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock';
      await there.open({ dockerHost, namespace, objects: [] });
    });
    after(async () => {
      await there.kill();
      await trial.dispose();
    });

    /** One manifest differs from the other in a container alone. */
    const editionsOf = (name: string): Pod[] =>
      ['0', '1'].map((value) =>
        trial.pod(name, [{ name: 'a', ...idle, env: [{ name: 'EDITION', value }] }, 'b'], {
          terminationGracePeriodSeconds: 1,
          volumes: [{ name: 'data', emptyDir: {} }],
        }),
      );

    const carryOut = (engine: PodEngineApi | EngineProcess, order: Order, pods: readonly Pod[]) => {
      const [first] = pods;
      assert.ok(first);
      if (order.kind !== 'run') return engine[order.kind](first.metadata);
      const pod = pods[order.edition];
      assert.ok(pod);
      return engine.run(pod);
    };

    /** Nothing is there twice, and nothing is only half there. */
    const faultsOf = async (name: string, stand: Stand): Promise<string[]> => {
      const label = [`${labels.podNamespace}=${namespace}`, `${labels.podName}=${name}`];
      const all = await docker.listContainers({ all: true, filters: { label } });
      const wanted = stand.startsWith('running') ? 1 : 0;
      return ['POD', 'a', 'b'].flatMap((part) => {
        const own = all.filter(({ Labels }) => Labels[labels.containerName] === part);
        const running = own.filter(({ State }) => State === 'running').length;
        const created = own.filter(({ State }) => State === 'created').length;
        return [
          ...(running === wanted ? [] : [`${running} of ${part} run`]),
          ...(created === 0 ? [] : [`${created} of ${part} were never started`]),
          ...(stand !== 'nothing' || own.length === 0 ? [] : [`${own.length} of ${part} are left`]),
        ];
      });
    };

    /** Waits for both to show one and the same of what may be. */
    const settle = async (name: string, pods: readonly Pod[], mayBe: ReadonlySet<Stand>): Promise<Stand> => {
      const hashes = pods.map(specHashOf);
      let since: number | undefined;
      let last: unknown;
      return eventually(
        async () => {
          const key = { namespace, name };
          const seenThere = await there.pod(key);
          const seenHere = here.pod(key);
          const stand = standOf(seenHere, hashes);
          try {
            assert.deepEqual(withoutTimes(seenHere), withoutTimes(seenThere));
            assert.ok(stand !== 'changing' && mayBe.has(stand), `${stand}, not ${[...mayBe].join(' or ')}`);
            assert.deepEqual(await faultsOf(name, stand), []);
          } catch (error) {
            since = undefined;
            throw error;
          }
          if (last !== stand) since = undefined;
          last = stand;
          since ??= performance.now();
          return performance.now() - since > settledMs && stand;
        },
        `both show ${[...mayBe].join(' or ')}`,
        convergenceMs,
      );
    };

    const playRounds = async (name: string, random: Random, count: number): Promise<string[]> => {
      const pods = editionsOf(name);
      const history: string[] = [];
      let stand: Stand = 'nothing';
      for (let round = 1; round <= count; round++) {
        const [one, other] = [pick(random), pick(random)];
        const what = `${name}, round ${round}: ${stand}; ${wordOf(one)} here, ${wordOf(other)} there`;
        const outcomes = await Promise.allSettled([carryOut(here, one, pods), carryOut(there, other, pods)]);
        const refusals = [refusalsOf(stand, one, other), refusalsOf(stand, other, one)];
        for (const [index, outcome] of outcomes.entries()) {
          if (outcome.status === 'fulfilled') continue;
          const { reason } = outcome;
          if (!(reason instanceof EngineError) || !refusals[index]?.includes(reason.code))
            history.push(`${what}: ${index ? 'there' : 'here'} ${String(reason)}`);
        }
        try {
          const serial = standsAfter(stand, one, other);
          const rare = overtakenBy(stand, one, other);
          stand = await settle(name, pods, rare ? new Set([...serial, rare]) : serial);
          if (!serial.has(stand)) overtaken.push(what);
        } catch (error) {
          const { cause } = error as Error;
          return [...history, `${what}: ${cause instanceof Error ? cause.message : String(cause)}`];
        }
      }
      await here.remove({ namespace, name });
      return history;
    };

    it(`come to one outcome, ${rounds} times`, async () => {
      const random = seededRandom();
      const names = Array.from({ length: podCount }, (_, index) => `pod-${index}`);
      overtaken = [];
      const played = names.map((name, index) =>
        playRounds(name, seededRandom(random.seed + index), Math.ceil(rounds / podCount)),
      );
      const faults = (await Promise.all(played)).flat();
      assert.ok(faults.length === 0, `SEED=${random.seed}\n${faults.join('\n')}`);
      const rare = `SEED=${random.seed}: no serial order comes to this\n${overtaken.join('\n')}`;
      assert.ok(overtaken.length <= rounds * mostOvertaken, rare);
    });

    it('leave nothing', async () => {
      await there.dispose();
      const remains = async () => {
        const all = await trial.leftovers();
        // What stands of it may be Docker's own miscount, see `unlessMiscounted`.
        const isAlone = all.length === 1 && all[0] === `k8s_${namespace}`;
        if (isAlone) await docker.getNetwork(`k8s_${namespace}`).remove().catch(unlessMiscounted);
        return isAlone ? [] : all;
      };
      // Networks and cgroups go a while after the pods.
      await eventually(async () => (await remains()).length === 0, 'nothing is left').catch(() => undefined);
      assert.deepEqual(await remains(), []);
    });
  });

function pick(random: Random): Order {
  const order = orders[random.below(orders.length)];
  assert.ok(order);
  return order;
}
