import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Command, commandOf, firstLine, run } from '../lib/commands';
import { appNames } from './benchPod';
import type { Onlooker } from './onlooker';
import { benchLabel, benchNetwork, type Peer, type Trial } from './peer';

const label = `${benchLabel}=compose`;
const project = 'docker-pods-bench';

/** Compose, with a file whose services join the network and IPC namespaces of one service. */
export function compose(
  compositor: Command | undefined,
  image: string,
  runtime: string | undefined,
  directory: string,
  onlooker: Onlooker,
): Peer {
  const fileOf = (size: number) => join(directory, `compose-${size}.yaml`);
  const call = async ({ size }: Trial, ...args: string[]) => {
    if (compositor) await run(compositor, '-p', project, '-f', fileOf(size), ...args);
  };
  return {
    name: 'compose',
    missing: async () => (compositor ? undefined : 'neither `docker compose` nor `docker-compose` here'),
    prepare: async ({ size }) => writeFileSync(fileOf(size), composeFile(size, image, runtime)),
    up: (trial) => call(trial, 'up', '-d'),
    down: (trial) => call(trial, 'down', '-t', String(trial.graceSeconds)),
    count: () => onlooker.count(label),
    clean: () => onlooker.removeAll(label),
  };
}

/** The Compose that is here: the one BENCH_COMPOSE names, the plugin, else the standalone program. */
export async function findCompose(docker: Command): Promise<Command | undefined> {
  const named = commandOf('BENCH_COMPOSE');
  if (named) return named;
  if (await firstLine([...docker, 'compose'], 'version')) return [...docker, 'compose'];
  return (await firstLine(['docker-compose'], 'version')) ? ['docker-compose'] : undefined;
}

function composeFile(size: number, image: string, runtime: string | undefined): string {
  const common = { image, labels: [label], ...(runtime ? { runtime } : {}) };
  const joined = { network_mode: 'service:sandbox', ipc: 'service:sandbox', depends_on: ['sandbox'] };
  return stringify({
    version: '2.4', // Compose 1 reads `runtime` in this version of the format only; Compose 2 reads none.
    services: {
      sandbox: { ...common, ipc: 'shareable' },
      ...Object.fromEntries(appNames(size).map((name) => [name, { ...common, ...joined }])),
    },
    networks: { default: { external: true, name: benchNetwork } },
  });
}
