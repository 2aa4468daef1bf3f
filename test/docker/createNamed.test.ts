import assert from 'node:assert/strict';
import { labels } from '../../src/engine/plan/names';
import { createNamed } from '../../src/engine/runtime/docker/createNamed';
import { engineTrial, idle } from './support/engineTrial';

describe('a create whose name is taken by the same thing of ours', function () {
  this.timeout(30_000);
  const trial = engineTrial();
  after(() => trial.dispose());

  const create = (name: string, ended: 'adopted' | 'replaced', specHash = '1', later = 0, Cmd = ['true']) =>
    createNamed(
      trial.docker,
      {
        name: `${trial.namespace}-${name}`,
        Image: idle.image,
        Cmd,
        HostConfig: { NetworkMode: 'none' },
        Labels: {
          [labels.managed]: 'true',
          [labels.podNamespace]: trial.namespace,
          [labels.specHash]: specHash,
        },
      },
      {},
      ended,
      () => Date.now() + later,
    );

  it('says whose it is', async () => {
    const { id, created } = await create('waits', 'adopted');
    assert.equal(created, true);
    assert.deepEqual(await create('waits', 'adopted'), { id, created: false });
    assert.equal((await create('waits', 'adopted', '2')).created, true, 'another makes way');
  });

  it('adopts one that was only created for a moment: its environment may be old by then', async () => {
    const first = await create('old', 'adopted');
    assert.equal((await create('old', 'adopted', '1', 4000)).id, first.id);
    const second = await create('old', 'adopted', '1', 16_000);
    assert.equal(second.created, true);
    assert.deepEqual(await create('old', 'replaced', '1', 16_000), { id: second.id, created: false });
  });

  it('adopts one whose start Docker has refused as one that has ended', async () => {
    const { id } = await create('refused', 'adopted', '1', 0, ['/no/such/command']);
    await assert.rejects(trial.docker.getContainer(id).start());
    assert.deepEqual(await create('refused', 'adopted', '1', 16_000), { id, created: false });
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
