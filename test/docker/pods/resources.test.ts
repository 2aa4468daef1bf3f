import assert from 'node:assert/strict';
import type { Container, ResourceRequirements } from '../../../src/engine/model/pod';
import { podUid } from '../../../src/engine/plan/names';
import type { PodEngineApi } from '../../../src/engine/podEngineApi';
import { eventually } from '../../support/eventually';
import { engineTrial, idle } from '../support/engineTrial';
import { type HostCgroups, hostCgroups } from '../support/hostCgroups';

describe('resources of a pod on Docker', function () {
  this.timeout(60_000);
  const trial = engineTrial();
  const { namespace } = trial;
  let engine: PodEngineApi;
  let host: HostCgroups;

  before(async () => {
    host = await hostCgroups(trial.docker);
    engine = trial.engine({ lingerMs: 300 });
  });
  after(async () => {
    await trial.dispose();
    await host.dispose();
  });

  const withResources = (name: string, resources?: ResourceRequirements): Container => ({
    name,
    ...idle,
    ...(resources ? { resources } : {}),
  });
  /** What the kernel shows in the cgroup of the container, or of all that stands around it. */
  async function cgroupValue(
    pod: string,
    container: string,
    v1: string,
    v2: string,
    up = 0,
  ): Promise<string> {
    const { State } = await trial.container(pod, container);
    const controller = v1.split('.', 1)[0] ?? '';
    const own = (await host.ofProcess(State.Pid, controller)).split('/');
    const cgroup = own.slice(0, own.length - up).join('/');
    return host.read(cgroup, controller, host.layout.version === 2 ? v2 : v1);
  }
  const memoryOf = (pod: string, container: string, up?: number) =>
    cgroupValue(pod, container, 'memory.limit_in_bytes', 'memory.max', up);
  const quotaOf = async (pod: string, container: string, up?: number) =>
    (await cgroupValue(pod, container, 'cpu.cfs_quota_us', 'cpu.max', up)).split(' ')[0];

  describe('the score by which the kernel ends programs', () => {
    const score = async (pod: string, container: string) =>
      Number(await trial.exec(pod, container, 'cat', '/proc/1/oom_score_adj'));

    it('is 1000 for BestEffort, and less the more of the machine a Burstable container requests', async () => {
      const { MemTotal } = (await trial.docker.info()) as { MemTotal: number };
      const request = Math.floor(MemTotal / 10);
      await Promise.all([
        engine.run(trial.pod('best-effort', ['app'])),
        engine.run(
          trial.pod('burstable', [
            withResources('little', { requests: { cpu: '10m' } }),
            withResources('tenth', { requests: { memory: String(request) } }),
          ]),
        ),
      ]);
      assert.equal(await score('best-effort', 'app'), 1000);
      assert.equal(await score('burstable', 'little'), 999);
      assert.equal(await score('burstable', 'tenth'), 1000 - Math.floor((1000 * request) / MemTotal));
    });

    it('is -997 for Guaranteed, or Docker’s where that may not be given', async () => {
      await engine.run(
        trial.pod('guaranteed', [withResources('app', { limits: { cpu: '100m', memory: '16Mi' } })]),
      );
      assert.equal(engine.pod({ namespace, name: 'guaranteed' })?.status.qosClass, 'Guaranteed');
      const mayLower = await mayLowerScores();
      assert.equal(await score('guaranteed', 'app'), mayLower ? -997 : 0);
      const { HostConfig } = await trial.container('guaranteed', 'POD');
      assert.equal(HostConfig.OomScoreAdj, mayLower ? -998 : 0);
    });

    async function mayLowerScores(): Promise<boolean> {
      const container = await trial.docker.createContainer({
        Image: 'busybox:1.37',
        Cmd: ['true'],
        HostConfig: { OomScoreAdj: -997, NetworkMode: 'none' },
      });
      try {
        return await container.start().then(
          () => true,
          () => false,
        );
      } finally {
        await container.remove({ force: true });
      }
    }
  });

  describe('of the pod as a whole', () => {
    before(function () {
      if (host.layout.driver === 'none') this.skip();
    });

    it('are limits of a cgroup around all containers, and of each container without its own', async () => {
      await engine.run(
        trial.pod(
          'limited',
          [withResources('own', { limits: { cpu: '100m', memory: '16Mi' } }), withResources('none')],
          { resources: { limits: { cpu: '500m', memory: '48Mi' }, requests: { cpu: '250m' } } },
        ),
      );
      const around = await Promise.all(
        ['own', 'none', 'POD'].map(async (name) => [
          await memoryOf('limited', name, 1),
          await quotaOf('limited', name, 1),
        ]),
      );
      const podLimits = [String(48 * 2 ** 20), '50000'];
      assert.deepEqual(around, [podLimits, podLimits, podLimits]);
      assert.deepEqual(
        [await memoryOf('limited', 'own'), await quotaOf('limited', 'own')],
        [String(16 * 2 ** 20), '10000'],
      );
      assert.deepEqual([await memoryOf('limited', 'none'), await quotaOf('limited', 'none')], podLimits);
      const weight = await cgroupValue('limited', 'own', 'cpu.shares', 'cpu.weight', 1);
      assert.equal(weight, host.layout.version === 2 ? '10' : '256');
    });

    it('are gone when the pod is run again without them', async () => {
      await engine.run(trial.pod('limited', [withResources('none')]));
      const unlimited = await memoryOf('limited', 'none', 1);
      assert.ok(unlimited === 'max' || Number(unlimited) > 2 ** 50, unlimited);
    });

    it('leave no cgroup behind', async () => {
      await engine.remove({ namespace, name: 'limited' });
      const ofPods = (left: string[]) => left.filter((each) => each.startsWith('/sys/fs/cgroup'));
      const running = ['best-effort', 'burstable', 'guaranteed'].map((name) => podUid({ namespace, name }));
      await eventually(
        async () =>
          ofPods(await trial.leftovers()).every((directory) =>
            running.some((uid) => directory.includes(uid)),
          ),
        'the cgroups go',
        20_000,
      );
    });
  });
});
