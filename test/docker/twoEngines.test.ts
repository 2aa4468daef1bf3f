import assert from 'node:assert/strict';
import type { PodEngineApi } from '../../src/engine/podEngineApi';
import { eventually } from '../support/eventually';
import { allRunning, engineTrial, podThat, withoutTimes } from './support/engineTrial';

describe('two engines on one Docker', function () {
  this.timeout(60_000);
  const trial = engineTrial();
  const { namespace } = trial;
  const keyOf = (name: string) => ({ namespace, name });
  let first: PodEngineApi;
  let second: PodEngineApi;

  before(() => {
    first = trial.engine();
    second = trial.engine();
  });
  after(() => trial.dispose());

  it('show the same', async () => {
    await first.run(trial.pod('seen', ['a', 'b']), { source: 'file:///pod.yaml' });
    const seen = await podThat(second, keyOf('seen'), 'the second sees it run', allRunning);
    assert.deepEqual(withoutTimes(seen), withoutTimes(first.pod(keyOf('seen'))));
  });

  it('make one pod of a run in both at the same moment', async () => {
    const pod = trial.pod('both', ['a', 'b'], { volumes: [{ name: 'data', emptyDir: {} }] });
    const [one, two] = await Promise.all([first.run(pod), second.run(pod)]);
    assert.equal(one.sandbox?.id, two.sandbox?.id);
    assert.deepEqual(
      one.status.containerStatuses.map(({ containerID }) => containerID),
      two.status.containerStatuses.map(({ containerID }) => containerID),
    );
    assert.deepEqual(
      one.status.containerStatuses.map(({ restartCount }) => restartCount),
      [0, 0],
    );
  });

  it('heal a container once', async () => {
    const { Id } = await trial.container('both', 'a');
    // Their sandbox is young for the engine that lost the race: it waits, and then finds all well.
    await trial.docker.getContainer(Id).kill();
    for (const engine of [first, second]) {
      const { status } = await podThat(
        engine,
        keyOf('both'),
        'it runs again',
        (found) => allRunning(found) && found.status.containerStatuses[0]?.restartCount === 1,
      );
      assert.equal(status.containerStatuses[1]?.restartCount, 0);
    }
    assert.equal((await trial.container('both', 'a')).Config.Labels['dev.dockerpods.attempt'], '1');
  });

  it('rebuild a pod once', async () => {
    const { Id } = await trial.container('seen', 'POD');
    await trial.docker.getContainer(Id).kill();
    const [one, two] = await Promise.all(
      [first, second].map((engine) =>
        podThat(
          engine,
          keyOf('seen'),
          'it is rebuilt',
          (found) => allRunning(found) && found.sandbox?.attempt === 1,
        ),
      ),
    );
    assert.equal(one?.sandbox?.id, two?.sandbox?.id);
    assert.deepEqual(
      one?.status.containerStatuses.map(({ restartCount }) => restartCount),
      [1, 1],
    );
  });

  it('do not fight while one stops', async () => {
    await first.stop(keyOf('both'));
    const seen = await podThat(second, keyOf('both'), 'the second sees it stopped', (found) =>
      found.status.containerStatuses.every(({ state }) => state.terminated),
    );
    assert.equal(seen.desired, 'Stopped');
    assert.equal((await trial.container('both', 'POD')).State.Running, false);
  });

  it('do not fight while one removes', async () => {
    await second.remove(keyOf('both'));
    await eventually(() => !first.pod(keyOf('both')), 'the first sees it gone');
    assert.deepEqual(
      (await trial.leftovers()).filter((name) => name.includes('_both_')),
      [],
    );
  });

  it('finish a removal and a stop that were cut off', async () => {
    const spec = { terminationGracePeriodSeconds: 1 };
    for (const name of ['half-removed', 'half-stopped']) await first.run(trial.pod(name, ['a'], spec));
    await Promise.all([first.dispose(), second.dispose()]);
    for (const [name, suffix] of [
      ['half-removed', 'removed'],
      ['half-stopped', 'stopped'],
    ] as const) {
      const { Id, Name } = await trial.container(name, 'POD');
      await trial.docker.getContainer(Id).rename({ name: `${Name.slice(1)}_${suffix}` });
    }
    const third = trial.engine();
    const stopped = await podThat(third, keyOf('half-stopped'), 'it is stopped', (found) =>
      found.status.containerStatuses.every(({ state }) => state.terminated),
    );
    assert.equal(stopped.desired, 'Stopped');
    await eventually(() => !third.pod(keyOf('half-removed')), 'it is removed');
    for (const name of ['half-stopped', 'seen']) await third.remove(keyOf(name));
    await third.dispose();
    assert.deepEqual(await trial.leftovers(), []);
  });
});
