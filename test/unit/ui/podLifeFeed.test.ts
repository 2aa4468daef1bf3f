import assert from 'node:assert/strict';
import { podLifeFeed } from '../../../src/ui/inspector/podLifeFeed';
import type { PodLife } from '../../../src/webview/protocol';
import { eventually } from '../../support/eventually';
import { fakeEngine, podEvent, podSnapshot } from './fakeEngine';

const key = { namespace: 'default', name: 'web' };

describe('podLifeFeed', () => {
  it('tells conditions and events when somebody looks, and when the pod changes', async () => {
    const engine = fakeEngine();
    const told: PodLife[] = [];
    const feed = podLifeFeed(engine, key, (life) => told.push(life));
    const events = [podEvent({ reason: 'Started' })];
    engine.onEvents = async () => [...events];
    engine.set(podSnapshot());
    feed.setLive(true);
    await eventually(() => told.length === 1, 'told');
    assert.deepEqual(told[0], { conditions: [{ type: 'Ready', status: 'True' }], events });
    events.push(podEvent({ reason: 'Killing' }));
    engine.set(podSnapshot());
    await eventually(() => told.at(-1)?.events.length === 2, 'told again');
    assert.equal(feed.life, told.at(-1));
    feed.dispose();
  });

  it('reads once more for what came in between, never twice at the same time', async () => {
    const engine = fakeEngine();
    let asked = 0;
    let finish = () => {};
    engine.onEvents = () => {
      asked++;
      return new Promise((resolve) => {
        finish = () => resolve([]);
      });
    };
    const feed = podLifeFeed(engine, key, () => {});
    engine.set(podSnapshot());
    feed.setLive(true);
    engine.set(podSnapshot());
    engine.set(podSnapshot());
    assert.equal(asked, 1);
    finish();
    await eventually(() => asked === 2, 'asked again');
    feed.dispose();
  });

  it('keeps what it knew of a pod that is gone, and reads nothing while nobody looks', async () => {
    const engine = fakeEngine();
    let asked = 0;
    engine.onEvents = async () => {
      asked++;
      return [podEvent()];
    };
    const feed = podLifeFeed(engine, key, () => {});
    engine.set(podSnapshot());
    assert.equal(asked, 0);
    feed.setLive(true);
    await eventually(() => feed.life.events.length === 1, 'read');
    engine.delete(key);
    await eventually(() => asked === 2, 'asked again');
    assert.equal(feed.life.events.length, 1);
    feed.dispose();
  });
});
