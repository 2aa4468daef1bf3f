import type Docker from 'dockerode';
import { EngineError } from '../../model/engineError';
import { imageReferenceOf } from '../../plan/imageReference';
import type { PullOptions, RegistryAuth } from '../podRuntime';
import { detailOf, statusOf, toEngineError } from './errors';
import { imageStatus } from './imageStatus';

type Progress = { currentBytes: number; totalBytes: number };

interface SharedPull {
  done: Promise<string>;
  /** Those who wait for it; the pull is cancelled when the last one leaves. */
  waiting: Set<PullOptions>;
  /** Ends it: whoever asks for the image from now on begins anew. */
  cancel(): void;
}

/** CRI PullImage, at most one per image at a time: a second caller joins the first. */
export function createImagePuller(
  clientOf: () => Docker,
  credentialsOf: (registry: string) => Promise<RegistryAuth | undefined> = async () => undefined,
): (image: string, options: PullOptions) => Promise<string> {
  const pulls = new Map<string, SharedPull>();
  return (image, options) => {
    const shared = pulls.get(image) ?? begin(image, options.auths ?? []);
    return join(shared, options);
  };

  function begin(image: string, auths: readonly RegistryAuth[]): SharedPull {
    const waiting = new Set<PullOptions>();
    const abort = new AbortController();
    const report = (progress: Progress) => {
      for (const { onProgress } of waiting) onProgress?.(progress);
    };
    const done = pullWithAny(image, auths, abort.signal, report).finally(forget);
    done.catch(() => undefined);
    const shared: SharedPull = {
      done,
      waiting,
      cancel: () => {
        forget();
        abort.abort();
      },
    };
    pulls.set(image, shared);
    return shared;

    function forget(): void {
      if (pulls.get(image) === shared) pulls.delete(image);
    }
  }

  /** The pod's credentials one after the other, then what `docker login` left; without either as a stranger. */
  async function pullWithAny(
    image: string,
    auths: readonly RegistryAuth[],
    signal: AbortSignal,
    report: (progress: Progress) => void,
  ): Promise<string> {
    const own = await credentialsOf(imageReferenceOf(image).registry);
    const all = own ? [...auths, own] : auths;
    for (const auth of all.slice(0, -1)) {
      const id = await pull(clientOf(), image, auth, signal, report).catch((error: unknown) => {
        if (!isRefusal(error)) throw error;
      });
      if (id) return id;
    }
    return pull(clientOf(), image, all.at(-1), signal, report);
  }
}

/** Other credentials may be let in; Docker Hub calls an image that is not for you one that is not there. */
function isRefusal(error: unknown): boolean {
  const code = error instanceof EngineError ? error.code : undefined;
  return code === 'image-denied' || code === 'image-not-found';
}

function join(shared: SharedPull, options: PullOptions): Promise<string> {
  shared.waiting.add(options);
  return new Promise((resolve, reject) => {
    const leave = () => {
      shared.waiting.delete(options);
      if (shared.waiting.size === 0) shared.cancel();
      reject(new EngineError('cancelled'));
    };
    if (options.signal?.aborted) return leave();
    options.signal?.addEventListener('abort', leave, { once: true });
    shared.done.then(resolve, reject).finally(() => options.signal?.removeEventListener('abort', leave));
  });
}

async function pull(
  docker: Docker,
  image: string,
  auth: RegistryAuth | undefined,
  signal: AbortSignal,
  report: (progress: Progress) => void,
): Promise<string> {
  try {
    // dockerode hands the signal to the request, which ends the pull at the daemon as well.
    const options = {
      abortSignal: signal,
      ...(auth ? { authconfig: auth } : {}),
    } as unknown as Docker.ImageBuildOptions;
    const stream: NodeJS.ReadableStream = await docker.pull(withTag(image), options);
    await follow(docker, stream, report);
    const status = await imageStatus(docker, image);
    if (status) return status.id;
    throw new EngineError('image-not-found', { image });
  } catch (error) {
    throw pullError(error, image, signal);
  }
}

interface PullEvent {
  id?: string;
  status?: string;
  error?: string;
  progressDetail?: { current?: number; total?: number };
}

function follow(
  docker: Docker,
  stream: NodeJS.ReadableStream,
  report: (progress: Progress) => void,
): Promise<void> {
  const layers = new Map<string, Progress>();
  let furthest = 0;
  return new Promise((resolve, reject) => {
    docker.modem.followProgress(
      stream,
      (error: Error | null) => (error ? reject(error) : resolve()),
      ({ id, status, progressDetail, error }: PullEvent) => {
        // Docker reports a failed pull in the stream, after a good HTTP status.
        if (error) reject(new Error(error));
        if (!id || status !== 'Downloading' || !progressDetail?.total) return;
        layers.set(id, { currentBytes: progressDetail.current ?? 0, totalBytes: progressDetail.total });
        const all = sum(layers.values());
        // A layer whose size becomes known only now would turn the whole back.
        furthest = Math.max(furthest, all.currentBytes / all.totalBytes);
        report({ ...all, currentBytes: Math.round(furthest * all.totalBytes) });
      },
    );
  });
}

function sum(layers: Iterable<Progress>): Progress {
  const all = { currentBytes: 0, totalBytes: 0 };
  for (const { currentBytes, totalBytes } of layers) {
    all.currentBytes += currentBytes;
    all.totalBytes += totalBytes;
  }
  return all;
}

/** Docker pulls every tag of a repository where none is named; Kubernetes means `latest`. */
function withTag(image: string): string {
  return image.includes('@') || /:[^/]+$/.test(image) ? image : `${image}:latest`;
}

function pullError(error: unknown, image: string, signal: AbortSignal): EngineError {
  if (signal.aborted) return new EngineError('cancelled', {}, error);
  if (error instanceof EngineError) return error;
  const detail = detailOf(error);
  const known = toEngineError(error, { image });
  if (known.code === 'image-name-invalid') return known;
  // containerd's image store says "not found" of this as well.
  if (/no match(?:ing manifest)? for /i.test(detail))
    return new EngineError('image-platform', { image, detail }, error);
  if (
    statusOf(error) === 401 ||
    /unauthorized|no basic auth credentials|authentication required/i.test(detail)
  )
    return new EngineError('image-denied', { image, detail }, error);
  const missing =
    statusOf(error) === 404 ||
    /manifest unknown|not found|repository does not exist|pull access denied/i.test(detail);
  if (missing) return new EngineError('image-not-found', { image, detail }, error);
  return known.code === 'docker-failed'
    ? new EngineError('image-pull-failed', { image, detail }, error)
    : known;
}
