import assert from 'node:assert/strict';
import type Docker from 'dockerode';
import { type SandboxWord, sandboxName } from '../../src/engine/plan/names';
import { markPodSandbox } from '../../src/engine/runtime/docker/sandboxMark';
import type { SandboxStatus } from '../../src/engine/runtime/podRuntime';

describe('the word of a sandbox', () => {
  const key = { namespace: 'default', name: 'web' };
  const nameWith = (word: SandboxWord) => sandboxName(key, 'uid', 0, word);

  /** The names that a sandbox whose name says `said` is given, where `word` is written. */
  const namesGiven = async (said: SandboxWord, word: Partial<SandboxWord>) => {
    const names: string[] = [];
    const docker = {
      getContainer: () => ({
        inspect: async () => ({ Name: `/${nameWith(said)}` }),
        rename: async ({ name }: { name: string }) => void names.push(name),
      }),
    } as unknown as Docker;
    await markPodSandbox(docker, { id: 'id', key, uid: 'uid', attempt: 0 } as SandboxStatus, word);
    return names;
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
});
