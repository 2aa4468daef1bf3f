import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A registry on 127.0.0.1 with one image, whose layer it sends so slowly that it takes minutes. */
export interface SlowRegistry {
  image: string;
  /** The daemon's request for the layer. */
  asked: Promise<IncomingMessage>;
  close(): void;
}

const layerBytes = 400_000_000;
const dropBytes = 64_000;

export async function slowRegistry(): Promise<SlowRegistry> {
  const digestOf = (content: string) => `sha256:${createHash('sha256').update(content).digest('hex')}`;
  // New for each registry: Docker remembers layers by their digest.
  const layer = digestOf(String(performance.timeOrigin + performance.now()));
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: [layer] },
  });
  const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      size: config.length,
      digest: digestOf(config),
    },
    layers: [
      { mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', size: layerBytes, digest: layer },
    ],
  });
  let ask: (request: IncomingMessage) => void = () => undefined;
  const asked = new Promise<IncomingMessage>((resolve) => {
    ask = resolve;
  });
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path.includes('/manifests/')) {
      response.writeHead(200, {
        'content-type': mediaType,
        'content-length': manifest.length,
        'docker-content-digest': digestOf(manifest),
      });
      response.end(request.method === 'HEAD' ? undefined : manifest);
    } else if (path.endsWith(digestOf(config))) {
      response.end(config);
    } else if (path.endsWith(layer)) {
      response.writeHead(200, { 'content-length': layerBytes });
      // In drops: Docker notices between two of them that nobody wants the layer any more.
      const drops = setInterval(() => response.write(Buffer.alloc(dropBytes)), 20);
      request.socket.once('close', () => clearInterval(drops));
      ask(request);
    } else {
      response.end('{}');
    }
  });
  // Docker asks for TLS first, and takes an answer that is none as a sign to do without.
  server.on('clientError', (_error, socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    image: `127.0.0.1:${(server.address() as AddressInfo).port}/slow:1`,
    asked,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
