import assert from 'node:assert/strict';
import type Docker from 'dockerode';
import { updateRestartPolicy } from '../../src/engine/runtime/docker/restartPolicy';

describe('taking a container back from Docker’s restart policy', () => {
  const takeBack = (statusCode: number, message: string) => {
    const update = async () => {
      throw Object.assign(new Error(message), { statusCode });
    };
    const inspect = async () => ({ State: { Restarting: false } });
    const docker = { getContainer: () => ({ update, inspect }) } as unknown as Docker;
    return updateRestartPolicy(docker, 'id', 'no');
  };

  it('is done where it is gone, or is to go', async () => {
    await takeBack(404, 'No such container: id');
    const dead = 'Cannot update container id: container is marked for removal and cannot be "update"';
    await takeBack(500, dead);
  });

  it('fails for any other reason', async () => {
    await assert.rejects(takeBack(500, 'the disk is full'), { code: 'docker-failed' });
  });
});
