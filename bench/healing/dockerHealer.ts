import type { Onlooker } from '../peers/onlooker';
import { benchLabel, benchNetwork } from '../peers/peer';
import type { Healer } from './healer';

const label = `${benchLabel}=docker-healer`;

/** One container under Docker's own restart policy. Docker knows no pods: there is no sandbox to be killed. */
export function dockerHealer(onlooker: Onlooker, image: string): Healer {
  return {
    name: 'docker',
    label,
    up: async () => {
      const container = await onlooker.docker.createContainer({
        Image: image,
        Entrypoint: ['/pause'],
        Labels: { [benchLabel]: 'docker-healer' },
        HostConfig: { NetworkMode: benchNetwork, RestartPolicy: { Name: 'always' } },
      });
      await container.start();
      return { container: container.id };
    },
    down: () => onlooker.removeAll(label),
  };
}
