import assert from 'node:assert/strict';
import { labels } from '../../src/engine/plan/names';
import { createNamed } from '../../src/engine/runtime/docker/createNamed';
import { engineTrial, idle } from './support/engineTrial';

describe('a create whose name is taken by the same thing of ours', function () {
  this.timeout(30_000);
  const trial = engineTrial();
  after(() => trial.dispose());

  const create = (name: string, ended: 'adopted' | 'replaced', specHash = '1') =>
    createNamed(
      trial.docker,
      {
        name: `${trial.namespace}-${name}`,
        Image: idle.image,
        Cmd: ['true'],
        HostConfig: { NetworkMode: 'none' },
        Labels: {
          [labels.managed]: 'true',
          [labels.podNamespace]: trial.namespace,
          [labels.specHash]: specHash,
        },
      },
      {},
      ended,
    );

  it('says whose it is', async () => {
    const { id, created } = await create('waits', 'adopted');
    assert.equal(created, true);
    assert.deepEqual(await create('waits', 'adopted'), { id, created: false });
    assert.equal((await create('waits', 'adopted', '2')).created, true, 'another makes way');
  });

  it('adopts one that has run and ended, or replaces it', async () => {
    const { id } = await create('ended', 'adopted');
    const container = trial.docker.getContainer(id);
    await Promise.all([container.wait({ condition: 'next-exit' }), container.start()]);
    assert.deepEqual(await create('ended', 'adopted'), { id, created: false });
    assert.equal((await container.inspect()).State.Status, 'exited');
    const next = await create('ended', 'replaced');
    assert.equal(next.created, true);
    assert.notEqual(next.id, id);
  });
});
