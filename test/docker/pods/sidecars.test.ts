import assert from 'node:assert/strict';
import type { Container, PodSpec } from '../../../src/engine/model/pod';
import type { PodEngineApi } from '../../../src/engine/podEngineApi';
import { eventually } from '../../support/eventually';
import { allRunning, engineTrial, idle, podThat, script } from '../support/engineTrial';

describe('sidecars on Docker', function () {
  this.timeout(60_000);
  const trial = engineTrial();
  const { namespace } = trial;
  const keyOf = (name: string) => ({ namespace, name });
  const volumeMounts = [{ name: 'work', mountPath: '/work' }];
  let engine: PodEngineApi;

  before(() => {
    engine = trial.engine();
  });
  after(() => trial.dispose());

  /** Runs until it is told to end, which it says. */
  const untilTold = (before = ':') => ({
    ...script(`trap "echo told; sleep 0.2; exit 0" TERM; ${before}; while :; do sleep 1 & wait $!; done`),
    volumeMounts,
  });
  const sidecar = (name: string, more: Partial<Container> = {}): Container => ({
    name,
    ...untilTold(),
    restartPolicy: 'Always',
    ...more,
  });
  const podOf = (
    name: string,
    containers: (string | Container)[],
    initContainers: Container[],
    spec: Partial<PodSpec> = {},
  ) => trial.pod(name, containers, { initContainers, volumes: [{ name: 'work', emptyDir: {} }], ...spec });
  const ended = (name: string) =>
    podThat(engine, keyOf(name), 'the pod has ended', ({ sandbox }) => sandbox?.state === 'SANDBOX_NOTREADY');
  /** When the container said so (ms), by Docker's clock. */
  const toldAt = async (pod: string, name: string) => {
    const { Id } = await trial.container(pod, name);
    const log = await trial.docker.getContainer(Id).logs({ stdout: true, stderr: true, timestamps: true });
    const [, time] =
      /(\d{4}-\d\d-\d\dT\S+Z) told/.exec(log.toString('latin1').replaceAll(/[^\x20-\x7e\n]/g, ' ')) ?? [];
    assert.ok(time, `${name} was told to end`);
    return Date.parse(time);
  };
  const finishedAt = async (pod: string, name: string) =>
    Date.parse((await trial.container(pod, name)).State.FinishedAt);

  it('start in their turn, run beside the next, and are ready with the pod', async () => {
    const writes = sidecar('writes', untilTold('echo hello > /work/greeting'));
    const reads = { name: 'reads', ...script('sleep 0.5; cp /work/greeting /work/seen'), volumeMounts };
    const app = { name: 'app', ...idle, volumeMounts };
    const { status } = await engine.run(podOf('order', [app], [writes, reads]));
    assert.equal(await trial.exec('order', 'app', 'cat', '/work/seen'), 'hello');
    const [first] = status.initContainerStatuses ?? [];
    assert.ok(first?.state.running && first.ready && first.started);
    const [side, main] = await Promise.all([
      trial.container('order', 'writes'),
      trial.container('order', 'app'),
    ]);
    assert.ok(side.State.Running && main.State.Running);
    assert.ok(Date.parse(side.State.StartedAt) < Date.parse(main.State.StartedAt));
  });

  it('do not keep a job alive, and end after it, the last first', async () => {
    const job = { name: 'job', ...script('sleep 0.5; exit 0') };
    await engine.run(podOf('job', [job], [sidecar('one'), sidecar('two')], { restartPolicy: 'Never' }));
    const { status } = await ended('job');
    assert.equal(status.phase, 'Succeeded');
    const times = [
      await finishedAt('job', 'job'),
      await toldAt('job', 'two'),
      await finishedAt('job', 'two'),
      await toldAt('job', 'one'),
      await finishedAt('job', 'one'),
    ];
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
    assert.deepEqual(
      status.initContainerStatuses?.map(({ restartCount }) => restartCount),
      [0, 0],
      'none came back',
    );
  });

  it('come back when they end, also well, also with Never', async () => {
    const once = sidecar('once', {
      ...script(
        '[ -e /work/ran ] && while :; do sleep 1 & wait $!; done; touch /work/ran; sleep 0.5; exit 0',
      ),
      volumeMounts,
    });
    await engine.run(podOf('back', [{ name: 'app', ...idle }], [once], { restartPolicy: 'Never' }));
    const { status } = await podThat(
      engine,
      keyOf('back'),
      'it is back',
      (found) => found.status.initContainerStatuses?.[0]?.restartCount === 1,
    );
    assert.equal(status.phase, 'Running');
    assert.equal(status.containerStatuses[0]?.restartCount, 0);
    assert.equal((await trial.container('back', 'once')).State.Running, true);
  });

  it('are stopped after the app, and removed with it', async () => {
    await engine.run(podOf('stopped', [{ name: 'app', ...untilTold() }], [sidecar('one'), sidecar('two')]));
    await engine.stop(keyOf('stopped'));
    const times = [
      await toldAt('stopped', 'app'),
      await finishedAt('stopped', 'app'),
      await toldAt('stopped', 'two'),
      await finishedAt('stopped', 'two'),
      await toldAt('stopped', 'one'),
    ];
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
    await engine.remove(keyOf('stopped'));
    assert.equal(engine.pod(keyOf('stopped')), undefined);
  });

  it('wait for an app that will not end as long as the grace period, and not longer', async () => {
    const stubborn = { name: 'app', image: 'busybox:1.37', command: ['sleep', '3600'] };
    await engine.run(podOf('stubborn', [stubborn], [sidecar('side')], { terminationGracePeriodSeconds: 2 }));
    const before = Date.now();
    await engine.stop(keyOf('stubborn'));
    const told = await toldAt('stubborn', 'side');
    assert.ok(told - before >= 1900, `after ${told - before} ms`);
    assert.equal((await trial.container('stubborn', 'app')).State.ExitCode, 137);
  });

  it('one that cannot be started keeps the app from starting, and is tried again', async () => {
    const bad = sidecar('bad', { command: ['/nowhere'] });
    const { status, problems } = await engine.run(podOf('bad', ['app'], [sidecar('good'), bad]));
    assert.equal(problems[0]?.code, 'command-not-found');
    const [good, other] = status.initContainerStatuses ?? [];
    assert.ok(good?.state.running);
    assert.deepEqual(
      [other?.restartCount, status.containerStatuses[0]?.state.waiting?.reason],
      [1, 'PodInitializing'],
    );
    await engine.remove(keyOf('bad'));
  });

  it('one that crashes leaves the app alone, waits for its back-off, and the pod is not ready', async () => {
    const crashes = sidecar('crashes', { ...script('sleep 0.7; exit 5') });
    await engine.run(podOf('crashes', ['app'], [crashes]));
    await podThat(engine, keyOf('crashes'), 'the app runs', allRunning);
    const { status } = await eventually(() => {
      const found = engine.pod(keyOf('crashes'));
      const [side] = found?.status.initContainerStatuses ?? [];
      return side?.state.waiting?.reason === 'CrashLoopBackOff' ? found : undefined;
    }, 'it waits for its back-off');
    const ready = status.conditions.find(({ type }) => type === 'Ready');
    assert.equal(ready?.message, 'containers with unready status: [crashes]');
  });
});
