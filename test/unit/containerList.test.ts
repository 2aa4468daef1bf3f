import assert from 'node:assert/strict';
import type Docker from 'dockerode';
import { labels } from '../../src/engine/plan/names';
import { listContainers, listPodSandbox } from '../../src/engine/runtime/docker/containerList';

/** A Docker that lists `good` and `bad`, and cannot inspect the second. */
function dockerThat(failure: object): Docker {
  const inspection = (id: string, type: string) => ({
    Id: id,
    Name: `/${id}`,
    Created: '',
    Config: { Labels: { [labels.managed]: 'true', [labels.dockerType]: type } },
    State: { Status: 'running', Running: true, StartedAt: '', FinishedAt: '' },
    HostConfig: {},
    NetworkSettings: { Networks: {} },
  });
  let listed = '';
  const docker = {
    listContainers: async ({ filters }: { filters: { label: string[] } }) => {
      listed = filters.label.find((label) => label.startsWith(labels.dockerType))?.split('=')[1] ?? '';
      return [{ Id: 'bad' }, { Id: 'good' }];
    },
    getContainer: (id: string) => ({
      inspect: async () => {
        if (id === 'bad') throw Object.assign(new Error('layer does not exist'), failure);
        return inspection(id, listed);
      },
    }),
  };
  return docker as unknown as Docker;
}

describe('a list with a container that cannot be inspected', () => {
  for (const list of [listContainers, listPodSandbox]) {
    it(`${list.name}: is of all others, where Docker says so of that one`, async () => {
      const logged: string[] = [];
      const found = await list(dockerThat({ statusCode: 500 }), {}, (message) => logged.push(message));
      assert.deepEqual(
        found.map(({ id }) => id),
        ['good'],
      );
      assert.match(logged.join(), /bad.*layer does not exist/);
    });

    it(`${list.name}: fails where Docker is gone`, async () => {
      await assert.rejects(list(dockerThat({ code: 'ECONNRESET' })), { code: 'docker-unreachable' });
    });
  }
});
