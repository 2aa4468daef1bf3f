import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import images from '../../../media/sandbox.json';
import { tar } from '../../../sandbox/tar.mjs';
import { untar } from './sandboxPrograms';

/**
 * A registry of one image on 127.0.0.1, which Docker takes without TLS: the pause program, and a layer of noise that is
 * handed out slowly. What is asked of it is counted.
 */
export interface Registry {
  /** `127.0.0.1:<port>/pods/app:1`; its command is /pause. */
  image: string;
  requests: { manifests: number; slowLayers: number };
  /** Downloads of the slow layer that are under way. */
  downloads(): number;
  /** Has the image under this tag, too; it has `1` alone at first. */
  serve(tag: string): void;
  /** Lets the slow layer's rest go at once. */
  release(): void;
  close(): Promise<void>;
}

interface Blob {
  type: string;
  content: Buffer;
  slow?: boolean;
}

const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';
const chunkBytes = 64 * 1024;

/** With a `login` (`name:password`) it answers nobody else. */
export async function startRegistry({ login }: { login?: string } = {}): Promise<Registry> {
  const { manifest, blobs } = makeImage();
  const requests = { manifests: 0, slowLayers: 0 };
  const open = new Set<ServerResponse>();
  const tags = new Set(['1']);
  let released = false;

  const server = createServer((request, response) => {
    const granted = `Basic ${Buffer.from(login ?? '').toString('base64')}`;
    if (login !== undefined && request.headers.authorization !== granted) {
      const body = JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] });
      return response.writeHead(401, { 'www-authenticate': 'Basic realm="pods"' }).end(body);
    }
    const digest = /\/blobs\/(sha256:[0-9a-f]+)$/.exec(request.url ?? '')?.[1];
    if (request.url === '/v2/') return response.end('{}');
    if (request.url?.includes('/manifests/')) return answerManifest(request, response);
    const blob = digest === undefined ? undefined : blobs.get(digest);
    if (!blob) return response.writeHead(404).end('{}');
    if (blob.slow) requests.slowLayers++;
    response.writeHead(200, { 'content-type': blob.type, 'content-length': blob.content.length });
    if (blob.slow) drip(response, blob.content);
    else response.end(blob.content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;

  function answerManifest(request: IncomingMessage, response: ServerResponse): void {
    requests.manifests++;
    const tag = /\/manifests\/([^/]+)$/.exec(request.url ?? '')?.[1] ?? '';
    if (!tags.has(tag) && tag !== digestOf(manifest)) {
      const errors = [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }];
      response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify({ errors }));
      return;
    }
    response.writeHead(200, {
      'content-type': manifestType,
      'content-length': manifest.length,
      'docker-content-digest': digestOf(manifest),
    });
    response.end(request.method === 'GET' ? manifest : undefined);
  }

  /** Half of it in steps that a pull's progress shows; the rest when it is released. */
  function drip(response: ServerResponse, content: Buffer): void {
    open.add(response);
    let at = 0;
    const timer = setInterval(() => {
      if (!released && at >= content.length / 2) return;
      const end = released ? content.length : at + chunkBytes;
      response.write(content.subarray(at, end));
      at = end;
      if (at >= content.length) response.end();
    }, 20);
    response.on('close', () => {
      clearInterval(timer);
      open.delete(response);
    });
  }

  return {
    image: `127.0.0.1:${port}/pods/app:1`,
    requests,
    downloads: () => open.size,
    serve: (tag) => void tags.add(tag),
    release: () => {
      released = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The sandbox's own layer, so that there is a program to run, and 2 MB that no compression shrinks. */
function makeImage(): { manifest: Buffer; blobs: Map<string, Blob> } {
  const archive = untar(
    readFileSync(join('media', images[process.arch === 'arm64' ? 'arm64' : 'amd64'].file)),
  );
  const programs = [...archive].find(([name]) => name.endsWith('/layer.tar'))?.[1] ?? Buffer.alloc(0);
  const noise = tar([{ name: 'noise', mode: 0o644, content: randomBytes(2 * 1024 * 1024) }]);
  const layers = [Buffer.from(programs), noise].map((layer) => ({ layer, packed: gzipSync(layer) }));
  const config = Buffer.from(
    JSON.stringify({
      architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
      os: 'linux',
      config: { Cmd: ['/pause'] },
      rootfs: { type: 'layers', diff_ids: layers.map(({ layer }) => digestOf(layer)) },
    }),
  );
  const layerType = 'application/vnd.docker.image.rootfs.diff.tar.gzip';
  const configType = 'application/vnd.docker.container.image.v1+json';
  const describe = (mediaType: string, content: Buffer) => ({
    mediaType,
    size: content.length,
    digest: digestOf(content),
  });
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      config: describe(configType, config),
      layers: layers.map(({ packed }) => describe(layerType, packed)),
    }),
  );
  const blobs = new Map<string, Blob>([[digestOf(config), { type: configType, content: config }]]);
  layers.forEach(({ packed }, index) => {
    blobs.set(digestOf(packed), { type: layerType, content: packed, slow: index === 1 });
  });
  return { manifest, blobs };
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
