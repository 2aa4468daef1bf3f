import { type ClientHttp2Stream, connect, type IncomingHttpHeaders } from 'node:http2';
import type { Duplex } from 'node:stream';

/** What a health check came to: a status of the protocol, or how the call failed. */
export type HealthAnswer = { status: string } | { code: string; message: string };

const path = '/grpc.health.v1.Health/Check';
/** https://github.com/grpc/grpc/blob/master/src/proto/grpc/health/v1/health.proto */
const servingStatus = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];
/** https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const codes = [
  ...['OK', 'Canceled', 'Unknown', 'InvalidArgument', 'DeadlineExceeded', 'NotFound', 'AlreadyExists'],
  ...['PermissionDenied', 'ResourceExhausted', 'FailedPrecondition', 'Aborted', 'OutOfRange'],
  ...['Unimplemented', 'Internal', 'Unavailable', 'DataLoss', 'Unauthenticated'],
];

/**
 * One call of grpc.health.v1.Health/Check over a stream that is connected already, which is closed behind it. The two
 * messages are a string and a number: no library is needed. Rejects with Node's errors, or the signal's reason.
 */
export async function checkHealth(
  stream: Duplex,
  authority: string,
  service: string,
  userAgent: string,
  signal: AbortSignal,
): Promise<HealthAnswer> {
  signal.throwIfAborted();
  const session = connect(`http://${authority}`, { createConnection: () => stream });
  const broken = new Promise<never>((_, reject) => {
    session.on('error', reject);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  const call = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    'user-agent': userAgent,
  });
  try {
    call.end(encodeRequest(service));
    return await Promise.race([answerOf(call), broken]);
  } finally {
    session.destroy();
    stream.destroy();
    broken.catch(() => undefined);
  }
}

function answerOf(call: ClientHttp2Stream): Promise<HealthAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    // A call that fails at once has its status in its headers.
    let headers: IncomingHttpHeaders = {};
    const take = (more: IncomingHttpHeaders) => {
      headers = { ...headers, ...more };
    };
    call.on('response', take);
    call.on('trailers', take);
    call.on('data', (chunk: Buffer) => chunks.push(chunk));
    call.on('error', reject);
    call.on('close', () => resolve(readAnswer(headers, Buffer.concat(chunks))));
  });
}

function readAnswer(headers: IncomingHttpHeaders, body: Buffer): HealthAnswer {
  const status = headers['grpc-status'];
  if (status === '0') return { status: decodeStatus(body) };
  if (status !== undefined) {
    return {
      code: codes[Number(status)] ?? `Code(${status})`,
      message: percentDecoded(String(headers['grpc-message'] ?? '')),
    };
  }
  const http = String(headers[':status'] ?? '');
  const code = http === '404' ? 'Unimplemented' : http === '200' ? 'Internal' : 'Unavailable';
  return { code, message: http ? `unexpected HTTP status code received from server: ${http}` : 'no answer' };
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Before each message: not compressed, and its length. */
const prefixLength = 5;

/** `message HealthCheckRequest { string service = 1; }` */
function encodeRequest(service: string): Buffer {
  const text = Buffer.from(service);
  const message = text.length ? Buffer.concat([Buffer.from([0x0a, ...varint(text.length)]), text]) : text;
  const prefix = Buffer.alloc(prefixLength);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

/** `message HealthCheckResponse { ServingStatus status = 1; }`; left out where it is 0. */
function decodeStatus(body: Buffer): string {
  const message = body.subarray(prefixLength);
  const value = message[0] === 0x08 ? (message[1] ?? 0) : 0;
  return servingStatus[value] ?? String(value);
}
