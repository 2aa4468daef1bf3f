import type Docker from 'dockerode';
import { createClient } from '../../src/engine/runtime/docker/client';
import { resolveEndpoint } from '../../src/engine/runtime/docker/endpoint';
import { isNotFound } from '../../src/engine/runtime/docker/errors';
import { benchLabel } from './peer';

/** Looks at Docker from outside the measurements, and removes what they leave. */
export class Onlooker {
  readonly docker: Docker = createClient(resolveEndpoint(process.env));

  /** Containers with a label (`key=value`). */
  async count(label: string): Promise<{ running: number; all: number }> {
    const found = await this.#list(label);
    return { running: found.filter(({ State }) => State === 'running').length, all: found.length };
  }

  /** Removes every container with a label. */
  async removeAll(label: string): Promise<void> {
    const found = await this.#list(label);
    await Promise.all(
      found.map(async ({ Id }) => {
        await this.docker.getContainer(Id).remove({ force: true }).catch(unlessNotFound);
      }),
    );
  }

  /** Keeps a network from being removed as idle between two pods, by whichever window. */
  async hold(network: string, image: string): Promise<void> {
    const holder = await this.docker.createContainer({
      Image: image,
      Labels: { [benchLabel]: 'holder' },
      HostConfig: { NetworkMode: network },
    });
    await holder.start();
  }

  async release(): Promise<void> {
    await this.removeAll(`${benchLabel}=holder`);
  }

  #list(label: string): Promise<Docker.ContainerInfo[]> {
    return this.docker.listContainers({ all: true, filters: { label: [label] } });
  }
}

function unlessNotFound(error: unknown): void {
  if (!isNotFound(error)) throw error;
}
