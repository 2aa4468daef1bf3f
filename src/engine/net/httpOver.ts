import { ClientRequest, type OutgoingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { EngineError } from '../model/engineError';

export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

export interface HttpGet {
  /** As it stands in the Host header, unless `headers` has one: `10.0.0.5:8080`. */
  authority: string;
  /** With its query. */
  path: string;
  headers?: OutgoingHttpHeaders;
  /** TLS, whatever certificate the other side shows. */
  secure?: boolean;
  /** Of the body; what is above it is not waited for. All where absent. */
  maxBytes?: number;
  signal: AbortSignal;
}

/** The answer began, and its body broke off. */
export class UnreadBody extends Error {}

/**
 * One HTTP GET over a stream that is connected already, which is closed behind it. Rejects with Node's errors, or
 * UnreadBody.
 */
export function httpGet(stream: Duplex, request: HttpGet): Promise<HttpAnswer> {
  const { authority, path, headers = {}, secure, maxBytes = Number.POSITIVE_INFINITY, signal } = request;
  const [hostname = ''] = /^\[.*\]|^[^:]*/.exec(authority) ?? [];
  const socket = secure
    ? connectTls({ socket: stream, rejectUnauthorized: false, ...serverName(hostname) })
    : stream;
  return new Promise<HttpAnswer>((resolve, reject) => {
    let begun = false;
    const fail = (cause: Error) => {
      stream.destroy();
      reject(begun ? new UnreadBody(cause.message, { cause }) : cause);
    };
    // Not http.request: VS Code replaces that in its extension host by one that looks for proxies.
    const call = new ClientRequest(
      {
        createConnection: () => socket,
        path,
        setHost: false,
        // As lenient as Go's: lines that end without a CR are no reason to call a server dead.
        insecureHTTPParser: true,
        headers: { host: authority, ...headers, connection: 'close' },
        signal,
      },
      (response) => {
        begun = true;
        const chunks: Buffer[] = [];
        let length = 0;
        const done = () => {
          stream.destroy();
          const body = Buffer.concat(chunks).subarray(0, maxBytes);
          resolve({ statusCode: response.statusCode ?? 0, headers: response.headers, body });
        };
        response.on('error', fail);
        response.on('end', done);
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          length += chunk.length;
          if (length >= maxBytes) done();
        });
      },
    );
    call.on('error', fail);
    call.end();
  });
}

/** TLS names servers, not addresses. */
function serverName(hostname: string): { servername?: string } {
  return /^[\d.]*$|^\[/.test(hostname) ? {} : { servername: hostname };
}

/** One HTTP GET of the pod's localhost. Throws EngineError `connect-refused` on anything but an answer. */
export async function httpGetOver(
  stream: Duplex,
  port: number,
  path: string,
  timeoutMs: number,
): Promise<HttpAnswer> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return await httpGet(stream, { authority: `localhost:${port}`, path, signal });
  } catch (cause) {
    throw new EngineError('connect-refused', { port: String(port), detail: (cause as Error).message }, cause);
  }
}
