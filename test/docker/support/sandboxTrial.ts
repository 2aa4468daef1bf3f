import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import Docker from 'dockerode';
import { ensureSandboxImage } from '../../../src/engine/runtime/docker/sandboxImage';

export const mediaDir = join(process.cwd(), 'media');
/** Provided by `npm test`, see scripts/ensure/images.mjs. */
const appImage = 'busybox:1.37';

/** A Docker to try sandboxes on, where everything made is labelled and removed at the end. */
export interface SandboxTrial {
  docker: Docker;
  image: string;
  labels: Record<string, string>;
  /** A running sandbox as the engine makes it, without a network but its own localhost. */
  startSandbox(hostConfig?: Docker.HostConfig, command?: string[]): Promise<Docker.Container>;
  /** A running container in the sandbox's network and, where asked for, its processes; a volume is its `/data`. */
  startApp(
    sandbox: Docker.Container,
    script: string,
    options?: { sharePid?: boolean; volume?: string },
  ): Promise<Docker.Container>;
  dispose(): Promise<void>;
}

export async function createSandboxTrial(): Promise<SandboxTrial> {
  const docker = new Docker();
  const label = `dev.dockerpods.test=${randomBytes(6).toString('hex')}`;
  const [key = '', value = ''] = label.split('=');
  const labels = { [key]: value };
  const { Architecture } = (await docker.info()) as { Architecture: string };
  const image = await ensureSandboxImage(docker, mediaDir, Architecture);

  const start = async (options: Docker.ContainerCreateOptions) => {
    const container = await docker.createContainer({ ...options, Labels: labels });
    await container.start();
    return container;
  };
  const logNone = { LogConfig: { Type: 'none', Config: {} } };

  return {
    docker,
    image,
    labels,
    startSandbox: (hostConfig = {}, command = []) =>
      start({
        Image: image,
        Cmd: command,
        OpenStdin: true,
        HostConfig: {
          NetworkMode: 'none',
          IpcMode: 'shareable',
          CapDrop: ['ALL'],
          ...logNone,
          ...hostConfig,
        },
      }),
    startApp: (sandbox, script, { sharePid = false, volume } = {}) => {
      const mode = `container:${sandbox.id}`;
      return start({
        Image: appImage,
        Entrypoint: ['/bin/sh', '-c', script],
        HostConfig: {
          NetworkMode: mode,
          ...(sharePid ? { PidMode: mode } : {}),
          ...(volume ? { Binds: [`${volume}:/data`] } : {}),
          ...logNone,
        },
      });
    },
    dispose: async () => {
      const filters = { label: [label] };
      const containers = await docker.listContainers({ all: true, filters });
      await Promise.all(
        containers.map(({ Id }) =>
          docker
            .getContainer(Id)
            .remove({ force: true, v: true })
            .catch(() => undefined),
        ),
      );
      const { Volumes } = await docker.listVolumes({ filters });
      await Promise.all(Volumes.map(({ Name }) => docker.getVolume(Name).remove()));
    },
  };
}

/** Waits for a condition, asking again and again, for at most 20 s. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`it did not come to be: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Exit code of a container that was told to end. */
export async function ended(container: Docker.Container): Promise<number> {
  const { StatusCode } = (await container.wait()) as { StatusCode: number };
  return StatusCode;
}
