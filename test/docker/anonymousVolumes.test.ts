import assert from 'node:assert/strict';
import { eventually } from '../support/eventually';
import { allRunning, engineTrial, idle, podThat } from './support/engineTrial';

describe('an image with a VOLUME', function () {
  this.timeout(30_000);
  const trial = engineTrial();
  const image = `${trial.namespace}:1`;

  before(async () => {
    const base = await trial.docker.createContainer({ Image: idle.image, Cmd: ['true'] });
    await base.commit({ repo: trial.namespace, tag: '1', changes: 'VOLUME /state' });
    await base.remove();
  });
  after(async () => {
    await trial.dispose();
    await trial.docker.getImage(image).remove({ force: true });
  });

  it('leaves no volume of its own behind: not of an earlier attempt, nor after the pod', async () => {
    const engine = trial.engine();
    const key = { namespace: trial.namespace, name: 'stateful' };
    const made: string[] = [];
    await engine.run(trial.pod('stateful', [{ name: 'app', ...idle, image }]));
    for (const attempt of [0, 1, 2]) {
      const { Mounts } = await trial.container('stateful', 'app');
      made.push(...Mounts.flatMap(({ Name }) => Name ?? []));
      if (attempt < 2) await engine.restart(key);
    }
    await podThat(engine, key, 'it runs', allRunning);
    assert.equal(new Set(made).size, 3);
    assert.deepEqual(await standing(made), made.slice(1), 'the last dead attempt keeps its own');
    await engine.remove(key);
    await eventually(async () => (await standing(made)).length === 0, 'all are gone');
  });

  async function standing(names: string[]): Promise<string[]> {
    const { Volumes } = await trial.docker.listVolumes();
    return names.filter((name) => Volumes.some((volume) => volume.Name === name));
  }
});
