import assert from 'node:assert/strict';
import type { DesiredState } from '../../src/engine/model/podSnapshot';
import { beginMaking, orTakeBack } from '../../src/engine/supervise/making';
import type { PodContext } from '../../src/engine/supervise/podContext';

describe('a start that fails in a pod of which another window has asked something else', () => {
  /** What was removed by a start that failed, with the pod's sandbox as another window has left it. */
  const fails = async (desired: DesiredState | undefined) => {
    const removed: string[] = [];
    const remove = async (id: string) => void removed.push(id);
    const context = {
      plan: { key: { namespace: 'default', name: 'web' }, uid: 'uid' },
      observer: { get: () => undefined, forget: () => undefined },
      runtime: {
        connection: { status: 'connecting' },
        podSandboxStatus: async () => desired && { desired },
        removeContainer: remove,
        removePodSandbox: remove,
        removePodResources: async () => removed.push('resources'),
      },
    } as unknown as PodContext;
    const making = { ...beginMaking(context), sandboxIds: ['sandbox'], containerIds: ['a'] };
    const failure = await orTakeBack(context, making, async () => {
      throw new Error('no such container');
    }).catch((error: unknown) => error);
    return { failure: (failure as { code?: string }).code ?? String(failure), removed };
  };

  it('is cancelled where that has removed it', async () => {
    const all = ['a', 'sandbox', 'resources'];
    assert.deepEqual(await fails(undefined), { failure: 'cancelled', removed: all });
    assert.deepEqual(await fails('Removed'), { failure: 'cancelled', removed: all });
  });

  it('is cancelled and takes nothing away where that has stopped it', async () => {
    assert.deepEqual(await fails('Stopped'), { failure: 'cancelled', removed: [] });
  });

  it('fails for its own reason where nobody has', async () => {
    const { failure } = await fails('Running');
    assert.equal(failure, 'Error: no such container');
  });
});
