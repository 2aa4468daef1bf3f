import assert from 'node:assert/strict';
import { labels } from '../../src/engine/plan/names';
import { eventually } from '../support/eventually';
import { engineTrial } from './support/engineTrial';

describe('containers whose sandbox went before they were started', function () {
  this.timeout(30_000);
  const trial = engineTrial();
  after(() => trial.dispose());

  it('go when an engine comes; one that waits in a sandbox stays', async () => {
    const made = async (name: string, type: string, more: Record<string, string> = {}) => {
      const { id } = await trial.docker.createContainer({
        Image: 'busybox:1.37',
        Labels: {
          ...more,
          [labels.managed]: 'true',
          [labels.dockerType]: type,
          [labels.podName]: name,
          [labels.podNamespace]: trial.namespace,
          [labels.containerName]: type === 'container' ? 'a' : 'POD',
        },
      });
      return id;
    };
    const sandbox = await made('waits', 'podsandbox');
    const waits = await made('waits', 'container', { [labels.sandboxId]: sandbox });
    const orphan = await made('orphan', 'container', { [labels.sandboxId]: 'f'.repeat(64) });
    trial.engine();
    const filters = { label: [`${labels.podNamespace}=${trial.namespace}`] };
    const standing = async () =>
      (await trial.docker.listContainers({ all: true, filters })).map(({ Id }) => Id);
    await eventually(async () => !(await standing()).includes(orphan), 'the orphan goes');
    assert.ok((await standing()).includes(waits));
  });
});
