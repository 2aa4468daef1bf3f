import assert from 'node:assert/strict';
import type { Container, ResourceRequirements } from '../../src/engine/model/pod';
import { podUid } from '../../src/engine/plan/names';
import type { PodEngineApi } from '../../src/engine/podEngineApi';
import { eventually } from '../support/eventually';
import { engineTrial, podThat, script } from './support/engineTrial';
import { type HostCgroups, hostCgroups } from './support/hostCgroups';

describe('the limits of a pod as a whole, as the kernel shows them', function () {
  this.timeout(120_000);
  const trial = engineTrial();
  const { namespace } = trial;
  let engine: PodEngineApi;
  let host: HostCgroups;

  before(async function () {
    host = await hostCgroups(trial.docker);
    if (host.layout.driver === 'none') this.skip();
    engine = trial.engine({ lingerMs: 300 });
  });
  after(async () => {
    await trial.dispose();
    await host.dispose();
  });

  /** The cgroup of a container; one up is the pod's. */
  async function cgroupOf(pod: string, container: string, controller: string, up = 0): Promise<string> {
    const { State } = await trial.container(pod, container);
    const steps = (await host.ofProcess(State.Pid, controller)).split('/');
    return steps.slice(0, steps.length - up).join('/');
  }
  const podCgroup = (pod: string, container: string, controller: string) =>
    cgroupOf(pod, container, controller, 1);

  async function memoryLimit(pod: string, container: string): Promise<string> {
    const file = host.layout.version === 2 ? 'memory.max' : 'memory.limit_in_bytes';
    return host.read(await podCgroup(pod, container, 'memory'), 'memory', file);
  }

  async function quota(pod: string, container: string): Promise<string | undefined> {
    const file = host.layout.version === 2 ? 'cpu.max' : 'cpu.cfs_quota_us';
    return (await host.read(await podCgroup(pod, container, 'cpu'), 'cpu', file)).split(' ')[0];
  }

  /** The limit of this very cgroup was run into; those inside it count for themselves. */
  async function ranIntoLimit(cgroup: string): Promise<boolean> {
    if (host.layout.version === 2) {
      const events = await host.read(cgroup, 'memory', 'memory.events.local');
      return Number(/^max (\d+)/m.exec(events)?.[1]) > 0;
    }
    // Its counter of failures leaves out those of memory with swap, which is looked at first.
    const files = ['memory.limit_in_bytes', 'memory.max_usage_in_bytes'];
    const [limit, most] = await Promise.all(files.map((file) => host.read(cgroup, 'memory', file)));
    return Number(limit) - Number(most) < 2 ** 17;
  }

  const limits = (cpu: string, memory: string): ResourceRequirements => ({ limits: { cpu, memory } });
  // dd holds its block while nobody reads: less than each may have, but together more than the pod may.
  const holds = 'mkfifo /p; sleep 100 < /p & exec dd if=/dev/zero of=/p bs=24000000 count=1';
  const fills = (name: string): Container => ({
    name,
    ...script(`until [ -e /go/now ]; do sleep 0.1; done; touch /go/${name}; ${holds}`),
    resources: limits('500m', '32Mi'),
    volumeMounts: [{ name: 'go', mountPath: '/go' }],
  });
  const spins = (name: string, cpu: string): Container => ({
    name,
    ...script('while :; do :; done'),
    resources: limits(cpu, '32Mi'),
  });

  it('memory: of two containers that are each below their own limit one is ended, for the pod’s', async () => {
    const spec = {
      restartPolicy: 'Never' as const,
      terminationGracePeriodSeconds: 0,
      volumes: [{ name: 'go', emptyDir: {} }],
    };
    const containers = [fills('a'), fills('b')];
    const resources = { limits: { memory: '40Mi' } };
    await Promise.all([
      engine.run(trial.pod('held', containers, { ...spec, resources })),
      engine.run(trial.pod('free', containers, spec)),
    ]);
    assert.equal(await memoryLimit('held', 'a'), String(40 * 2 ** 20));
    const pods = await Promise.all([podCgroup('held', 'a', 'memory'), podCgroup('free', 'a', 'memory')]);
    const [held, free] = pods as [string, string];
    const own = new Map<string, string>();
    for (const name of ['a', 'b']) own.set(name, await cgroupOf('held', name, 'memory'));
    for (const pod of ['held', 'free']) await trial.exec(pod, 'a', 'touch', '/go/now');

    const { status } = await podThat(
      engine,
      { namespace, name: 'held' },
      'one is ended',
      ({ status }) => status.containerStatuses.some(({ state }) => state.terminated),
      60_000,
    );
    const ended = status.containerStatuses;
    const [victim, ...others] = ended.filter(({ state }) => state.terminated);
    assert.deepEqual(others, []);
    assert.equal(victim?.state.terminated?.exitCode, 137);
    assert.equal(victim?.state.terminated?.reason, 'OOMKilled');
    assert.ok(await ranIntoLimit(held), 'the limit of the pod was run into');
    const [survivor] = ended.filter(({ state }) => state.running);
    assert.ok(survivor);
    assert.ok(!(await ranIntoLimit(own.get(survivor.name) ?? '')), 'its own limit was not');

    // The same containers without it have what they asked for.
    const key = { namespace, name: 'free' };
    await eventually(
      async () => Number(await memoryUsed(free)) > 48_000_000,
      'both hold their memory',
      30_000,
    );
    assert.ok(engine.pod(key)?.status.containerStatuses.every(({ state }) => state.running));
    assert.ok(!(await ranIntoLimit(free)));
  });

  async function memoryUsed(cgroup: string): Promise<string> {
    return host.read(
      cgroup,
      'memory',
      host.layout.version === 2 ? 'memory.current' : 'memory.usage_in_bytes',
    );
  }

  it('cpu: two containers that spin get the pod’s quota together, and no more', async () => {
    await engine.run(
      trial.pod('spinning', [spins('a', '150m'), spins('b', '150m')], {
        resources: { limits: { cpu: '200m' } },
        terminationGracePeriodSeconds: 0,
      }),
    );
    const cgroup = await podCgroup('spinning', 'a', 'cpu');
    // Whoever else works on the machine may take some of it away, but nobody can add to it.
    const share = await eventually(
      async () => {
        const { used, passed } = await host.cpuUsed(cgroup, 2);
        assert.ok(passed >= 1_000_000);
        assert.ok(used / passed <= 0.22, `${used / passed} of a CPU are more than 0.2`);
        return used / passed >= 0.18 ? used / passed : undefined;
      },
      'they get what they may have',
      60_000,
    );
    assert.ok(share);
    assert.match(await host.read(cgroup, 'cpu', 'cpu.stat'), /^nr_throttled [1-9]/m);
    await engine.remove({ namespace, name: 'spinning' });
  });

  it('are the sum of the containers’ limits, where the setting says so, in every window', async () => {
    const other = trial.engine({ lingerMs: 300, settings: () => ({ podLimits: 'containers' }) });
    const key = { namespace, name: 'sum' };
    const containers = [spins('a', '50m'), spins('b', '100m')];
    const sum = [String(64 * 2 ** 20), '15000'];
    await other.run(trial.pod('sum', containers, { terminationGracePeriodSeconds: 0 }));
    assert.deepEqual([await memoryLimit('sum', 'a'), await quota('sum', 'b')], sum);
    await podThat(engine, key, 'the other window sees it', ({ status }) => status.phase === 'Running');
    await engine.restart(key);
    assert.deepEqual([await memoryLimit('sum', 'a'), await quota('sum', 'b')], sum);
    await other.dispose();
    await engine.remove(key);
  });

  it('are set again by the next window, where the machine’s restart has taken them away', async () => {
    const key = { namespace, name: 'again' };
    const resources = limits('300m', '40Mi');
    await engine.run(trial.pod('again', ['app'], { resources }));
    const isHeld = (of: PodEngineApi) =>
      of.pod(key)?.status.conditions.find(({ type }) => type === 'dev.dockerpods/PodResources')?.status;
    assert.equal(isHeld(engine), 'True');
    const [cgroup, file, none] =
      host.layout.version === 2
        ? [await podCgroup('again', 'app', 'cpu'), 'cpu.max', 'max 100000']
        : [await podCgroup('again', 'app', 'cpu'), 'cpu.cfs_quota_us', '-1'];
    await host.write(cgroup, 'cpu', file, none);
    assert.notEqual(await quota('again', 'app'), '30000');
    const next = trial.engine({ lingerMs: 300 });
    await eventually(async () => (await quota('again', 'app')) === '30000', 'the quota is back', 30_000);
    await eventually(() => isHeld(next) === 'True', 'the next window says so', 30_000);
    await next.dispose();
  });

  it('leave nothing behind', async () => {
    const names = ['held', 'free', 'spinning', 'sum', 'again'];
    const uids = names.map((name) => podUid({ namespace, name }));
    const left = async () => {
      const spelt = uids.flatMap((uid) => [uid, uid.replaceAll('-', '_')]);
      const found = await Promise.all(spelt.map((uid) => host.find(uid)));
      return found.flat();
    };
    assert.notDeepEqual(await left(), []);
    for (const name of names) await engine.remove({ namespace, name });
    await eventually(async () => (await left()).length === 0, 'their cgroups go', 60_000);
  });
});
