import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { createImagePuller } from '../../src/engine/runtime/docker/imagePull';
import { settled } from './support/fakeClock';

interface Pull {
  image: string;
  signal: AbortSignal;
  report(event: object): void;
  finish(error?: Error): void;
}

/** A Docker whose pulls a test reports on and finishes by hand. */
function begin() {
  const pulls: Pull[] = [];
  type Follow = [stream: unknown, done: (error: Error | null) => void, progress: (event: object) => void];
  const docker = {
    pull: async (image: string, { abortSignal }: { abortSignal: AbortSignal }) => {
      pulls.push({ image, signal: abortSignal, report: () => undefined, finish: () => undefined });
      return new PassThrough();
    },
    modem: {
      followProgress: (...[, done, progress]: Follow) => {
        const pull = pulls.at(-1);
        if (!pull) return;
        pull.report = progress;
        pull.finish = (error) => done(error ?? null);
        pull.signal.addEventListener('abort', () => done(new Error('aborted')));
      },
    },
    getImage: (image: string) => ({ inspect: async () => ({ Id: `sha256:${image}` }) }),
  };
  return { pulls, pullImage: createImagePuller(() => docker as unknown as Docker) };
}

const layer = (id: string, current: number, total = 100) => ({
  id,
  status: 'Downloading',
  progressDetail: { current, total },
});

describe('pulling images', () => {
  it('never goes back, when a layer’s size becomes known late', async () => {
    const { pulls, pullImage } = begin();
    const seen: number[] = [];
    const asking = pullImage('nginx:1', {
      onProgress: ({ currentBytes, totalBytes }) => seen.push(currentBytes / totalBytes),
    });
    await settled();
    for (const event of [layer('a', 80), layer('b', 0, 900), layer('b', 850, 900)]) pulls[0]?.report(event);
    pulls[0]?.finish();
    await asking;
    assert.deepEqual(seen, [0.8, 0.8, 0.93]);
  });

  it('tells an image for another platform from one that is not there', async () => {
    const { pulls, pullImage } = begin();
    const asking = pullImage('nginx:1', {});
    await settled();
    pulls[0]?.report({ error: 'no match for platform in manifest sha256:00: not found' });
    await assert.rejects(asking, { code: 'image-platform' });
  });

  it('is done once for all who ask, who all see its progress', async () => {
    const { pulls, pullImage } = begin();
    const seen: number[][] = [[], []];
    const asking = seen.map((bytes) =>
      pullImage('nginx:1', {
        onProgress: ({ currentBytes, totalBytes }) => bytes.push(currentBytes, totalBytes),
      }),
    );
    await settled();
    assert.equal(pulls.length, 1);
    pulls[0]?.report(layer('a', 10));
    pulls[0]?.report({ id: 'b', status: 'Waiting' });
    pulls[0]?.report(layer('b', 5, 50));
    pulls[0]?.finish();
    assert.deepEqual(await Promise.all(asking), ['sha256:nginx:1', 'sha256:nginx:1']);
    assert.deepEqual(seen[0], [10, 100, 15, 150]);
    assert.deepEqual(seen[1], seen[0]);
    pullImage('nginx:1', {});
    await settled();
    assert.equal(pulls.length, 2, 'and anew once it is done');
  });

  it('ends when the last who asked has left, and not before', async () => {
    const { pulls, pullImage } = begin();
    const [one, two] = [new AbortController(), new AbortController()];
    const asking = [one, two].map(({ signal }) => pullImage('nginx:1', { signal }));
    await settled();
    one.abort();
    await assert.rejects(asking[0] ?? Promise.resolve(), { code: 'cancelled' });
    assert.equal(pulls[0]?.signal.aborted, false);
    two.abort();
    await assert.rejects(asking[1] ?? Promise.resolve(), { code: 'cancelled' });
    assert.equal(pulls[0]?.signal.aborted, true);
  });

  it('begins anew for who asks while a cancelled one ends', async () => {
    const { pulls, pullImage } = begin();
    const abort = new AbortController();
    const first = pullImage('nginx:1', { signal: abort.signal });
    await settled();
    abort.abort();
    const second = pullImage('nginx:1', {});
    await assert.rejects(first, { code: 'cancelled' });
    await settled();
    assert.equal(pulls.length, 2);
    const third = pullImage('nginx:1', {});
    pulls[1]?.finish();
    assert.deepEqual(await Promise.all([second, third]), ['sha256:nginx:1', 'sha256:nginx:1']);
    assert.equal(pulls.length, 2, 'the end of the cancelled one does not hide the new one');
  });

  it('names no tag as latest, and leaves a digest and a port alone', async () => {
    const { pulls, pullImage } = begin();
    for (const image of ['nginx', 'host:5000/nginx', 'host:5000/nginx:1', 'nginx@sha256:0']) {
      pullImage(image, {}).catch(() => undefined);
      await settled();
    }
    assert.deepEqual(
      pulls.map(({ image }) => image),
      ['nginx:latest', 'host:5000/nginx:latest', 'host:5000/nginx:1', 'nginx@sha256:0'],
    );
  });

  for (const [message, code] of [
    ['manifest for nginx:1 not found: manifest unknown: manifest unknown', 'image-not-found'],
    [
      'pull access denied for nginx, repository does not exist or may require docker login',
      'image-not-found',
    ],
    [
      'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host',
      'image-pull-failed',
    ],
    ['toomanyrequests: You have reached your pull rate limit', 'image-pull-failed'],
  ] as const) {
    it(`that fails with "${message.slice(0, 40)}…" is ${code}`, async () => {
      const { pulls, pullImage } = begin();
      const asking = pullImage('nginx:1', {});
      await settled();
      pulls[0]?.finish(new Error(message));
      await assert.rejects(asking, { code, args: { image: 'nginx:1', detail: message } });
    });
  }
});
