import assert from 'node:assert/strict';
import type { PodEngine } from '../../src/engine/podEngine';
import { beginWorld, callsOf, clock, connected, failing, runtime, statesOf } from './support/engineWorld';
import { gate, settled } from './support/fakeClock';
import { key, podOf } from './support/pods';

const type = 'dev.dockerpods/PodResources';
const limited = podOf(['a'], { resources: { limits: { memory: '64Mi' } } });

describe('the limits of a pod as a whole', () => {
  beforeEach(beginWorld);

  const conditionOf = (engine: PodEngine) =>
    engine.pod(key)?.status.conditions.find((condition) => condition.type === type);
  const eventsOf = async (engine: PodEngine) =>
    (await engine.events(key)).filter(({ reason }) => reason === 'PodLimitsNotHeld');

  it('are set before a container starts, once, and a condition says that they hold', async () => {
    const engine = await connected();
    await engine.run(limited);
    const verbs = callsOf('updatePodSandboxResources', 'startContainer').map((call) => call.split(' ')[0]);
    assert.deepEqual(verbs, ['updatePodSandboxResources', 'startContainer']);
    const { status, lastTransitionTime } = conditionOf(engine) ?? {};
    assert.equal(status, 'True');
    assert.ok(lastTransitionTime);
    assert.deepEqual(await eventsOf(engine), []);
  });

  it('of a pod that has none are neither set nor spoken of', async () => {
    const engine = await connected();
    await engine.run(podOf(['a']));
    assert.deepEqual(callsOf('updatePodSandboxResources'), []);
    assert.equal(conditionOf(engine), undefined);
  });

  it('that nothing holds do not keep the pod from running: a condition and an event say so', async () => {
    const engine = await connected();
    runtime.on('updatePodSandboxResources', failing('pod-limits-not-held'));
    const snapshot = await engine.run(limited);
    assert.deepEqual(statesOf(snapshot), ['a running 0']);
    const told = {
      reason: 'PodLimitsNotHeld',
      message:
        'Nothing holds the limits of the pod as a whole, only those of each container: as the test wants',
    };
    const { lastTransitionTime: _, ...condition } = conditionOf(engine) ?? {};
    assert.deepEqual(condition, { type, status: 'False', ...told });
    const [event, ...others] = await eventsOf(engine);
    assert.deepEqual(others, []);
    assert.deepEqual([event?.type, event?.message, event?.count], ['Warning', told.message, 1]);
  });

  it('are a run that failed, and asked for anew, where Docker went away', async () => {
    const engine = await connected();
    runtime.on('updatePodSandboxResources', failing('docker-permission'));
    await assert.rejects(engine.run(limited), { code: 'docker-permission' });
    runtime.on('updatePodSandboxResources', () => undefined);
    await engine.run(limited);
    assert.equal(conditionOf(engine)?.status, 'True');
  });

  it('are set for the next sandbox as well, and by a window that finds the pod', async () => {
    const engine = await connected();
    await engine.run(limited);
    await engine.restart(key);
    assert.equal(callsOf('updatePodSandboxResources').length, 2);
    const next = await connected();
    await settled();
    assert.equal(callsOf('updatePodSandboxResources').length, 3);
    assert.equal(conditionOf(next)?.status, 'True');
    await next.stop(key);
    assert.equal(callsOf('updatePodSandboxResources').length, 3);
  });

  it('are set anew for a sandbox that was started again under its id', async () => {
    const engine = await connected();
    await engine.run(limited);
    for (let ends = 0; ends < 2; ends++) {
      runtime.exit(runtime.container('a').id, 1);
      await clock.advance(1000);
    }
    const { id } = runtime.sandbox();
    runtime.on('podSandboxStatus', () => {
      if (runtime.sandbox().state !== 'SANDBOX_READY') runtime.restartOutside(id);
    });
    runtime.exit(id, 0);
    await clock.advance(20_000);
    assert.equal(runtime.sandbox().id, id);
    assert.deepEqual(statesOf(engine.pod(key)), ['a running 2']);
    assert.equal(callsOf('updatePodSandboxResources').length, 2);
    assert.equal(conditionOf(engine)?.status, 'True');
  });

  it('of many pods are set one after the other by a window that finds them', async () => {
    const engine = await connected();
    const names = ['one', 'two', 'three'];
    for (const name of names) await engine.run({ ...limited, metadata: { ...limited.metadata, name } });
    const before = callsOf('updatePodSandboxResources').length;
    const gates = names.map(() => gate());
    let turn = 0;
    runtime.on('updatePodSandboxResources', () => gates[turn++]?.opened);
    const next = await connected();
    for (const [index, { open }] of gates.entries()) {
      await settled();
      assert.equal(callsOf('updatePodSandboxResources').length, before + index + 1);
      open();
    }
    await settled();
    for (const name of names) {
      const { conditions = [] } = next.pod({ ...key, name })?.status ?? {};
      assert.equal(conditions.find((condition) => condition.type === type)?.status, 'True');
    }
  });
});
