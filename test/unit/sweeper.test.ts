import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Sweeper } from '../../src/engine/runtime/docker/sweeper';
import { gate, settled } from './support/fakeClock';

function begin() {
  const swept: string[][] = [];
  const state = { fails: false, later: false, held: Promise.resolve() };
  const emptied: string[] = [];
  const sweeper = new Sweeper(5000, {
    leftovers: async (all) => {
      await state.held;
      if (state.fails) throw new Error('no');
      swept.push(all.flatMap(({ cgroupParent }) => cgroupParent ?? []));
      return state.later ? all : [];
    },
    volumes: async (uid) => emptied.push(uid),
  });
  return { sweeper, swept, emptied, state };
}

describe('the sweeper', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  it('waits a while after the last pod went', async () => {
    const { sweeper, swept } = begin();
    sweeper.add('a', { cgroupParent: '/a' });
    mock.timers.tick(4999);
    sweeper.add('b', { cgroupParent: '/b' });
    mock.timers.tick(4999);
    await settled();
    assert.deepEqual(swept, []);
    mock.timers.tick(1);
    await settled();
    assert.deepEqual(swept, [['/a', '/b']]);
  });

  it('does not wait for ever where pods go one after the other', async () => {
    const { sweeper, swept } = begin();
    for (const name of ['a', 'b', 'c', 'd']) {
      sweeper.add(name, { cgroupParent: `/${name}` });
      mock.timers.tick(4000);
      await settled();
    }
    assert.deepEqual(swept, [['/a', '/b', '/c', '/d']]);
    sweeper.add('e', { cgroupParent: '/e' });
    mock.timers.tick(4999);
    await settled();
    assert.equal(swept.length, 1, 'what comes after a sweep has its own time');
    mock.timers.tick(1);
    await settled();
    assert.deepEqual(swept[1], ['/e']);
  });

  it('leaves what a pod that came back needs', async () => {
    const { sweeper, swept } = begin();
    sweeper.add('a', { cgroupParent: '/a' });
    sweeper.add('b', { cgroupParent: '/b' });
    await sweeper.keep('a');
    await sweeper.sweep();
    assert.deepEqual(swept, [['/b']]);
  });

  it('is waited for by a pod that comes back in the middle of it', async () => {
    const { sweeper, swept, state } = begin();
    const { opened, open } = gate();
    state.held = opened;
    sweeper.add('a', { cgroupParent: '/a' });
    const sweep = sweeper.sweep();
    await settled();
    let kept = false;
    const keeping = sweeper.keep('a').then(() => {
      kept = true;
    });
    await settled();
    assert.equal(kept, false);
    open();
    await Promise.all([sweep, keeping]);
    assert.deepEqual(swept, [['/a']]);
  });

  it('tries again what failed, but not what is kept since', async () => {
    const { sweeper, swept, state } = begin();
    state.fails = true;
    sweeper.add('a', { cgroupParent: '/a' });
    sweeper.add('b', { cgroupParent: '/b' });
    const failing = assert.rejects(sweeper.sweep());
    await sweeper.keep('b');
    await failing;
    state.fails = false;
    await sweeper.sweep();
    assert.deepEqual(swept, [['/a']]);
    await sweeper.sweep();
    assert.deepEqual(swept, [['/a']]);
  });

  it('looks again a while later at what somebody may be making anew', async () => {
    const { sweeper, swept, state } = begin();
    state.later = true;
    sweeper.add('a', { cgroupParent: '/a' });
    await sweeper.sweep();
    state.later = false;
    mock.timers.tick(5000);
    await settled();
    assert.deepEqual(swept, [['/a'], ['/a']]);
    mock.timers.tick(5000);
    await settled();
    assert.equal(swept.length, 2);
  });

  it('removes the volumes that a crash has left before a pod of that uid comes', async () => {
    const { sweeper, emptied } = begin();
    sweeper.add('a', { orphaned: true });
    sweeper.add('c', { cgroupParent: '/c' });
    await sweeper.keep('a');
    await sweeper.keep('c');
    assert.deepEqual(emptied, ['a']);
  });

  it('tries by itself again what failed, each time after twice as long', async () => {
    const { sweeper, swept, state } = begin();
    state.fails = true;
    sweeper.add('a', { cgroupParent: '/a' });
    mock.timers.tick(5000);
    await settled();
    mock.timers.tick(10_000);
    await settled();
    state.fails = false;
    mock.timers.tick(19_999);
    await settled();
    assert.deepEqual(swept, []);
    mock.timers.tick(1);
    await settled();
    assert.deepEqual(swept, [['/a']]);
  });
});
