import assert from 'node:assert/strict';
import type Docker from 'dockerode';
import { type SandboxWord, sandboxName } from '../../src/engine/plan/names';
import { markPodSandbox } from '../../src/engine/runtime/docker/sandboxMark';
import type { SandboxStatus } from '../../src/engine/runtime/podRuntime';

describe('the word of a sandbox', () => {
  const key = { namespace: 'default', name: 'web' };
  const nameWith = (word: SandboxWord) => sandboxName(key, 'uid', 0, word);

  /**
   * The names that a sandbox whose name says `said` is given where `word` is written, and `meanwhile` by another window,
   * before the rename that this one asks for.
   */
  const namesGiven = async (said: SandboxWord, word: Partial<SandboxWord>, meanwhile?: SandboxWord) => {
    const names = [nameWith(said)];
    const other = meanwhile ? [nameWith(meanwhile)] : [];
    const docker = {
      getContainer: (idOrName: string) => ({
        inspect: async () => ({ Name: `/${names.at(-1)}` }),
        rename: async ({ name }: { name: string }) => {
          names.push(...other.splice(0));
          if (idOrName !== names.at(-1))
            throw Object.assign(new Error('no such container'), { statusCode: 404 });
          names.push(name);
        },
      }),
    } as unknown as Docker;
    await markPodSandbox(docker, { id: 'id', key, uid: 'uid', attempt: 0 } as SandboxStatus, word);
    return names.slice(1);
  };
  const applied = '0123456789abcdef';

  it('keeps what another window has written beside it', async () => {
    assert.deepEqual(await namesGiven({ desired: 'Running', applied }, { desired: 'Stopped' }), [
      nameWith({ desired: 'Stopped', applied }),
    ]);
  });

  it('is written once', async () => {
    assert.deepEqual(await namesGiven({ desired: 'Stopped' }, { desired: 'Stopped' }), []);
  });

  it('does not take back a removal', async () => {
    assert.deepEqual(await namesGiven({ desired: 'Removed' }, { desired: 'Stopped' }), []);
    assert.deepEqual(await namesGiven({ desired: 'Removed' }, { desired: 'Running' }), []);
  });

  it('is added to what another window writes at the same moment', async () => {
    assert.deepEqual(
      await namesGiven({ desired: 'Running' }, { applied }, { desired: 'Stopped' }),
      [{ desired: 'Stopped' } as const, { desired: 'Stopped', applied } as const].map(nameWith),
    );
  });

  it('leaves another manifest that is applied at the same moment', async () => {
    const others = { desired: 'Running', applied: 'fedcba9876543210' } as const;
    assert.deepEqual(await namesGiven({ desired: 'Running' }, { applied }, others), [nameWith(others)]);
  });
});
