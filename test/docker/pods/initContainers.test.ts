import assert from 'node:assert/strict';
import type { Container, PodSpec } from '../../../src/engine/model/pod';
import type { PodSnapshot } from '../../../src/engine/model/podSnapshot';
import type { PodEngineApi } from '../../../src/engine/podEngineApi';
import { eventually } from '../../support/eventually';
import { allRunning, engineTrial, idle, podThat, script } from '../support/engineTrial';

describe('init containers on Docker', function () {
  this.timeout(60_000);
  const trial = engineTrial();
  const { namespace } = trial;
  const keyOf = (name: string) => ({ namespace, name });
  const volumeMounts = [{ name: 'work', mountPath: '/work' }];
  const app = { name: 'app', ...idle, volumeMounts };
  let engine: PodEngineApi;

  before(() => {
    engine = trial.engine();
  });
  after(() => trial.dispose());

  const init = (name: string, text: string, more: Partial<Container> = {}): Container => ({
    name,
    ...script(text),
    volumeMounts,
    ...more,
  });
  const podOf = (name: string, initContainers: Container[], spec: Partial<PodSpec> = {}) =>
    trial.pod(name, [app], { initContainers, volumes: [{ name: 'work', emptyDir: {} }], ...spec });
  /** Names and attempts of the pod's containers as Docker lists them. */
  const standing = async (pod: string) => {
    const label = [`io.kubernetes.pod.namespace=${namespace}`, `io.kubernetes.pod.name=${pod}`];
    const all = await trial.docker.listContainers({ all: true, filters: { label } });
    return all.map(({ Names }) => (Names[0] ?? '').replace(/^\/k8s_([^_]+)_.*_(\d+\w*)$/, '$1-$2')).sort();
  };
  const initialized = ({ status }: PodSnapshot | { status: { conditions: [] } }) =>
    status.conditions.find(({ type }) => type === 'Initialized');
  const logOf = async (pod: string, name: string) => {
    const { Id } = await trial.container(pod, name);
    const bytes = await trial.docker.getContainer(Id).logs({ stdout: true, stderr: true });
    return bytes.toString('latin1');
  };

  it('run one after the other, and the app after them on what they have written', async () => {
    const log = (name: string) => `echo ${name} >> /work/log`;
    const steps = [
      init('first', `${log('first')}; sleep 0.3; ${log('first-done')}`),
      init('second', `${log('second')}; until [ -e /work/go ]; do sleep 0.1; done; ${log('second-done')}`),
    ];
    const running = engine.run(podOf('order', steps));
    await eventually(async () => (await standing('order')).includes('second-0'), 'the second runs');
    assert.deepEqual(await standing('order'), ['POD-0', 'first-0', 'second-0'], 'the app is not made yet');
    const meanwhile = await podThat(
      engine,
      keyOf('order'),
      'the second is seen',
      ({ status }) => status.initContainerStatuses?.[1]?.state.running !== undefined,
    );
    assert.equal(meanwhile.status.phase, 'Pending');
    assert.deepEqual(initialized(meanwhile), {
      type: 'Initialized',
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [second]',
      lastTransitionTime: initialized(meanwhile)?.lastTransitionTime,
    });
    assert.equal(meanwhile.status.containerStatuses[0]?.state.waiting?.reason, 'PodInitializing');
    await trial.exec('order', 'second', 'touch', '/work/go');
    const snapshot = await running;
    assert.equal(snapshot.status.phase, 'Running');
    assert.equal(initialized(snapshot)?.status, 'True');
    assert.equal(
      await trial.exec('order', 'app', 'cat', '/work/log'),
      'first\nfirst-done\nsecond\nsecond-done',
    );
    assert.deepEqual(
      snapshot.status.initContainerStatuses?.map(({ ready, state }) => [ready, state.terminated?.exitCode]),
      [
        [true, 0],
        [true, 0],
      ],
    );
  });

  it('do not run again when the app restarts, but in a new sandbox they do', async () => {
    await engine.run(podOf('again', [init('count', 'echo run >> /work/runs')]));
    const runs = () => trial.exec('again', 'app', 'grep', '-c', 'run', '/work/runs');
    const kill = async (name: string) =>
      trial.docker.getContainer((await trial.container('again', name)).Id).kill();
    await kill('app');
    await podThat(
      engine,
      keyOf('again'),
      'the app is back',
      (found) => allRunning(found) && found.status.containerStatuses[0]?.restartCount === 1,
    );
    assert.equal(await runs(), '1');
    await kill('POD');
    await podThat(
      engine,
      keyOf('again'),
      'the pod is rebuilt',
      (found) => allRunning(found) && found.sandbox?.attempt === 1,
    );
    assert.equal(await runs(), '2');
  });

  it('are tried again until they succeed', async () => {
    const failsOnce = 'echo run >> /work/runs; [ $(grep -c run /work/runs) -gt 1 ]';
    await engine.run(podOf('retried', [init('flaky', failsOnce)]));
    const snapshot = await podThat(engine, keyOf('retried'), 'the app runs', allRunning);
    assert.equal(snapshot.status.initContainerStatuses?.[0]?.restartCount, 1);
    assert.equal(await trial.exec('retried', 'app', 'grep', '-c', 'run', '/work/runs'), '2');
  });

  it('wait for their back-off where they go on failing, and the run does not wait with them', async () => {
    const { status } = await engine.run(podOf('failing', [init('broken', 'echo no; exit 3')]));
    const [broken] = status.initContainerStatuses ?? [];
    assert.equal(broken?.state.waiting?.reason, 'CrashLoopBackOff');
    assert.equal(broken?.lastState?.terminated?.exitCode, 3);
    assert.equal(status.phase, 'Pending');
    assert.deepEqual(await standing('failing'), ['POD-0', 'broken-0', 'broken-1']);
    await engine.remove(keyOf('failing'));
  });

  for (const [what, name, spec, own] of [
    ['with Never', 'never', { restartPolicy: 'Never' }, {}],
    ['whose own policy is Never, though the pod’s is Always', 'own', {}, { restartPolicy: 'Never' }],
  ] as const) {
    it(`fail the pod ${what}: the app is never made`, async () => {
      const side = { ...init('side', 'while :; do sleep 1 & wait; done'), restartPolicy: 'Always' as const };
      await engine.run(podOf(name, [side, init('once', 'exit 1', own)], spec));
      const { status } = await podThat(
        engine,
        keyOf(name),
        'the pod has ended',
        ({ sandbox }) => sandbox?.state === 'SANDBOX_NOTREADY',
      );
      assert.equal(status.phase, 'Failed');
      assert.equal(status.initContainerStatuses?.[1]?.restartCount, 0);
      assert.equal(status.containerStatuses[0]?.state.waiting?.reason, 'PodInitializing');
      assert.deepEqual(await standing(name), ['POD-0', 'once-0', 'side-0']);
      assert.equal((await trial.container(name, 'side')).State.Running, false);
    });
  }

  for (const [which, steps] of [
    ['first', [init('bad', '', { command: ['/nowhere'] })]],
    ['second', [init('good', 'true'), init('bad', '', { command: ['/nowhere'] })]],
  ] as const) {
    it(`keep the app waiting where the ${which} cannot be started, and say why`, async () => {
      const name = `bad-${which}`;
      const { status, problems } = await engine.run(podOf(name, [...steps]));
      const bad = status.initContainerStatuses?.at(-1);
      assert.match(bad?.state.waiting?.reason ?? '', /RunContainerError|CrashLoopBackOff/);
      assert.equal(status.phase, 'Pending');
      assert.equal(status.containerStatuses[0]?.state.waiting?.reason, 'PodInitializing');
      assert.deepEqual(
        problems.map(({ containerName, code }) => [containerName, code]),
        [['bad', 'command-not-found']],
      );
      await engine.remove(keyOf(name));
      assert.deepEqual(await standing(name), []);
    });
  }

  it('leave nothing where the run is cancelled while one runs', async () => {
    const abort = new AbortController();
    const cancelled = assert.rejects(
      engine.run(podOf('cancelled', [init('slow', 'while :; do sleep 1 & wait; done')]), {
        signal: abort.signal,
      }),
      { code: 'cancelled' },
    );
    await eventually(async () => (await standing('cancelled')).includes('slow-0'), 'it runs');
    abort.abort();
    await cancelled;
    assert.deepEqual(await standing('cancelled'), []);
  });

  it('can be stopped and removed while one runs, and the run is done with it', async () => {
    const running = engine.run(podOf('stopped', [init('slow', 'while :; do sleep 1 & wait; done')]));
    await eventually(async () => (await standing('stopped')).includes('slow-0'), 'it runs');
    await engine.stop(keyOf('stopped'));
    assert.equal((await running).desired, 'Stopped');
    assert.deepEqual(await standing('stopped'), ['POD-0_stopped', 'slow-0']);
    await engine.remove(keyOf('stopped'));
    assert.deepEqual(await standing('stopped'), []);
  });

  it('go on where they were when the window is loaded anew', async () => {
    const first = trial.engine();
    const steps = [
      init('first', 'echo run >> /work/runs'),
      init('second', 'until [ -e /work/go ]; do sleep 0.1; done'),
    ];
    first.run(podOf('reloaded', steps)).catch(() => undefined);
    await eventually(async () => (await standing('reloaded')).includes('second-0'), 'the second runs');
    await first.dispose();
    const second = trial.engine();
    await eventually(
      () => trial.exec('reloaded', 'second', 'touch', '/work/go').then(() => true),
      'it may go',
    );
    await podThat(second, keyOf('reloaded'), 'the app runs', allRunning, 20_000);
    assert.equal(await trial.exec('reloaded', 'app', 'grep', '-c', 'run', '/work/runs'), '1');
    await second.dispose();
  });

  it('their output is there to read when they have ended', async () => {
    await engine.run(podOf('logs', [init('talks', 'echo hello')]));
    const lines: string[] = [];
    for await (const { text } of engine.logs(keyOf('logs'), 'talks')) lines.push(text);
    assert.deepEqual(lines, ['hello']);
    assert.match(await logOf('logs', 'talks'), /hello/);
  });

  it('count against the deadline, which outlives the window', async () => {
    const told = { ...app, ...script('trap "echo told; exit 0" TERM; while :; do sleep 1 & wait; done') };
    const pod = trial.pod('deadline', [told], {
      initContainers: [init('slow', 'sleep 1')],
      volumes: [{ name: 'work', emptyDir: {} }],
      activeDeadlineSeconds: 4,
    });
    await engine.run(pod);
    const { status } = await podThat(
      engine,
      keyOf('deadline'),
      'its time is up',
      ({ sandbox }) => sandbox?.state === 'SANDBOX_NOTREADY',
    );
    assert.equal(status.phase, 'Failed');
    assert.equal(status.reason, 'DeadlineExceeded');
    assert.match(await logOf('deadline', 'app'), /told/);
    const [sandbox, ended] = await Promise.all([
      trial.container('deadline', 'POD'),
      trial.container('deadline', 'app'),
    ]);
    const lived = Date.parse(ended.State.FinishedAt) - Date.parse(sandbox.Created);
    assert.ok(lived >= 4000, `it lived ${lived} ms`);
    const second = trial.engine();
    const later = await podThat(second, keyOf('deadline'), 'another window sees it', () => true);
    assert.equal(later.status.reason, 'DeadlineExceeded');
    await second.dispose();
    assert.deepEqual(await standing('deadline'), ['POD-0', 'app-0', 'slow-0']);
  });
});
