import assert from 'node:assert/strict';
import type { Container, PodSpec } from '../../src/engine/model/pod';
import type { PodSnapshot } from '../../src/engine/model/podSnapshot';
import { labels } from '../../src/engine/plan/names';
import type { PodEngineApi } from '../../src/engine/podEngineApi';
import { systemClock } from '../../src/engine/supervise/clock';
import { eventually } from '../support/eventually';
import { allRunning, engineTrial, idle, podThat, script } from './support/engineTrial';
import { noPrivateDocker, privateDocker } from './support/privateDocker';

/** Ends when its file is there, as often as it is started: in place, Docker leaves the file. */
const dies = (code: number) => script(`while [ ! -f /tmp/die ]; do sleep 0.1; done; exit ${code}`);

/**
 * On a Docker of their own, where there can be one: whoever works with this extension on this machine's would take back
 * what is handed over here.
 */
const own = noPrivateDocker() ? undefined : privateDocker();

describe('a pod whose last window is closed', function () {
  this.timeout(60_000);
  const trial = engineTrial(own?.socketPath);
  const { docker } = trial;

  before(async () => {
    await own?.start();
    await own?.load('busybox:1.37');
  });

  const engines: PodEngineApi[] = [];
  const window = () => {
    // Five seconds ahead: a sandbox that another window has just made is old to it.
    const engine = trial.engine({ clock: { ...systemClock, now: () => Date.now() + 5000 } });
    engines.push(engine);
    return engine;
  };
  /** Whoever is left would take back what the next case hands over. */
  afterEach(() => Promise.all(engines.splice(0).map((engine) => engine.dispose())));
  after(async () => {
    await trial.dispose();
    await own?.dispose();
  });

  const policyOf = async (pod: string, name: string) =>
    (await trial.container(pod, name)).HostConfig.RestartPolicy?.Name;
  const policiesOf = async (pod: string, ...names: string[]) =>
    Object.fromEntries(await Promise.all(names.map(async (name) => [name, await policyOf(pod, name)])));
  const statusOf = (snapshot: PodSnapshot, name: string) =>
    [...(snapshot.status.initContainerStatuses ?? []), ...snapshot.status.containerStatuses].find(
      (status) => status.name === name,
    );
  /** Ids of all that stands of the pod. */
  const standing = async (pod: string) => {
    const label = [`${labels.podNamespace}=${trial.namespace}`, `${labels.podName}=${pod}`];
    return (await docker.listContainers({ all: true, filters: { label } })).map(({ Id }) => Id).sort();
  };
  const isTakenBack = async (pod: string, ...names: string[]) =>
    Object.values(await policiesOf(pod, ...names)).every((policy) => policy === 'no');
  /** Runs it in a window that is closed then. */
  const leave = async (name: string, containers: (string | Container)[], spec: Partial<PodSpec> = {}) => {
    const engine = window();
    const pod = trial.pod(name, containers, spec);
    await engine.run(pod);
    await engine.dispose();
    return pod.metadata;
  };

  // First: dockerd takes its time with every container that stands.
  for (const end of ['stopped', 'killed'] as const) {
    it(`is down as a whole after Docker was ${end} and started, never half of it, and is made anew`, async function () {
      if (!own) return this.skip();
      const key = await leave(`daemon-${end}`, ['a', 'b']);
      await (end === 'stopped' ? own.stop() : own.kill());
      await own.start();
      await eventually(async () => {
        const all = await Promise.all(['a', 'b'].map((name) => trial.container(key.name, name)));
        return all.every(({ State }) => !State.Running && !State.Restarting);
      }, 'none of it runs');
      const engine = window();
      await podThat(
        engine,
        key,
        'it is whole',
        (it) => allRunning(it) && it.sandbox?.attempt === 1 && statusOf(it, 'a')?.restartCount === 1,
        20_000,
      );
      assert.deepEqual(await policiesOf(key.name, 'a', 'b', 'POD'), { a: 'no', b: 'no', POD: 'no' });
    });
  }

  it('is given to Docker’s restart policy as far as Kubernetes would restart it', async () => {
    const rule: Container['restartPolicyRules'] = [
      { action: 'Restart', exitCodes: { operator: 'In', values: [42] } },
    ];
    await leave(
      'policies',
      [
        'plain',
        { name: 'never', ...idle, restartPolicy: 'Never' },
        { name: 'failed', ...idle, restartPolicy: 'OnFailure' },
        { name: 'ruled', ...idle, restartPolicy: 'Never', restartPolicyRules: rule },
        { name: 'both', ...idle, restartPolicy: 'Always', restartPolicyRules: rule },
      ],
      { initContainers: [{ name: 'side', ...idle, restartPolicy: 'Always' }] },
    );
    assert.deepEqual(
      await policiesOf('policies', 'plain', 'never', 'failed', 'ruled', 'both', 'side', 'POD'),
      {
        plain: 'unless-stopped',
        never: 'no',
        failed: 'on-failure',
        ruled: 'no',
        both: 'no',
        side: 'unless-stopped',
        POD: 'no',
      },
    );
    const before = await standing('policies');
    const started = (await trial.container('policies', 'plain')).State.StartedAt;
    const engine = window();
    await eventually(() => isTakenBack('policies', 'plain', 'failed', 'side'), 'all is taken back');
    await podThat(engine, { ...trial, name: 'policies' }, 'it runs', allRunning);
    assert.deepEqual(await standing('policies'), before, 'nothing is made anew');
    assert.equal((await trial.container('policies', 'plain')).State.StartedAt, started);
  });

  it('gives an init container that is tried again to Docker, too', async () => {
    const engine = window();
    const pod = trial.pod('first', ['a'], {
      initContainers: [
        {
          name: 'init',
          ...script('[ -f /tmp/tried ] && exit 0; touch /tmp/tried; sleep 2; exit 1'),
        },
      ],
    });
    const run = engine.run(pod).catch(() => undefined);
    await podThat(
      engine,
      pod.metadata,
      'it begins',
      (it) => statusOf(it, 'init')?.state.running !== undefined,
    );
    await engine.dispose();
    await run;
    assert.equal(await policyOf('first', 'init'), 'on-failure');
    await eventually(async () => {
      const { RestartCount, State } = await trial.container('first', 'init');
      return RestartCount === 1 && State.Status === 'exited';
    }, 'Docker tries it again');
    const later = window();
    await podThat(later, pod.metadata, 'it is up', allRunning, 20_000);
  });

  it('is restarted by Docker in place, and taken back with its restarts counted and no second copy', async () => {
    const key = await leave('crashes', [
      {
        name: 'a',
        ...script(
          'echo run >> /tmp/runs; sleep 1; [ $(wc -l < /tmp/runs) -lt 3 ] && exit 3; while :; do sleep 1 & wait; done',
        ),
      },
      'b',
    ]);
    const before = await standing('crashes');
    await eventually(
      async () => {
        const { RestartCount, State } = await trial.container('crashes', 'a');
        return RestartCount === 2 && State.Running && !State.Restarting;
      },
      'Docker restarts it twice',
      20_000,
    );
    const engine = window();
    const snapshot = await podThat(
      engine,
      key,
      'it is back',
      (it) => allRunning(it) && statusOf(it, 'a')?.restartCount === 2,
    );
    assert.equal(statusOf(snapshot, 'b')?.restartCount, 0);
    await eventually(() => isTakenBack('crashes', 'a', 'b'), 'all is taken back');
    assert.deepEqual(await standing('crashes'), before);
    // The next restart is ours, a new attempt of the next number.
    await docker.getContainer((await trial.container('crashes', 'a')).Id).kill();
    const after = await podThat(
      engine,
      key,
      'it is restarted',
      (it) => statusOf(it, 'a')?.restartCount === 3,
    );
    assert.ok((await trial.container('crashes', 'a')).Name.endsWith('_3'));
    assert.equal(statusOf(after, 'a')?.lastState?.terminated?.exitCode, 137);
  });

  it('is taken out of Docker’s back-off, which starts nothing any more', async () => {
    const key = await leave('loops', [{ name: 'a', ...dies(3) }]);
    const { Id } = await trial.container('loops', 'a');
    await trial.exec('loops', 'a', 'touch', '/tmp/die');
    await eventually(
      async () => {
        const { RestartCount, State } = await trial.container('loops', 'a');
        // By now it waits for more than three seconds.
        return RestartCount >= 6 && State.Restarting;
      },
      'Docker waits with it',
      30_000,
    );
    const engine = window();
    const snapshot = await podThat(
      engine,
      key,
      'the next attempt runs',
      (it) => allRunning(it) && statusOf(it, 'a')?.containerID !== `docker://${Id}`,
    );
    const old = await docker.getContainer(Id).inspect();
    assert.equal(old.State.Status, 'exited');
    assert.equal(old.HostConfig.RestartPolicy?.Name, 'no');
    assert.equal(statusOf(snapshot, 'a')?.restartCount, old.RestartCount + 1);
    await engine.dispose();
    assert.equal((await docker.getContainer(Id).inspect()).State.Status, 'exited');
  });

  it('stays down where somebody has stopped it from a terminal, until somebody is there', async () => {
    const key = await leave('ended', ['a']);
    const { Id } = await trial.container('ended', 'a');
    await docker.getContainer(Id).stop({ t: 2 });
    assert.equal((await trial.container('ended', 'a')).State.Running, false);
    const engine = window();
    await podThat(
      engine,
      key,
      'it is restarted',
      (it) => allRunning(it) && statusOf(it, 'a')?.restartCount === 1,
    );
  });

  it('is down as a whole after its sandbox was killed, and is made anew', async () => {
    const key = await leave('killed', [{ name: 'a', ...dies(3) }]);
    await docker.getContainer((await trial.container('killed', 'POD')).Id).kill();
    await trial.exec('killed', 'a', 'touch', '/tmp/die');
    await eventually(async () => {
      const { State } = await trial.container('killed', 'a');
      return !State.Running && /cannot join network/.test(State.Error);
    }, 'Docker gives it up');
    const engine = window();
    await podThat(engine, key, 'it is whole', (it) => allRunning(it) && it.sandbox?.attempt === 1, 15_000);
    assert.equal(await policyOf('killed', 'a'), 'no');
  });

  it('changes nothing while another window is open', async () => {
    const [one, other] = [window(), window()];
    const pod = trial.pod('shared', ['a', 'b']);
    await one.run(pod);
    await podThat(other, pod.metadata, 'the other sees it', allRunning);
    const before = await standing('shared');
    await one.dispose();
    await eventually(() => isTakenBack('shared', 'a', 'b'), 'the other takes it back');
    await docker.getContainer((await trial.container('shared', 'a')).Id).kill();
    await podThat(
      other,
      pod.metadata,
      'it is restarted',
      (it) => allRunning(it) && statusOf(it, 'a')?.restartCount === 1,
    );
    assert.equal((await standing('shared')).length, before.length + 1, 'a new attempt beside the dead one');
    await other.dispose();
    assert.deepEqual(await policiesOf('shared', 'a', 'b'), { a: 'unless-stopped', b: 'unless-stopped' });
  });

  it('leaves a pod alone that has been stopped, or has ended', async () => {
    const engine = window();
    const stopped = trial.pod('stopped', ['a']);
    const done = trial.pod('done', [{ name: 'a', ...script('exit 0') }], { restartPolicy: 'OnFailure' });
    await Promise.all([engine.run(stopped), engine.run(done)]);
    await engine.stop(stopped.metadata);
    await podThat(engine, done.metadata, 'it ends', ({ status }) => status.phase === 'Succeeded');
    await engine.dispose();
    assert.deepEqual([await policyOf('stopped', 'a'), await policyOf('done', 'a')], ['no', 'no']);
  });

  it('goes on where it was paused from a terminal, container and sandbox', async () => {
    const engine = window();
    const pod = trial.pod('paused', ['a', 'b']);
    await engine.run(pod);
    for (const name of ['a', 'POD']) {
      const { Id, State } = await trial.container('paused', name);
      await docker.getContainer(Id).pause();
      if (name === 'a')
        await podThat(engine, pod.metadata, 'it is not ready', (it) => statusOf(it, 'a')?.ready === false);
      await eventually(async () => !(await docker.getContainer(Id).inspect()).State.Paused, 'it goes on');
      assert.equal((await docker.getContainer(Id).inspect()).State.StartedAt, State.StartedAt);
    }
    await podThat(
      engine,
      pod.metadata,
      'it is ready',
      (it) => allRunning(it) && statusOf(it, 'a')?.ready === true,
    );
    const told = (await engine.events(pod.metadata)).filter(({ reason }) => reason === 'Resumed');
    assert.deepEqual(
      told.map(({ message }) => message),
      ['Resumed container a', 'Resumed pod sandbox'],
    );
  });

  it('ends and goes while it is paused', async () => {
    const engine = window();
    const pod = trial.pod('frozen', ['a']);
    await engine.run(pod);
    for (const name of ['a', 'POD'])
      await docker.getContainer((await trial.container('frozen', name)).Id).pause();
    await engine.stop(pod.metadata);
    const { State } = await trial.container('frozen', 'a');
    assert.deepEqual([State.Status, State.ExitCode], ['exited', 0]);
    await engine.remove(pod.metadata);
    assert.deepEqual(await standing('frozen'), []);
  });
});
