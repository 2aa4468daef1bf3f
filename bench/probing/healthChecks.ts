import { setTimeout as delay } from 'node:timers/promises';
import type { Onlooker } from '../peers/onlooker';
import { benchLabel } from '../peers/peer';
import { served } from './probed';

const label = `${benchLabel}=healthcheck`;

/** The same web servers, asked every second by Docker's own HEALTHCHECK: resolves when all are healthy. */
export async function startHealthChecked(onlooker: Onlooker, count: number): Promise<void> {
  const second = 1e9;
  for (let made = 0; made < count; made++) {
    const container = await onlooker.docker.createContainer({
      Image: served.image,
      Entrypoint: served.command ?? [],
      Labels: { [benchLabel]: 'healthcheck' },
      Healthcheck: {
        Test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1/index.html'],
        Interval: second,
        Timeout: second,
      },
    });
    await container.start();
  }
  while ((await healthy(onlooker)) < count) await delay(200);
}

async function healthy({ docker }: Onlooker): Promise<number> {
  return (await docker.listContainers({ filters: { label: [label], health: ['healthy'] } })).length;
}

export function removeHealthChecked(onlooker: Onlooker): Promise<void> {
  return onlooker.removeAll(label);
}
