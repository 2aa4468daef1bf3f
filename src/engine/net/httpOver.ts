import { ClientRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import { EngineError } from '../model/engineError';

export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** One HTTP GET over a stream that is connected already. Throws EngineError `connect-refused` on anything but an answer. */
export function httpGetOver(
  stream: Duplex,
  port: number,
  path: string,
  timeoutMs: number,
): Promise<HttpAnswer> {
  return new Promise<HttpAnswer>((resolve, reject) => {
    const fail = (cause: Error) => {
      stream.destroy();
      reject(new EngineError('connect-refused', { port: String(port), detail: cause.message }, cause));
    };
    // Not http.request: VS Code replaces that in its extension host by one that looks for proxies.
    const call = new ClientRequest(
      {
        createConnection: () => stream,
        host: 'localhost',
        port,
        path,
        headers: { connection: 'close' },
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () => {
          stream.destroy();
          resolve({
            statusCode: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          });
        });
      },
    );
    call.on('error', fail);
    call.end();
  });
}
