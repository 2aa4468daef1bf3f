import assert from 'node:assert/strict';
import type { Container } from '../../../src/engine/model/pod';
import type { PodSnapshot } from '../../../src/engine/model/podSnapshot';
import type { RunProgress } from '../../../src/engine/podEngineApi';
import { eventually } from '../../support/eventually';
import { allRunning, engineTrial, podThat } from '../support/engineTrial';
import { type Registry, startRegistry } from '../support/registry';
import { skippingClock } from '../support/skippingClock';

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
  });

  it('tries again what cannot be pulled, beside a container that runs, until it can be', async () => {
    registry.release();
    const clock = skippingClock();
    const own = trial.engine({ clock });
    const typo = registry.image.replace(':1', ':typo');
    const pod = trial.pod('typo', ['good', { name: 'bad', image: typo }]);
    const { status, problems } = await own.run(pod);
    assert.deepEqual(
      status.containerStatuses.map(({ state }) => state.waiting?.reason ?? 'runs'),
      ['runs', 'ErrImagePull'],
    );
    assert.deepEqual([status.phase, problems[0]?.code], ['Pending', 'image-not-found']);
    const waits = ({ status: { containerStatuses } }: PodSnapshot) =>
      containerStatuses[1]?.state.waiting?.reason === 'ImagePullBackOff';
    for (const wait of [10_000, 20_000]) {
      const asked = registry.requests.manifests;
      clock.skip(1000);
      const backsOff = await podThat(own, pod.metadata, 'the back-off', waits);
      const message = backsOff.status.containerStatuses[1]?.state.waiting?.message ?? '';
      assert.ok(message.startsWith(`Back-off pulling image "${typo}": ErrImagePull: `), message);
      assert.equal(registry.requests.manifests, asked, 'not before its time');
      clock.skip(wait);
      await eventually(() => registry.requests.manifests > asked, 'another try');
    }
    registry.serve('typo');
    const up = await eventually(() => {
      clock.skip(40_000);
      const found = own.pod(pod.metadata);
      return found && allRunning(found) ? found : undefined;
    }, 'both run');
    assert.deepEqual(up.problems, []);
    assert.equal(up.status.containerStatuses[0]?.restartCount, 0);
    const events = await own.events(pod.metadata);
    const reasons = events.filter(({ fieldPath }) => fieldPath === 'spec.containers{bad}');
    for (const reason of ['Pulling', 'Failed', 'BackOff', 'Pulled', 'Created', 'Started'])
      assert.ok(
        reasons.some((event) => event.reason === reason),
        reason,
      );
    await own.dispose();
    await trial.docker.getImage(typo).remove({ force: true });
  });

  it('has an image pulled again that was removed meanwhile', async () => {
    registry.release();
    await engine.run(trial.pod('removed', [app('a')]));
    const asked = registry.requests.manifests;
    await trial.docker.getImage(registry.image).remove({ force: true });
    await trial.docker.getContainer((await trial.container('removed', 'a')).Id).kill();
    const key = { namespace: trial.namespace, name: 'removed' };
    const isBack = (found: PodSnapshot) =>
      allRunning(found) && found.status.containerStatuses[0]?.restartCount === 1;
    await podThat(engine, key, 'the container is back', isBack);
    assert.ok(registry.requests.manifests > asked);
  });

  it('asks for Always before each restart, and waits where the registry is gone', async () => {
    registry.release();
    const clock = skippingClock();
    const own = trial.engine({ clock });
    const pod = trial.pod('always', [app('a', { imagePullPolicy: 'Always' }), 'other']);
    await own.run(pod);
    const first = (found: PodSnapshot) => found.status.containerStatuses[0];
    const kill = async () => trial.docker.getContainer((await trial.container('always', 'a')).Id).kill();
    const asked = registry.requests.manifests;
    await kill();
    const isBack = (found: PodSnapshot) => allRunning(found) && first(found)?.restartCount === 1;
    await podThat(own, pod.metadata, 'the container is back', isBack);
    assert.ok(registry.requests.manifests > asked);
    await registry.close();
    await kill();
    const waitsFor = (reason: string) => (found: PodSnapshot) =>
      first(found)?.state.waiting?.reason === reason;
    await podThat(own, pod.metadata, 'the back-off of its crash', waitsFor('CrashLoopBackOff'));
    clock.skip(10_000);
    const { status, problems } = await podThat(own, pod.metadata, 'the pull', waitsFor('ErrImagePull'));
    assert.equal(problems[0]?.code, 'image-pull-failed');
    assert.ok(status.containerStatuses[1]?.state.running);
    await own.remove(pod.metadata);
  });
});
