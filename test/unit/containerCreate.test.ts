import assert from 'node:assert/strict';
import type Docker from 'dockerode';
import { containerName, labels } from '../../src/engine/plan/names';
import { resolveContainer } from '../../src/engine/plan/resolveContainer';
import { createContainer } from '../../src/engine/runtime/docker/containerCreate';
import { containerFactsOf, facts, key, planOf, podOf } from './support/pods';

describe('creating a container whose name another window has just taken', () => {
  const plan = planOf(podOf(['a']));
  const [planned] = plan.containers;
  assert.ok(planned);
  const config = resolveContainer(planned, containerFactsOf(plan));
  const own = {
    [labels.managed]: 'true',
    [labels.podUid]: plan.uid,
    [labels.specHash]: config.specHash,
    [labels.sandboxId]: 'sandbox',
  };

  for (const aheadMs of [0, 3_600_000, -3_600_000]) {
    it(`leaves it to that, by the time of a Docker that is ${aheadMs / 1000} s ahead`, async () => {
      const Created = new Date(Date.now() + aheadMs).toISOString();
      const inspect = async () => ({
        Id: 'theirs',
        Created,
        Config: { Labels: own },
        State: { Running: false, Status: 'created', ExitCode: 0, Error: '' },
      });
      const docker = {
        createContainer: async ({ name }: { name: string }) => {
          assert.equal(name, containerName('a', key, plan.uid, 0));
          throw Object.assign(new Error('Conflict'), { statusCode: 409 });
        },
        getContainer: () => ({ inspect }),
      } as unknown as Docker;
      const daemon = { ...facts, clockOffsetMs: aheadMs };
      assert.deepEqual(await createContainer(docker, daemon, 'sandbox', config, key, plan.uid, 0), {
        id: 'theirs',
        created: false,
      });
    });
  }
});
