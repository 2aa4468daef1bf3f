import assert from 'node:assert/strict';
import { PodObserver } from '../../src/engine/observe/podObserver';
import { fakeClock, gate, settled } from './support/fakeClock';
import { createFakeRuntime } from './support/fakeRuntime';
import { containerStatus, key, podOf, sandboxStatus } from './support/pods';

function begin() {
  const clock = fakeClock();
  const runtime = createFakeRuntime(clock);
  const changed: string[] = [];
  const logged: string[] = [];
  let listed = 0;
  const observer = new PodObserver({
    runtime,
    after: clock.after,
    log: (message) => logged.push(message),
    changed: ({ name }) => changed.push(name),
    listed: () => listed++,
  });
  runtime.sandboxes.set('sandbox-0', sandboxStatus(podOf(['a', 'b'])));
  for (const name of ['a', 'b']) runtime.containers.set(`${name}-0`, containerStatus(name));
  return { clock, runtime, observer, changed, logged, listed: () => listed };
}

describe('PodObserver', () => {
  it('lists at each connection, and tells of every pod', async () => {
    const { runtime, observer, changed, listed } = begin();
    assert.equal(observer.get(key), undefined);
    runtime.connect();
    await settled();
    assert.equal(listed(), 1);
    assert.deepEqual(changed, ['web']);
    assert.equal(observer.get(key)?.containers.length, 2);
    runtime.disconnect();
    await settled();
    assert.equal(observer.get(key)?.containers.length, 2, 'the last view stays');
    runtime.sandboxes.clear();
    runtime.containers.clear();
    runtime.connect();
    await settled();
    assert.equal(observer.get(key), undefined);
    assert.deepEqual(changed, ['web', 'web'], 'also of one that has gone');
  });

  it('costs one inspection of one container for an event', async () => {
    const { runtime, observer } = begin();
    runtime.connect();
    await settled();
    runtime.looks.length = 0;
    runtime.exit('a-0', 3);
    await settled();
    assert.deepEqual(runtime.looks, ['containerStatus a-0']);
    assert.equal(observer.get(key)?.containers.find(({ name }) => name === 'a')?.exitCode, 3);
    runtime.looks.length = 0;
    runtime.exit('sandbox-0', 0);
    await settled();
    assert.deepEqual(runtime.looks, ['podSandboxStatus web-0']);
  });

  it('costs no look at what was removed', async () => {
    const { runtime, observer } = begin();
    runtime.connect();
    await settled();
    runtime.exit('a-0', 3);
    await settled();
    runtime.looks.length = 0;
    runtime.removeOutside('a-0');
    await settled();
    assert.deepEqual(runtime.looks, []);
    assert.deepEqual(
      observer.get(key)?.containers.map(({ id }) => id),
      ['b-0'],
    );
  });

  it('does not bring back what is removed while it is being looked at', async () => {
    const { runtime, observer } = begin();
    runtime.connect();
    await settled();
    const answer = gate();
    const containerStatusOf = runtime.containerStatus;
    runtime.containerStatus = async (id) => {
      const status = await containerStatusOf(id);
      await answer.opened;
      return status;
    };
    runtime.exit('a-0', 3);
    await settled();
    runtime.removeOutside('a-0');
    await settled();
    answer.open();
    await settled();
    assert.deepEqual(
      observer.get(key)?.containers.map(({ id }) => id),
      ['b-0'],
    );
  });

  it('does not lose what happens while it lists', async () => {
    const { runtime, observer } = begin();
    const answer = gate();
    const listContainers = runtime.listContainers;
    runtime.listContainers = async (filter) => {
      const list = await listContainers(filter);
      await answer.opened;
      return list;
    };
    runtime.connect();
    await settled();
    runtime.exit('a-0', 3);
    runtime.removeOutside('b-0');
    runtime.containers.set('c-0', containerStatus('c'));
    runtime.exit('c-0', 4);
    await settled();
    answer.open();
    await settled();
    assert.deepEqual(
      observer
        .get(key)
        ?.containers.map(({ id, exitCode }) => `${id} ${exitCode}`)
        .sort(),
      ['a-0 3', 'c-0 4'],
    );
  });

  it('looks again where a look failed', async () => {
    const { runtime, observer } = begin();
    runtime.connect();
    await settled();
    let first = true;
    runtime.on('containerStatus', () => {
      if (!first) return;
      first = false;
      throw new Error('once');
    });
    runtime.exit('a-0', 3);
    await assert.doesNotReject(
      observer.refresh('a-0', 'container').catch(() => observer.refresh('a-0', 'container')),
    );
    assert.equal(observer.get(key)?.containers.find(({ name }) => name === 'a')?.exitCode, 3);
  });

  it('lists again where a listing failed, until it succeeds or the connection is lost', async () => {
    const { clock, runtime, observer, logged, listed } = begin();
    const failing = () => {
      throw new Error('no list today');
    };
    runtime.on('listContainers', failing);
    runtime.connect();
    await clock.advance(5000);
    assert.deepEqual([listed(), clock.pending], [0, 1]);
    assert.match(logged[0] ?? '', /no list today/);
    runtime.disconnect();
    await settled();
    assert.equal(clock.pending, 0);
    runtime.connect();
    await settled();
    runtime.on('listContainers', () => undefined);
    await clock.advance(2000);
    assert.deepEqual([listed(), clock.pending], [1, 0]);
    assert.equal(observer.get(key)?.containers.length, 2);
    runtime.on('listContainers', failing);
    runtime.connect();
    await settled();
    observer.dispose();
    assert.equal(clock.pending, 0);
  });

  it('sees nothing any more once it is disposed', async () => {
    const { runtime, observer, changed } = begin();
    runtime.connect();
    await settled();
    changed.length = 0;
    const look = observer.refresh('a-0', 'container');
    observer.dispose();
    runtime.exit('a-0', 3);
    await look;
    await settled();
    assert.deepEqual(changed, []);
  });
});
