import assert from 'node:assert/strict';
import { EngineError } from '../../src/engine/model/engineError';
import type { PodEngineApi } from '../../src/engine/podEngineApi';
import type { ConnectionState } from '../../src/engine/runtime/podRuntime';
import { eventually } from '../support/eventually';
import { allRunning, type EngineTrial, engineTrial, podThat } from './support/engineTrial';
import { noPrivateDocker, type PrivateDocker, privateDocker } from './support/privateDocker';

const whyNot = noPrivateDocker();

describe(`a daemon that dies${whyNot ? ` (skipped: ${whyNot})` : ''}`, function () {
  this.timeout(90_000);
  let daemon: PrivateDocker;
  let trial: EngineTrial;
  let engine: PodEngineApi;
  const spec = {};
  const states: ConnectionState['status'][] = [];
  const keyOf = (name: string) => ({ namespace: trial.namespace, name });
  const isUnreachable = (error: unknown) => {
    assert.ok(error instanceof EngineError);
    assert.equal(error.code, 'docker-unreachable');
    assert.equal(error.args.endpoint, `unix://${daemon.socketPath}`);
    return true;
  };
  const isConnected = () => engine.connection.status === 'connected';

  before(function () {
    if (whyNot) this.skip();
    daemon = privateDocker();
    trial = engineTrial(daemon.socketPath);
    engine = trial.engine({ lingerMs: 100 });
    engine.onDidChangeConnection(({ status }) => states.push(status));
  });
  after(async () => {
    try {
      await trial?.dispose();
    } finally {
      await daemon?.dispose();
    }
  });

  it('is said to be unreachable before it is there', async () => {
    await eventually(() => engine.connection.status === 'unreachable', 'the engine says so');
    assert.equal(engine.connection.status, 'unreachable');
    const { code, endpoint } = engine.connection as Extract<ConnectionState, { status: 'unreachable' }>;
    assert.deepEqual([code, endpoint], ['docker-unreachable', `unix://${daemon.socketPath}`]);
    await assert.rejects(engine.run(trial.pod('early', ['a'], spec)), isUnreachable);
    assert.deepEqual(engine.pods(), []);
  });

  it('is found by itself when it comes', async () => {
    await daemon.start();
    await eventually(isConnected, 'the engine is connected');
    assert.deepEqual(states, ['unreachable', 'connected']);
    await daemon.load('busybox:1.37');
    const snapshot = await engine.run(trial.pod('good', ['a', 'b'], spec));
    assert.ok(allRunning(snapshot));
  });

  it('in the middle of a start is reported, and leaves nothing of that pod once it is back', async () => {
    const containers = Array.from({ length: 6 }, (_, index) => `c${index}`);
    const pod = trial.pod('half', containers, { ...spec, volumes: [{ name: 'data', emptyDir: {} }] });
    const run = engine.run(pod).then(
      () => assert.fail('it was run'),
      (error: unknown) => error,
    );
    await eventually(async () => {
      const label = ['io.kubernetes.pod.name=half', 'io.kubernetes.docker.type=container'];
      return (await daemon.docker.listContainers({ all: true, filters: { label } })).length > 0;
    }, 'a container is made');
    await daemon.kill();
    isUnreachable(await run);
    await eventually(() => engine.connection.status === 'unreachable', 'the engine says so');
    await assert.rejects(engine.remove(keyOf('good')), isUnreachable);
    assert.ok(engine.pod(keyOf('good')), 'the last view stays');

    await daemon.start();
    await eventually(isConnected, 'the engine is connected again');
    await eventually(() => !engine.pod(keyOf('half')), 'the engine has taken it back');
    assert.deepEqual(
      (await trial.leftovers()).filter((name) => name.includes('_half_')),
      [],
    );
  });

  it('brings the others back', async () => {
    await podThat(engine, keyOf('good'), 'it runs again', allRunning, 30_000);
    await engine.remove(keyOf('good'));
    await engine.dispose();
    // A daemon killed in the middle of a start may leave a runc in the pod's cgroup, which then stays as well.
    const onDocker = (name: string) => !name.startsWith('/sys/fs/cgroup/');
    assert.deepEqual((await trial.leftovers()).filter(onDocker), []);
  });
});
