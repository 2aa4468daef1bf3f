import assert from 'node:assert/strict';
import { stopUntilEnd } from '../../src/engine/runtime/docker/containerEnd';
import type { RuntimeEvent } from '../../src/engine/runtime/podRuntime';
import { gate, settled } from './support/fakeClock';
import { key } from './support/pods';

const listeners = new Set<(event: RuntimeEvent) => void>();

function tell(action: string, id: string): void {
  for (const listener of listeners) {
    listener({ type: 'container', action, id, role: 'container', key, uid: 'u' });
  }
}

describe('a container being stopped', () => {
  it('has ended with its die event, and no other', async () => {
    const answered = gate();
    let ended = false;
    const stopped = stopUntilEnd('a', listeners, () => answered.opened).then(() => {
      ended = true;
    });
    tell('die', 'b');
    tell('rename', 'a');
    await settled();
    assert.equal(ended, false);
    tell('die', 'a');
    await stopped;
    assert.equal(listeners.size, 0);
    answered.open();
  });

  it('has ended with the answer where no event comes', async () => {
    await stopUntilEnd('a', listeners, async () => undefined);
    assert.equal(listeners.size, 0);
  });

  it('fails as the stop does', async () => {
    const lost = new Error('lost');
    await assert.rejects(
      stopUntilEnd('a', listeners, () => Promise.reject(lost)),
      lost,
    );
    assert.equal(listeners.size, 0);
  });
});
