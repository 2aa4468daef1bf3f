import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { LogLine, LogOptions } from '../podRuntime';
import { isNotFound, toEngineError } from './errors';

/** The container's output as lines, in the order Docker wrote them. Ends with the container, or by the signal. */
export async function* containerLogs(
  docker: Docker,
  id: string,
  options: LogOptions,
): AsyncGenerator<LogLine> {
  const { follow, tail, signal } = options;
  if (signal?.aborted) return;
  let stream: Readable;
  let tty: boolean;
  try {
    const container = docker.getContainer(id);
    tty = (await container.inspect()).Config.Tty;
    stream = await openLogs(container, follow, tail);
  } catch (error) {
    if (isNotFound(error)) return;
    throw toEngineError(error);
  }
  const stop = () => stream.destroy();
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    yield* splitLines(tty ? wholeStream(stream) : demultiplex(stream));
  } catch (error) {
    if (!signal?.aborted) throw toEngineError(error);
  } finally {
    signal?.removeEventListener('abort', stop);
    stream.destroy();
  }
}

/** dockerode types a followed log as NodeJS.ReadableStream and a finished one as Buffer. */
async function openLogs(
  container: Docker.Container,
  follow: boolean,
  tail: number | undefined,
): Promise<Readable> {
  const options = { stdout: true, stderr: true, timestamps: true, ...(tail === undefined ? {} : { tail }) };
  if (follow) return (await container.logs({ ...options, follow: true })) as unknown as Readable;
  const { Readable: NodeReadable } = await import('node:stream');
  const whole = await container.logs({ ...options, follow: false });
  return NodeReadable.from([Buffer.isBuffer(whole) ? whole : Buffer.from(whole as unknown as string)]);
}

interface Piece {
  stream: LogLine['stream'];
  data: Buffer;
}

async function* wholeStream(source: Readable): AsyncGenerator<Piece> {
  for await (const data of source) yield { stream: 'stdout', data: data as Buffer };
}

/** Docker's multiplexed stream: 8 bytes of header (stream, length), then the payload. */
async function* demultiplex(source: Readable): AsyncGenerator<Piece> {
  const headerLength = 8;
  let buffer: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    buffer = buffer.length ? Buffer.concat([buffer, chunk as Buffer]) : (chunk as Buffer);
    while (buffer.length >= headerLength) {
      const end = headerLength + buffer.readUInt32BE(4);
      if (buffer.length < end) break;
      yield { stream: buffer[0] === 2 ? 'stderr' : 'stdout', data: buffer.subarray(headerLength, end) };
      buffer = buffer.subarray(end);
    }
  }
}

async function* splitLines(pieces: AsyncGenerator<Piece>): AsyncGenerator<LogLine> {
  const rest: Record<LogLine['stream'], Buffer> = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  for await (const { stream, data } of pieces) {
    let buffer = Buffer.concat([rest[stream], data]);
    for (let end = buffer.indexOf(10); end >= 0; end = buffer.indexOf(10)) {
      yield logLine(stream, buffer.subarray(0, end));
      buffer = buffer.subarray(end + 1);
    }
    rest[stream] = buffer;
  }
  for (const stream of ['stdout', 'stderr'] as const) {
    if (rest[stream].length) yield { ...logLine(stream, rest[stream]), unfinished: true };
  }
}

function logLine(stream: LogLine['stream'], line: Buffer): LogLine {
  const text = line.toString('utf8').replace(/\r$/, '');
  const space = text.indexOf(' ');
  return space < 0
    ? { time: text, stream, text: '' }
    : { time: text.slice(0, space), stream, text: text.slice(space + 1) };
}
