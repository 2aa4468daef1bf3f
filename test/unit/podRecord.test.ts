import assert from 'node:assert/strict';
import type { PodEvent } from '../../src/engine/model/podEvent';
import type { PodCondition } from '../../src/engine/model/podStatus';
import type { ObservedPod } from '../../src/engine/observe/observedPod';
import { labels } from '../../src/engine/plan/names';
import { mergeEvents } from '../../src/engine/supervise/mergeEvents';
import { type OneByOne, oneByOne } from '../../src/engine/supervise/oneByOne';
import { PodRecord } from '../../src/engine/supervise/podRecord';
import { type FakeClock, fakeClock, gate, settled } from './support/fakeClock';
import { createFakeRuntime, type FakeRuntime } from './support/fakeRuntime';
import { at, containerStatus, observedOf, planOf, podOf, sandboxStatus } from './support/pods';

const pod = podOf(['a'], { initContainers: [{ name: 'setup', image: 'busybox:1.37' }] });
const plan = planOf(pod);
const sandbox = sandboxStatus(pod);

function event(message: string, seconds: number, sketch: Partial<PodEvent> = {}): PodEvent {
  const times = { firstTimestamp: at(seconds), lastTimestamp: at(seconds) };
  return { type: 'Warning', reason: 'Unhealthy', message, count: 1, ...times, ...sketch };
}

describe('mergeEvents', () => {
  it('makes one of equal events, with a count and its first and last time', () => {
    const merged = mergeEvents([event('no', 1), event('other', 2)], [event('no', 3), event('no', 5)]);
    assert.deepEqual(merged, [event('other', 2), event('no', 1, { count: 3, lastTimestamp: at(5) })]);
  });

  it('tells apart what differs in type, reason, container or message', () => {
    const others = [
      event('no', 1, { type: 'Normal' }),
      event('no', 1, { reason: 'BackOff' }),
      event('no', 1, { fieldPath: 'spec.containers{a}' }),
      event('yes', 1),
    ];
    assert.equal(mergeEvents([event('no', 1)], others).length, 5);
  });

  it('makes one series of what says something else each time, from the eleventh on', () => {
    const many = Array.from({ length: 14 }, (_, index) => event(`it is ${index} o'clock`, index));
    const merged = mergeEvents([], many);
    assert.equal(merged.length, 11);
    const message = "(combined from similar events): it is 13 o'clock";
    assert.deepEqual(merged.at(-1), event(message, 10, { count: 4, lastTimestamp: at(13) }));
    const hours = Array.from({ length: 14 }, (_, index) => event(`it is ${index} o'clock`, index * 3600));
    assert.equal(mergeEvents([], hours).length, 14, 'unless it takes its time');
  });

  it('keeps the hundred series that came last', () => {
    const many = Array.from({ length: 120 }, (_, index) => event('no', index, { reason: `R${index}` }));
    const merged = mergeEvents(many.slice(0, 60), many.slice(60));
    assert.deepEqual([merged.length, merged[0]?.reason, merged.at(-1)?.reason], [100, 'R20', 'R119']);
  });
});

describe('PodRecord', () => {
  let clock: FakeClock;
  let runtime: FakeRuntime;
  let stands: ObservedPod | undefined;
  let logs: string[];
  let reading: OneByOne;

  beforeEach(() => {
    clock = fakeClock();
    runtime = createFakeRuntime(clock);
    stands = observedOf(sandbox, containerStatus('a'));
    logs = [];
    reading = oneByOne(() => false);
    runtime.sandboxes.set(sandbox.id, sandbox);
  });

  /** A window's record of the pod. */
  async function recordOf(of = plan): Promise<PodRecord> {
    const record = new PodRecord({
      runtime,
      clock,
      plan: () => of,
      specHash: () => of.specHash,
      observed: () => stands,
      read: () => undefined,
      log: (error) => logs.push(String(error)),
      reading,
    });
    record.look();
    await settled();
    return record;
  }

  const writes = () => runtime.looks.filter((call) => call.startsWith('sandboxFiles')).length;
  const killing = {
    type: 'Normal',
    reason: 'Killing',
    message: 'Stopping container a',
    container: 'a',
  } as const;
  const messagesOf = async (record: PodRecord) =>
    (await record.events()).map(({ count, message }) => `${count} ${message}`);

  it('says when and where something happened, of init containers too', async () => {
    const record = await recordOf();
    record.record({ type: 'Normal', reason: 'SandboxChanged', message: 'changed' });
    record.record({ ...killing, container: 'setup' });
    record.record(killing);
    const times = { count: 1, firstTimestamp: at(0), lastTimestamp: at(0) };
    const { container: _, ...rest } = killing;
    assert.deepEqual(await record.events(), [
      { type: 'Normal', reason: 'SandboxChanged', message: 'changed', ...times },
      { ...rest, fieldPath: 'spec.initContainers{setup}', ...times },
      { ...rest, fieldPath: 'spec.containers{a}', ...times },
    ]);
  });

  it('of stopped pods is read one after the other', async () => {
    stands = observedOf({ ...sandbox, state: 'SANDBOX_NOTREADY' });
    const reads = () => runtime.looks.filter((call) => call.startsWith('readSandboxFile')).length;
    const gates = [gate(), gate(), gate()];
    runtime.on('readSandboxFile', () => gates[reads() - 1]?.opened);
    const records = [await recordOf(), await recordOf(), await recordOf()];
    for (const [index, { open }] of gates.entries()) {
      assert.equal(reads(), index + 1);
      assert.deepEqual(
        records.map(({ isRead }) => isRead),
        gates.map((_, each) => each < index),
      );
      open();
      await settled();
    }
    assert.ok(records.every(({ isRead }) => isRead));
  });

  it('is what another window says, and a window that comes later', async () => {
    const [one, two] = [await recordOf(), await recordOf()];
    one.record(killing);
    await clock.advance(200);
    two.record(killing);
    two.record({ ...killing, message: 'other' });
    await clock.advance(200);
    const expected = ['2 Stopping container a', '1 other'];
    assert.deepEqual(await messagesOf(one), expected);
    assert.deepEqual(await messagesOf(two), expected);
    assert.deepEqual(await messagesOf(await recordOf()), expected);
    assert.deepEqual(logs, []);
  });

  it('writes once for what comes within a moment, and nothing where nothing comes', async () => {
    const record = await recordOf();
    await clock.advance(60_000);
    const before = writes();
    for (let count = 0; count < 20; count++) {
      record.record(killing);
      await clock.advance(1);
    }
    await clock.advance(60_000);
    assert.deepEqual(await messagesOf(record), ['20 Stopping container a']);
    assert.equal(writes(), before + 4, 'a look, a write, a look whether that has lasted, and ours');
    assert.equal(clock.pending, 0);
  });

  it('loses nothing of two windows that write at the same moment', async () => {
    const [one, two] = [await recordOf(), await recordOf()];
    for (let round = 0; round < 5; round++) {
      await clock.advance(1);
      one.record(killing);
      two.record({ ...killing, message: `round ${round}` });
      await Promise.all([one.save(), two.save()]);
    }
    await clock.advance(2000);
    const expected = [
      '1 round 0',
      '1 round 1',
      '1 round 2',
      '1 round 3',
      '1 round 4',
      '5 Stopping container a',
    ];
    assert.deepEqual((await messagesOf(await recordOf())).sort(), expected);
  });

  it('keeps what it cannot write until it can', async () => {
    const record = await recordOf();
    const runs = stands;
    stands = observedOf({ ...sandbox, state: 'SANDBOX_NOTREADY' });
    record.record(killing);
    record.look();
    await clock.advance(60_000);
    const before = writes();
    assert.deepEqual(await messagesOf(record), ['1 Stopping container a']);
    stands = runs;
    record.look();
    await clock.advance(200);
    assert.ok(writes() > before);
    assert.deepEqual(await messagesOf(await recordOf()), ['1 Stopping container a']);
  });

  it('holds nobody up where it cannot be written, and says so in the log', async () => {
    const record = await recordOf();
    runtime.on('sandboxFiles', () => Promise.reject(new Error('no space')));
    record.record(killing);
    await record.save();
    assert.deepEqual(
      [logs, await messagesOf(record)],
      [['Error: no space', 'Error: no space'], ['1 Stopping container a']],
    );
    runtime.on('sandboxFiles', () => new Promise(() => undefined));
    const saved = record.save();
    await clock.advance(1000);
    await saved;
  });

  it('is read of a pod that does not run', async () => {
    const record = await recordOf();
    record.record(killing);
    await record.save();
    stands = observedOf({ ...sandbox, state: 'SANDBOX_NOTREADY' });
    const before = writes();
    assert.deepEqual(await messagesOf(await recordOf()), ['1 Stopping container a']);
    assert.equal(writes(), before, 'the sandbox is asked for nothing');
  });

  it('begins anew with the next pod of the name, also where a volume is left of the one before', async () => {
    const record = await recordOf();
    record.record(killing);
    record.noteConditions([{ type: 'Ready', status: 'True' }]);
    await record.save();
    stands = undefined;
    record.look();
    assert.deepEqual(record.conditions, []);
    record.record({ ...killing, message: 'of the next' });
    const next = { ...sandbox, id: 'next', labels: { ...sandbox.labels, [labels.createdAt]: at(60) } };
    runtime.sandboxes.set('next', next);
    stands = observedOf(next);
    record.look();
    await clock.advance(200);
    assert.deepEqual(await messagesOf(record), ['1 of the next']);
    assert.deepEqual(await messagesOf(await recordOf()), ['1 of the next']);
  });

  it('stays in memory where the sandbox has no program of ours', async () => {
    const without = planOf(pod, { facts: { ...(await runtime.version()), withoutAgent: true } });
    const record = await recordOf({ ...without, specHash: plan.specHash });
    record.record(killing);
    await record.save();
    assert.deepEqual([writes(), await messagesOf(record)], [0, ['1 Stopping container a']]);
  });

  it('keeps the time at which a condition changed, and that of who saw it first', async () => {
    const [one, two] = [await recordOf(), await recordOf()];
    const ready = (status: PodCondition['status'], lastTransitionTime?: string): PodCondition[] => [
      { type: 'Ready', status, ...(lastTransitionTime ? { lastTransitionTime } : {}) },
    ];
    one.noteConditions(ready('False', at(-10)));
    await clock.advance(5000);
    one.noteConditions(ready('True'));
    one.noteConditions(ready('True'));
    await clock.advance(1000);
    two.noteConditions(ready('True'));
    await clock.advance(1000);
    for (const record of [one, two, await recordOf()])
      assert.deepEqual(record.conditions, ready('True', at(5)));
  });

  it('knows what probes found of containers that stand', async () => {
    const one = await recordOf();
    const found = { startedAt: at(2), started: true, ready: true };
    one.noteProbed('a-0', found);
    one.noteProbed('gone', found);
    await one.save();
    const two = await recordOf();
    assert.deepEqual([two.probed('a-0'), two.probed('gone')], [found, undefined]);
  });

  it('writes once more when its window is closed, and no more', async () => {
    const record = await recordOf();
    record.record(killing);
    await record.dispose();
    assert.deepEqual(await messagesOf(await recordOf()), ['1 Stopping container a']);
    record.record(killing);
    assert.equal(clock.pending, 0);
  });
});
