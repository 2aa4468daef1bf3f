import assert from 'node:assert/strict';
import type Docker from 'dockerode';
import { removeVolumes } from '../../src/engine/runtime/docker/volumes';

describe('removing the volumes of a pod', () => {
  /** A Docker with one volume, whose removals it answers with these status codes, one after the other, and then well. */
  const dockerOf = (...answers: number[]) => {
    let asked = 0;
    const remove = async () => {
      const statusCode = answers[asked++];
      if (statusCode) throw Object.assign(new Error('no'), { statusCode });
    };
    const docker = {
      listVolumes: async () => ({ Volumes: [{ Name: 'data', Labels: {} }] }),
      getVolume: () => ({ remove }),
    } as unknown as Docker;
    return { docker, asked: () => asked };
  };

  it('waits for a container that another window is just removing', async () => {
    const { docker, asked } = dockerOf(409, 409);
    await removeVolumes(docker, 'uid');
    assert.equal(asked(), 3);
  });

  it('succeeds where they are gone, and fails at once for any other reason', async () => {
    await removeVolumes(dockerOf(404).docker, 'uid');
    const { docker, asked } = dockerOf(500);
    await assert.rejects(removeVolumes(docker, 'uid'), { code: 'docker-failed' });
    assert.equal(asked(), 1);
  });

  it('leaves those that another window has made its own', async () => {
    await removeVolumes(dockerOf(...Array.from({ length: 40 }, () => 409)).docker, 'uid');
  });
});
