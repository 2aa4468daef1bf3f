import assert from 'node:assert/strict';
import { EngineError } from '../../../src/engine/model/engineError';
import { type InspectionLoop, inspectionLoop } from '../../../src/ui/inspector/inspectionLoop';
import type { InspectorState } from '../../../src/webview/protocol';
import { type FakeEngine, fakeEngine, namespaceReport, podSnapshot } from './fakeEngine';

const key = { namespace: 'default', name: 'web' };

/** All that a test made: a loop that outlives a failed test would keep the runner from ending. */
const loops: InspectionLoop[] = [];

function loopOn(engine: FakeEngine, interval = 60_000) {
  const states: InspectorState[] = [];
  const waiters: { count: number; done: () => void }[] = [];
  const loop = inspectionLoop(engine, key, {
    interval,
    explain: (error) => (error as EngineError).code,
    onState: (state) => {
      states.push(state);
      for (const { count, done } of waiters) if (states.length >= count) done();
    },
  });
  loops.push(loop);
  const until = (count: number) =>
    new Promise<void>((done) => (states.length >= count ? done() : waiters.push({ count, done })));
  return { loop, states, until };
}

describe('inspectionLoop', () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = fakeEngine();
    engine.connect({ status: 'unreachable', endpoint: 'x', code: 'docker-unreachable', args: {} });
    engine.onInspect = async () => namespaceReport(['a']);
  });

  afterEach(() => {
    for (const loop of loops.splice(0)) loop.dispose();
  });

  it('reads nothing until somebody looks, then again and again', async () => {
    const { loop, until } = loopOn(engine, 1);
    engine.set(podSnapshot());
    assert.deepEqual(engine.calls, []);
    loop.setLive(true);
    await until(3);
  });

  it('reads at once when its pod changes, and does not care for others', async () => {
    const { loop, until } = loopOn(engine);
    loop.setLive(true);
    await until(1);
    engine.set(podSnapshot({ name: 'other' }));
    engine.set(podSnapshot());
    await until(2);
    assert.equal(engine.calls.length, 2);
  });

  it('never reads twice at the same time, and reads once more for what came in between', async () => {
    let finish = () => {};
    engine.onInspect = () =>
      new Promise((resolve) => {
        finish = () => resolve(namespaceReport(['a']));
      });
    const { loop, until } = loopOn(engine);
    loop.setLive(true);
    loop.refresh();
    loop.refresh();
    assert.equal(engine.calls.length, 1);
    engine.onInspect = async () => namespaceReport(['b']);
    finish();
    await until(2);
    assert.equal(engine.calls.length, 2);
  });

  it('says nothing any more once nobody looks', async () => {
    const { loop, states } = loopOn(engine);
    loop.setLive(true);
    loop.setLive(false);
    await new Promise((done) => setImmediate(done));
    assert.deepEqual(states, []);
    assert.equal(loop.state.kind, 'loading');
  });

  it('tells a pod that is gone from an error, and waits while the connection is made', async () => {
    const answers = ['pod-not-found', 'probe-unavailable', 'docker-failed'] as const;
    let asked = 0;
    engine.onInspect = async () => {
      const code = answers[asked++] ?? 'docker-failed';
      if (code === 'docker-failed') engine.connect({ status: 'connecting' });
      throw new EngineError(code);
    };
    const { loop, states, until } = loopOn(engine, 1);
    loop.setLive(true);
    await until(2);
    assert.deepEqual(states, [{ kind: 'gone' }, { kind: 'error', sentence: 'probe-unavailable' }]);
  });
});
