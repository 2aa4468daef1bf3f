import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A way to Docker that tells of each call, and is cut at one of them: from then on nothing reaches Docker over it. */
export interface CrashProxy {
  socketPath: string;
  /** What has been told since `cutAfter` was called: `POST /containers/create 201`, `attach 512 bytes`. */
  points: readonly string[];
  /** Calls that were passed on and not answered when it was cut: Docker may have done them. */
  underWay: readonly string[];
  /** Counts from now on, and is cut right after that point; `then` is called at once. */
  cutAfter(point: number, then: () => void): void;
  /** No point comes any more. */
  stop(): void;
  close(): void;
}

/**
 * A point is a call that Docker has answered in full, and each chunk that the client has written to a connection it has
 * taken over. `counts` says which calls are points, by method.
 */
export async function crashProxy(
  dockerSocket: string,
  counts: (method: string) => boolean,
): Promise<CrashProxy> {
  const directory = mkdtempSync(join(tmpdir(), 'docker-pods-proxy-'));
  const socketPath = join(directory, 'docker.sock');
  const agent = new Agent({ keepAlive: true });
  const open = new Set<{ destroy(): unknown }>();
  const points: string[] = [];
  const unanswered = new Set<string>();
  let underWay: string[] = [];
  let limit: number | undefined;
  let isCut = false;
  let onCut: () => void = () => undefined;

  const point = (what: string) => {
    if (limit === undefined || isCut) return;
    points.push(what);
    if (points.length === limit) cut();
  };
  const cut = () => {
    isCut = true;
    underWay = [...unanswered];
    for (const each of open) each.destroy();
    onCut();
  };
  const keep = <T extends { destroy(): unknown; once(event: 'close', call: () => void): unknown }>(
    one: T,
  ) => {
    open.add(one);
    one.once('close', () => open.delete(one));
    return one;
  };

  const forward = (incoming: IncomingMessage, answer: ServerResponse) => {
    const { method = '', url = '', rawHeaders } = incoming;
    if (isCut) return incoming.socket.destroy();
    const outgoing = keep(
      request({ socketPath: dockerSocket, agent, method, path: url, headers: rawHeaders }),
    );
    const call = `${method} ${pathOf(url)}, not answered`;
    if (counts(method)) unanswered.add(call);
    outgoing.on('error', () => incoming.socket.destroy());
    outgoing.on('response', (response) => {
      const { statusCode = 0 } = response;
      answer.writeHead(statusCode, response.rawHeaders);
      answer.flushHeaders();
      response.on('error', () => incoming.socket.destroy());
      response.on('end', () => {
        unanswered.delete(call);
        if (counts(method)) point(`${method} ${pathOf(url)} ${statusCode}`);
      });
      response.pipe(answer);
    });
    // Whoever asked has gone: Docker is told, as it would be by the kernel.
    answer.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  };

  /** A connection that is taken over by what it carries: bytes there and back. */
  const takeOver = ({ method, url = '', rawHeaders }: IncomingMessage, client: Socket, head: Buffer) => {
    if (isCut) return client.destroy();
    const docker = keep(connect(dockerSocket));
    const lines = [`${method} ${url} HTTP/1.1`, ...pairsOf(rawHeaders).map((pair) => pair.join(': '))];
    docker.write(`${lines.join('\r\n')}\r\n\r\n`);
    docker.write(head);
    docker.once('data', () => point(`${method} ${pathOf(url)}`));
    client.on('data', (chunk) => {
      if (!isCut) docker.write(chunk, () => point(`${pathOf(url)}: ${chunk.length} bytes written`));
    });
    docker.pipe(client);
    for (const [one, other] of [
      [client, docker],
      [docker, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  };

  const server = createServer(forward);
  server.on('upgrade', takeOver);
  server.on('connection', keep);
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return {
    socketPath,
    points,
    get underWay() {
      return underWay;
    },
    cutAfter: (at, then) => {
      limit = at;
      onCut = then;
    },
    stop: () => {
      limit = undefined;
    },
    close: () => {
      isCut = true;
      for (const each of open) each.destroy();
      agent.destroy();
      server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function pairsOf(rawHeaders: readonly string[]): [string, string][] {
  return rawHeaders.flatMap((name, index) => (index % 2 ? [] : [[name, rawHeaders[index + 1] ?? '']]));
}

/** Without its version and what is asked of it. */
function pathOf(url: string): string {
  return url
    .replace(/^\/v[\d.]+/, '')
    .replace(/\?.*/, '')
    .replace(/[0-9a-f]{64}/, (id) => id.slice(0, 8));
}
