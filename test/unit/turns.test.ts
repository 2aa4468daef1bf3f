import assert from 'node:assert/strict';
import { Turns } from '../../src/engine/supervise/turns';
import { beginWorld, callsOf, clock, connected, runtime } from './support/engineWorld';
import { gate } from './support/fakeClock';
import { podOf } from './support/pods';

describe('the turn of another window', () => {
  beforeEach(beginWorld);

  it('is counted from when its order was first seen, and anew for each order', async () => {
    const turns = new Turns(clock);
    const left = (order: string | undefined) => turns.orderer(order, 1000) - clock.now();
    assert.equal(left('remains Removed'), 6000);
    await clock.advance(2000);
    assert.equal(left('remains Removed'), 4000);
    assert.equal(left('other Removed'), 6000);
    assert.equal(left('remains Removed'), 6000);
    await clock.advance(60_000);
    assert.ok(left('remains Removed') < 0);
    assert.equal(turns.orderer(undefined), 0);
    assert.equal(left('remains Removed'), 6000, 'the pod has run since');
  });

  it('comes at each manifest that it applies, also where it was applied before', async () => {
    const first = await connected();
    await connected();
    const podWith = (...args: string[]) => podOf(['a', { name: 'b', image: 'busybox:1.37', args }]);
    for (const args of ['x', 'y', 'x', 'y']) {
      await first.run(podWith(args));
      await clock.advance(60_000);
    }
    const mayMake = gate();
    runtime.on('createContainer', () => mayMake.opened);
    runtime.calls.length = 0;
    const run = first.run(podWith('x'));
    await clock.advance(20_000);
    assert.deepEqual(callsOf('createContainer').length, 1, 'the other one leaves it to the first');
    mayMake.open();
    await run;
  });

  it('comes also where this window has applied the same manifest before', async () => {
    const first = await connected();
    const second = await connected();
    const podWith = (...args: string[]) => podOf(['a', { name: 'b', image: 'busybox:1.37', args }]);
    await first.run(podWith('x'));
    await second.run(podWith('y'));
    await clock.advance(60_000);
    await first.run(podWith('x'));
    await clock.advance(60_000);
    const mayMake = gate();
    runtime.on('createContainer', () => mayMake.opened);
    runtime.calls.length = 0;
    const run = first.run(podWith('y'));
    await clock.advance(20_000);
    assert.deepEqual(callsOf('createContainer').length, 1);
    mayMake.open();
    await run;
  });
});
