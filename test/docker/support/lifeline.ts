import { rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';

/** A way to Docker that can be cut: for Docker that is as if the process at its other end had been killed. */
export interface Lifeline {
  /** DOCKER_HOST of whoever shall be cut off. */
  host: string;
  /** Nothing gets through any more, also of what is under way. */
  cut(): void;
}

/** Over a socket at `path`, which is made. */
export function lifeline(dockerSocket: string, path: string): Promise<Lifeline> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const docker = keep(connect({ path: dockerSocket, allowHalfOpen: true }));
    keep(client).pipe(docker).pipe(client);
    client.on('close', () => docker.destroy());
    docker.on('close', () => client.destroy());
  });
  const cut = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    rmSync(path, { force: true });
  };
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve({ host: `unix://${path}`, cut }));
  });
}
