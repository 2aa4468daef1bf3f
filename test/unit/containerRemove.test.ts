import assert from 'node:assert/strict';
import type Docker from 'dockerode';
import { removeContainer, removePodSandbox } from '../../src/engine/runtime/docker/containerRemove';

describe('removing a container', () => {
  const busy = 'driver "overlay2" failed to remove root filesystem: unlinkat merged: device or resource busy';
  /** A Docker that answers removals with these, one after the other, and then well. */
  const dockerOf = (...answers: [statusCode: number, message: string][]) => {
    let asked = 0;
    const remove = async () => {
      const [statusCode, message] = answers[asked++] ?? [];
      if (statusCode) throw Object.assign(new Error(message), { statusCode });
    };
    return { docker: { getContainer: () => ({ remove }) } as unknown as Docker, asked: () => asked };
  };

  it('is tried again while somebody reads its files', async () => {
    const { docker, asked } = dockerOf([500, busy], [500, busy]);
    await removeContainer(docker, 'id');
    assert.equal(asked(), 3);
  });

  it('succeeds where it is gone', async () => {
    await removeContainer(dockerOf([500, busy], [404, 'No such container: id']).docker, 'id');
  });

  it('fails at once for any other reason', async () => {
    const { docker, asked } = dockerOf([500, 'the disk is full']);
    await assert.rejects(removeContainer(docker, 'id'), { code: 'docker-failed' });
    assert.equal(asked(), 1);
  });

  it('lets a sandbox that is not started yet leave its network first, whatever comes of that', async () => {
    const removedIn = async (Status: string, disconnect: () => Promise<void> = async () => undefined) => {
      const calls: string[] = [];
      const inspect = {
        State: { Status },
        HostConfig: { NetworkMode: 'k8s_default' },
        NetworkSettings: { Networks: { k8s_default: {} } },
      };
      const docker = {
        getContainer: () => ({ inspect: async () => inspect, remove: async () => void calls.push('remove') }),
        getNetwork: (name: string) => ({ disconnect: () => disconnect().finally(() => calls.push(name)) }),
      } as unknown as Docker;
      await removePodSandbox(docker, 'id');
      return calls;
    };
    assert.deepEqual(await removedIn('created'), ['k8s_default', 'remove']);
    assert.deepEqual(await removedIn('exited'), ['remove']);
    assert.deepEqual(await removedIn('created', () => Promise.reject(new Error('no'))), [
      'k8s_default',
      'remove',
    ]);
  });
});
