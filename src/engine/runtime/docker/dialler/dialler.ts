import { randomBytes } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FileDeed, FileResult } from '../../podRuntime';
import { type DialledStream, dialStream, streamError, uint32 } from './dialledStream';
import { createFileRequests } from './fileRequests';
import { createFrameParser, encodeFrame, frameType, maxPayload, protocolVersion } from './frames';
import type { Wire } from './wire';

export interface DialOptions {
  /** An IPv4 or IPv6 address; absent: localhost of the pod, first 127.0.0.1, then ::1. */
  host?: string;
  /** 5000 where absent. */
  timeoutMs?: number;
}

/**
 * Opens TCP connections from inside a pod's network namespace and does deeds to the files of its volumes, through the
 * `pause` at the other end of a wire.
 */
export interface Dialler {
  /**
   * A connection to a TCP port. Rejects as Node's net does, with a `code`: ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, …;
   * ECONNRESET where the wire breaks, EMFILE above 128 at once, EPROTO where the sandbox is of another version.
   */
  connect(port: number, options?: DialOptions): Promise<Duplex>;
  /**
   * In order, until one fails: one result per deed done. Rejects with a `code`: ECONNRESET where the wire breaks,
   * ETIMEDOUT where nothing answers.
   */
  files(deeds: readonly FileDeed[]): Promise<FileResult[]>;
  /** Connections that stand or are begun. */
  readonly streams: number;
  readonly closed: boolean;
  /** Ends all connections with an error, and the wire. */
  close(): void;
}

const resendMs = 1000;
const pingMs = 10_000;
/** The sandbox answers pings; silent for that long, it or the wire is dead. */
const silenceMs = 35_000;

/** Takes over the wire. `onClose` is called once, when the dialler can be used no more. */
export function createDialler(wire: Wire, onClose: () => void = () => undefined): Dialler {
  const client = randomBytes(4).readUInt32LE();
  const streams = new Map<number, DialledStream>();
  let nextId = 1;
  let closed = false;
  let timers: NodeJS.Timeout[] = [];
  let heardAt = Date.now();

  const send = (stream: number, type: number, payload: Buffer) =>
    wire.send(encodeFrame({ client, stream, type, payload }));

  const files = createFileRequests(send, () => nextId++);

  const shut = (error: Error) => {
    if (closed) return;
    closed = true;
    stopTimers();
    files.fail(error);
    for (const stream of [...streams.values()]) stream.fail(error);
    wire.close();
    onClose();
  };

  const parse = createFrameParser((frame, version) => {
    if (frame.client !== client) return;
    heardAt = Date.now();
    if (version !== protocolVersion) return shut(streamError('EPROTO', `sandbox speaks version ${version}`));
    if (frame.type === frameType.done) return files.receive(frame.stream, frame.payload);
    const stream = streams.get(frame.stream);
    if (stream) stream.receive(frame.type, frame.payload);
    // It lives there and not here: our CLOSE was lost, or an OPEN arrived twice.
    else if (frame.type === frameType.data || frame.type === frameType.opened) {
      send(frame.stream, frameType.close, Buffer.alloc(0));
    }
  });
  wire.onData(parse);
  wire.onClose((error) => shut(streamError('ECONNRESET', error?.message ?? 'the sandbox is gone')));

  /** Names all streams and their limits, which also mends a lost CLOSE or CREDIT. */
  const ping = () => {
    if (Date.now() - heardAt > silenceMs) return shut(streamError('ECONNRESET', 'the sandbox is silent'));
    const list = [...streams].flatMap(([id, stream]) => [id, stream.limit()]);
    send(0, frameType.ping, uint32(...list).subarray(0, maxPayload));
  };
  const startTimers = () => {
    if (timers.length > 0) return;
    heardAt = Date.now();
    const resend = () => {
      for (const stream of [...streams.values()]) stream.resend();
    };
    timers = [setInterval(resend, resendMs), setInterval(ping, pingMs)];
  };
  const stopTimers = () => {
    for (const timer of timers) clearInterval(timer);
    timers = [];
  };

  const connect = (port: number, { host, timeoutMs = 5000 }: DialOptions = {}) =>
    new Promise<Duplex>((resolve, reject) => {
      if (closed) return reject(streamError('ECONNRESET', 'the sandbox is gone'));
      const request = openRequest(port, host);
      const id = nextId++;
      startTimers();
      const timer = setTimeout(() => {
        send(id, frameType.close, Buffer.alloc(0));
        stream.fail(streamError('ETIMEDOUT', `no answer from port ${port} in ${timeoutMs} ms`));
      }, timeoutMs);
      const stream = dialStream(request, {
        send: (type, payload) => send(id, type, payload),
        opened: (duplex) => {
          clearTimeout(timer);
          resolve(duplex);
        },
        over: (error) => {
          clearTimeout(timer);
          streams.delete(id);
          if (streams.size === 0) stopTimers();
          // Of no effect once it stands.
          reject(error);
        },
      });
      streams.set(id, stream);
    });

  return {
    connect,
    files: async (deeds) => {
      if (closed) throw streamError('ECONNRESET', 'the sandbox is gone');
      return files.run(deeds);
    },
    get streams() {
      return streams.size;
    },
    get closed() {
      return closed;
    },
    close: () => shut(streamError('ECONNRESET', 'the dialler was closed')),
  };
}

function openRequest(port: number, host: string | undefined): Buffer {
  const request = Buffer.alloc(24);
  request.writeUInt16LE(port, 0);
  if (host === undefined) return request;
  if (isIPv4(host)) {
    request[2] = 4;
    request.set(host.split('.').map(Number), 8);
  } else if (isIPv6(host)) {
    request[2] = 6;
    request.set(ipv6Bytes(host), 8);
  } else throw streamError('EINVAL', `${host} is not an IP address`);
  return request;
}

/** The 16 bytes of a valid IPv6 address; the URL parser knows all its spellings. */
function ipv6Bytes(address: string): Buffer {
  const [head = '', tail] = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string | undefined) => (text ? text.split(':') : []);
  const zeros = Array(8 - groups(head).length - groups(tail).length).fill('0');
  const all = [...groups(head), ...(tail === undefined ? [] : zeros), ...groups(tail)];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
