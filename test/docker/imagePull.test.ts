import assert from 'node:assert/strict';
import type { Container } from '../../src/engine/model/pod';
import type { RunProgress } from '../../src/engine/podEngineApi';
import { eventually } from '../support/eventually';
import { allRunning, engineTrial } from './support/engineTrial';
import { type Registry, startRegistry } from './support/registry';

describe('pulling images, from a real registry', function () {
  this.timeout(60_000);
  const trial = engineTrial();
  const engine = trial.engine();
  let registry: Registry;

  beforeEach(async () => {
    registry = await startRegistry();
  });
  afterEach(async () => {
    const own = engine.pods().filter(({ metadata }) => metadata.namespace === trial.namespace);
    await Promise.all(own.map(({ metadata }) => engine.remove(metadata)));
    await registry.close();
    await trial.docker
      .getImage(registry.image)
      .remove({ force: true })
      .catch(() => undefined);
  });
  after(() => trial.dispose());

  const app = (name: string, more: Partial<Container> = {}): Container => ({
    name,
    image: registry.image,
    ...more,
  });

  it('shows how far it is, and runs the pod', async () => {
    const seen: RunProgress[] = [];
    const running = engine.run(trial.pod('progress', [app('a'), app('b')]), {
      onProgress: (progress) => seen.push(progress),
    });
    await eventually(() => seen.some(({ fraction }) => (fraction ?? 0) > 0.3), 'a third of the image');
    const { activity, status } = engine.pod({ namespace: trial.namespace, name: 'progress' }) ?? {};
    assert.deepEqual(
      [activity?.kind, activity?.subject, status?.phase],
      ['pulling', registry.image, 'Pending'],
    );
    registry.release();
    assert.ok(allRunning(await running));
    const fractions = seen.flatMap(({ fraction }) => fraction ?? []);
    // Bytes are whole, so that the same share of another total may differ by one.
    const backwards = fractions.filter((fraction, index) => fraction < (fractions[index - 1] ?? 0) - 1e-6);
    assert.deepEqual(backwards, [], fractions.join(' '));
    assert.equal(registry.requests.slowLayers, 1);
  });

  it('pulls an image once for all who want it at the same time', async () => {
    const runs = ['one', 'two', 'three'].map((name) => engine.run(trial.pod(name, [app('a')])));
    await eventually(() => registry.downloads() === 1, 'the download');
    registry.release();
    assert.ok((await Promise.all(runs)).every(allRunning));
    assert.equal(registry.requests.slowLayers, 1);
  });

  it('goes on for the others when one is cancelled, and ends at the daemon with the last', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const cancelled = { name: 'EngineError', code: 'cancelled' };
    const one = engine.run(trial.pod('gone', [app('a')]), { signal: first.signal });
    const two = engine.run(trial.pod('gone-too', [app('a')]), { signal: second.signal });
    await eventually(() => registry.downloads() === 1, 'the download');
    first.abort();
    await assert.rejects(one, cancelled);
    assert.equal(registry.downloads(), 1);
    second.abort();
    await assert.rejects(two, cancelled);
    await eventually(() => registry.downloads() === 0, 'the end of the download');
    assert.equal(engine.pod({ namespace: trial.namespace, name: 'gone' }), undefined);
  });

  it('asks the registry by imagePullPolicy', async () => {
    registry.release();
    const asked = async (name: string, imagePullPolicy?: Container['imagePullPolicy']) => {
      const before = registry.requests.manifests;
      await engine.run(trial.pod(name, [app('a', imagePullPolicy ? { imagePullPolicy } : {})]));
      return registry.requests.manifests > before;
    };
    assert.equal(await asked('absent'), true);
    assert.equal(await asked('present'), false);
    assert.equal(await asked('never', 'Never'), false);
    assert.equal(await asked('always', 'Always'), true);
    await registry.close();
    await assert.rejects(asked('closed', 'Always'), { code: 'image-pull-failed' });
    assert.equal(engine.pod({ namespace: trial.namespace, name: 'closed' }), undefined);
  });
});
