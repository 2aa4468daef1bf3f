import { join } from 'node:path';
import type Docker from 'dockerode';
import images from '../../../../media/sandbox.json';
import { isNotFound } from './errors';

/** The image sandboxes run from. */
export interface SandboxImage {
  reference: string;
  /** What is embedded for this architecture; absent: there is no dialler and no helper, only a pause. */
  embedded?: {
    /** Name of the archive in the media directory. */
    file: string;
    /** Docker's id of the image, where Docker keeps images itself and not in containerd. */
    id: string;
  };
}

const fallback = 'registry.k8s.io/pause:3.10';
/** As the kernel names them (`docker info`), and as Go does (`docker version`). */
const architectures: Record<string, keyof typeof images> = {
  x86_64: 'amd64',
  amd64: 'amd64',
  aarch64: 'arm64',
  arm64: 'arm64',
};

/** The sandbox image for a daemon's architecture, as `docker info` or `docker version` call it. */
export function sandboxImageFor(architecture: string): SandboxImage {
  const known = architectures[architecture];
  if (!known) return { reference: fallback };
  const { reference, file, id } = images[known];
  return { reference, embedded: { file, id } };
}

/** Its reference alone. */
export function sandboxImageReference(architecture: string): string {
  return sandboxImageFor(architecture).reference;
}

const underway = new WeakMap<Docker, Map<string, Promise<string>>>();

/**
 * Makes sure that Docker has the sandbox image, and answers its reference: one inspect where it has, else it is loaded
 * from `mediaDir` (or pulled, where none is embedded). Callers at the same time share one load. Rejects with
 * dockerode's error, or with what Docker reports while it loads.
 */
export function ensureSandboxImage(docker: Docker, mediaDir: string, architecture: string): Promise<string> {
  const image = sandboxImageFor(architecture);
  const calls = underway.get(docker) ?? new Map<string, Promise<string>>();
  underway.set(docker, calls);
  const running = calls.get(image.reference);
  if (running) return running;
  const call = ensure(docker, mediaDir, image).finally(() => calls.delete(image.reference));
  calls.set(image.reference, call);
  return call;
}

async function ensure(
  docker: Docker,
  mediaDir: string,
  { reference, embedded }: SandboxImage,
): Promise<string> {
  try {
    await docker.getImage(reference).inspect();
  } catch (error) {
    if (!isNotFound(error)) throw error;
    await follow(
      docker,
      embedded
        ? await docker.loadImage(join(mediaDir, embedded.file), { quiet: true })
        : ((await docker.pull(reference)) as NodeJS.ReadableStream),
    );
  }
  return reference;
}

/** Loads and pulls answer 200 and tell of their failure in the body. */
function follow(docker: Docker, progress: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    docker.modem.followProgress(progress, (error, events: { error?: string }[] = []) => {
      const failure = error ?? events.find((event) => event.error);
      if (!failure) resolve();
      else reject(failure instanceof Error ? failure : new Error(failure.error));
    });
  });
}
