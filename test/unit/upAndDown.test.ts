import assert from 'node:assert/strict';
import { PodObserver } from '../../src/engine/observe/podObserver';
import { PodEngine } from '../../src/engine/podEngine';
import type { PodRuntime } from '../../src/engine/runtime/podRuntime';
import { fakeClock, gate, settled } from './support/fakeClock';
import { createFakeRuntime, type FakeRuntime } from './support/fakeRuntime';
import { key, podOf } from './support/pods';

const pod = podOf(['a', 'b']);

let runtime: FakeRuntime;
let engine: PodEngine;

beforeEach(async () => {
  const clock = fakeClock();
  runtime = createFakeRuntime(clock);
  engine = new PodEngine({ runtime, clock, settings: () => ({}), log: () => undefined });
  runtime.connect();
  await settled();
  runtime.looks.length = 0;
});

function looksAt(subject: string): number {
  return runtime.looks.filter((look) => look.endsWith(`Status ${subject}`)).length;
}

describe('a pod going up', () => {
  it('costs one look at each of its containers', async () => {
    await engine.run(pod);
    assert.equal(engine.pod(key)?.status.phase, 'Running');
    await settled();
    assert.deepEqual([looksAt('web-0'), looksAt('a-0'), looksAt('b-0')], [1, 1, 1]);
  });

  it('is looked at where no event has told of its start', async () => {
    await engine.run(pod);
    const silent: PodRuntime = { ...runtime, subscribe: () => () => undefined };
    const observer = new PodObserver({
      runtime: silent,
      after: () => () => undefined,
      log: () => undefined,
      changed: () => undefined,
      listed: () => undefined,
    });
    await observer.seeStarted(runtime.container('a').id, 'container');
    assert.equal(observer.get(key)?.containers[0]?.state, 'CONTAINER_RUNNING');
  });
});

describe('a pod going down', () => {
  it('keeps its network until the last container has ended, and its sandbox until all are removed', async () => {
    await engine.run(pod);
    const mayEnd = gate();
    const mayGo = gate();
    runtime.on('stopContainer', (subject) => (subject.startsWith('b') ? mayEnd.opened : undefined));
    runtime.on('removeContainer', (subject) => (subject.startsWith('b') ? mayGo.opened : undefined));
    runtime.calls.length = 0;
    const removed = engine.remove(key);
    await settled();
    assert.deepEqual(runtime.calls, [
      'markPodSandbox web-0 Removed',
      'stopContainer a-0 30',
      'stopContainer b-0 30',
      'removeContainer a-0',
    ]);
    mayEnd.open();
    await settled();
    assert.deepEqual(runtime.calls.slice(4).sort(), ['removeContainer b-0', 'stopPodSandbox web-0']);
    mayGo.open();
    await removed;
    assert.deepEqual(runtime.calls.slice(6), ['removePodSandbox web-0', 'removePodResources ']);
  });

  it('without a grace period is killed, its sandbox beside it', async () => {
    await engine.run(podOf(['a', 'b'], { terminationGracePeriodSeconds: 0 }));
    const mayGo = gate();
    runtime.on('removeContainer', () => mayGo.opened);
    runtime.calls.length = 0;
    const removed = engine.remove(key);
    await settled();
    assert.equal(runtime.calls[0], 'markPodSandbox web-0 Removed');
    assert.deepEqual(runtime.calls.slice(1).sort(), [
      'removeContainer a-0',
      'removeContainer b-0',
      'stopPodSandbox web-0',
    ]);
    mayGo.open();
    await removed;
    assert.deepEqual(runtime.calls.slice(4), ['removePodSandbox web-0', 'removePodResources ']);
    assert.deepEqual(runtime.standing(), []);
  });
});
