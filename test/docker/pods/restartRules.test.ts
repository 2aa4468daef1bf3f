import assert from 'node:assert/strict';
import type { Container, ContainerRestartRule, PodSpec, RestartPolicy } from '../../../src/engine/model/pod';
import type { PodEngineApi } from '../../../src/engine/podEngineApi';
import { allRunning, engineTrial, idle, podThat, script } from '../support/engineTrial';

describe('restart policies and rules on Docker', function () {
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

  const podOf = (name: string, containers: Container[], spec: Partial<PodSpec> = {}) =>
    trial.pod(name, containers, { volumes: [{ name: 'work', emptyDir: {} }], ...spec });
  /** Ends with this code the first time, and then runs until it is told to end. */
  const endsOnce = (exitCode: number, more: Partial<Container> = {}): Container => ({
    name: 'app',
    ...script(`[ -e /work/ran ] && while :; do sleep 1 & wait $!; done; touch /work/ran; exit ${exitCode}`),
    volumeMounts,
    ...more,
  });
  const rule = (action: ContainerRestartRule['action'], exitCode: number): Partial<Container> => ({
    restartPolicy: 'Never',
    restartPolicyRules: [{ action, exitCodes: { operator: 'In', values: [exitCode] } }],
  });
  const ended = (name: string) =>
    podThat(engine, keyOf(name), 'the pod has ended', ({ sandbox }) => sandbox?.state === 'SANDBOX_NOTREADY');

  const outcomes: [string, RestartPolicy, Container, 'Running' | 'Succeeded' | 'Failed'][] = [
    ['always-0', 'Always', endsOnce(0), 'Running'],
    ['always-1', 'Always', endsOnce(1), 'Running'],
    ['on-failure-0', 'OnFailure', endsOnce(0), 'Succeeded'],
    ['on-failure-1', 'OnFailure', endsOnce(1), 'Running'],
    ['never-0', 'Never', endsOnce(0), 'Succeeded'],
    ['never-1', 'Never', endsOnce(1), 'Failed'],
    ['own-always', 'Never', endsOnce(0, { restartPolicy: 'Always' }), 'Running'],
    ['own-never', 'Always', endsOnce(1, { restartPolicy: 'Never' }), 'Failed'],
    ['rule-42', 'Always', endsOnce(42, rule('Restart', 42)), 'Running'],
    ['rule-0', 'Always', endsOnce(0, rule('Restart', 42)), 'Succeeded'],
    ['rule-7', 'Always', endsOnce(7, rule('Restart', 42)), 'Failed'],
  ];
  for (const [name, restartPolicy, container, phase] of outcomes) {
    it(`${name}: ${phase === 'Running' ? 'it is started again' : `the pod has ${phase}`}`, async () => {
      await engine.run(podOf(name, [container], { restartPolicy }));
      if (phase === 'Running') {
        await podThat(
          engine,
          keyOf(name),
          'it runs again',
          (found) => allRunning(found) && found.status.containerStatuses[0]?.restartCount === 1,
        );
        assert.equal((await trial.container(name, 'app')).State.Running, true);
      } else {
        assert.equal((await ended(name)).status.phase, phase);
        assert.match((await trial.container(name, 'app')).Name, /_0$/);
      }
      await engine.remove(keyOf(name));
    });
  }

  it('RestartAllContainers: all are killed at once, and begin anew in the same sandbox', async () => {
    const setup = { name: 'setup', ...script('echo run >> /work/runs'), volumeMounts };
    const watcher: Container = {
      name: 'watcher',
      ...script(
        '[ -e /work/done ] || { touch /work/done; sleep 1; exit 88; }; while :; do sleep 1 & wait $!; done',
      ),
      volumeMounts,
      ...rule('RestartAllContainers', 88),
      restartPolicy: 'Always',
    };
    const app: Container = {
      name: 'app',
      ...script('trap "echo told >> /work/told; exit 0" TERM; while :; do sleep 1 & wait $!; done'),
      volumeMounts,
    };
    const done = { name: 'done', ...script('echo ran >> /work/ran; exit 0'), volumeMounts };
    const pod = podOf('anew', [app, done], {
      initContainers: [setup, watcher],
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 30,
    });
    await engine.run(pod);
    const sandbox = await trial.container('anew', 'POD');
    const before = Date.now();
    await podThat(
      engine,
      keyOf('anew'),
      'all have begun anew',
      ({ status }) =>
        status.containerStatuses[0]?.restartCount === 1 &&
        status.containerStatuses[0].state.running !== undefined,
    );
    assert.ok(Date.now() - before < 20_000, 'no grace period is waited for');
    const read = (file: string) => trial.exec('anew', 'app', 'sh', '-c', `cat /work/${file} 2>&1`);
    assert.equal(await read('runs'), 'run\nrun');
    assert.equal(await read('ran'), 'ran\nran', 'what had ended well runs again');
    assert.match(await read('told'), /No such file/, 'nobody was asked to end');
    const after = await trial.container('anew', 'POD');
    assert.equal(after.Id, sandbox.Id);
    assert.equal(after.State.StartedAt, sandbox.State.StartedAt);
    assert.match((await trial.container('anew', 'watcher')).Name, /_1$/);
  });

  it('what had ended for good runs again when somebody asks for it', async () => {
    const job = { name: 'app', ...script('echo run >> /work/runs'), volumeMounts };
    await engine.run(podOf('job', [job], { restartPolicy: 'Never' }));
    await ended('job');
    await engine.restart(keyOf('job'));
    const { status } = await podThat(
      engine,
      keyOf('job'),
      'it has ended again',
      ({ sandbox, status: { phase } }) =>
        sandbox?.attempt === 1 && sandbox.state === 'SANDBOX_NOTREADY' && phase === 'Succeeded',
    );
    assert.equal(status.containerStatuses[0]?.restartCount, 1);
  });

  it('a frozen container runs, and is not ready', async () => {
    await engine.run(podOf('frozen', [{ name: 'app', ...idle }]));
    const container = trial.docker.getContainer((await trial.container('frozen', 'app')).Id);
    await container.pause();
    const { status } = await podThat(
      engine,
      keyOf('frozen'),
      'it is not ready',
      (found) => found.status.containerStatuses[0]?.ready === false,
    );
    assert.ok(status.containerStatuses[0]?.state.running);
    await container.unpause();
    await podThat(
      engine,
      keyOf('frozen'),
      'it is ready',
      (found) => found.status.containerStatuses[0]?.ready === true,
    );
  });
});
