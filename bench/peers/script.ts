import { type Command, firstLine, run } from '../lib/commands';
import { appNames } from './benchPod';
import type { Onlooker } from './onlooker';
import { benchLabel, benchNetwork, type Peer } from './peer';

const label = `${benchLabel}=script`;
const shell: Command = ['/bin/sh', '-ec'];
const sandboxName = 'docker-pods-bench-script';

/** The `docker run` script that articles show: a pause container, then each container into its namespaces. */
export function script(
  docker: Command,
  image: string,
  runtime: string | undefined,
  onlooker: Onlooker,
): Peer {
  const cli = docker.join(' ');
  const runIt = [cli, 'run', '-d', '--label', label, ...(runtime ? ['--runtime', runtime] : [])].join(' ');
  const nameOf = (app: string) => `${sandboxName}-${app}`;
  return {
    name: 'script',
    missing: async () =>
      (await firstLine(docker, 'version', '--format', '{{.Server.Version}}'))
        ? undefined
        : 'no docker command here that reaches Docker',
    up: async ({ size }) => {
      const joined = `--network container:${sandboxName} --ipc container:${sandboxName}`;
      const lines = [
        `${runIt} --name ${sandboxName} --network ${benchNetwork} --ipc shareable ${image}`,
        ...appNames(size).map((app) => `${runIt} --name ${nameOf(app)} ${joined} ${image}`),
      ];
      await run(shell, lines.join('\n'));
    },
    down: async ({ size, graceSeconds }) => {
      const apps = appNames(size).map(nameOf).join(' ');
      const stop = graceSeconds > 0 ? [`${cli} stop -t ${graceSeconds} ${apps}`] : [];
      await run(shell, [...stop, `${cli} rm -f ${apps} ${sandboxName}`].join('\n'));
    },
    count: () => onlooker.count(label),
    clean: () => onlooker.removeAll(label),
  };
}
