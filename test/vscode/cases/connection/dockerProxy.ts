import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { labels } from '../../../../src/engine/plan/names';

/** A socket that leads to Docker while it is open: a daemon that comes and goes. */
export interface DockerProxy {
  open(): Promise<void>;
  /** Ends every connection through it as well. */
  close(): Promise<void>;
}

/**
 * Leads from `path` to Docker's own socket. Its listings know this one namespace only, whatever else stands on that
 * Docker: there the view begins without pods.
 */
export function dockerProxy(path: string, dockerSocket: string, namespace: string): DockerProxy {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const managed = encodeURIComponent(`${labels.managed}=true`);
  const own = encodeURIComponent(`${labels.podNamespace}=${namespace}`);

  const lead = (client: Socket) => {
    const docker = connect(dockerSocket);
    for (const socket of [client, docker]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        docker.destroy();
      });
    }
    client.on('data', (chunk) => {
      const text = chunk.toString('latin1');
      docker.write(text.startsWith('GET ') ? Buffer.from(text.replace(managed, own), 'latin1') : chunk);
    });
    docker.pipe(client);
  };

  return {
    open: async () => {
      server = createServer(lead).listen(path);
      await once(server, 'listening');
    },
    close: async () => {
      const closed = new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
