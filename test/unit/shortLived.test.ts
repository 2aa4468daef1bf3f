import assert from 'node:assert/strict';
import type Docker from 'dockerode';
import { labels } from '../../src/engine/plan/names';
import { removeOldSweeps } from '../../src/engine/runtime/docker/probe/probeContainer';

describe('containers that were there for a moment', () => {
  /** What is left of containers that were created so many minutes ago. */
  const leftOf = async (created: Record<string, [component: string, minutes: number]>) => {
    const left = new Set(Object.keys(created));
    const docker = {
      listContainers: async () =>
        Object.entries(created).map(([Id, [component, minutes]]) => ({
          Id,
          Created: Math.floor(Date.now() / 1000) - minutes * 60,
          Labels: { [labels.managed]: 'true', [labels.component]: component },
        })),
      getContainer: (id: string) => ({ remove: async () => void left.delete(id) }),
    };
    await removeOldSweeps(docker as unknown as Docker, Date.now());
    return [...left];
  };

  it('go where a crash has left them, whatever they were for', async () => {
    const kinds = ['sweep', 'look', 'host-path', 'image-volume'];
    assert.deepEqual(await leftOf(Object.fromEntries(kinds.map((kind) => [kind, [kind, 60]]))), []);
  });

  it('stay while somebody may be at work with them, and where they are something else', async () => {
    assert.deepEqual(await leftOf({ a: ['image-volume', 3], b: ['probe', 60] }), ['a', 'b']);
  });
});
