import { randomBytes } from 'node:crypto';
import type { HostRead, HostReading } from '../../podRuntime';
import { streamError } from '../dialler/dialledStream';
import { createFrameParser, encodeFrame, frameType, maxPayload } from '../dialler/frames';
import { errnoName } from '../dialler/linuxErrno';
import type { Wire } from '../dialler/wire';

/** Asks the `probe` at the other end of a wire to read paths. */
export interface ProbeClient {
  /**
   * All in one round trip, in the order asked. A directory's names each end with a zero byte. Rejects with a `code`:
   * ETIMEDOUT without an answer, ECONNRESET where the wire breaks.
   */
  read(requests: HostRead[]): Promise<HostReading[]>;
  readonly closed: boolean;
  close(): void;
}

const entryLength = 12;
const recordLength = 8;
const moreFollows = 0x8000;
const defaultMaxBytes = 64 * 1024;
const resendMs = 1500;
const timeoutMs = 6000;

interface Attempt {
  take(payload: Buffer): void;
  fail(error: Error): void;
}

/** Takes over the wire. `onClose` is called once, when the client can be used no more. */
export function createProbeClient(wire: Wire, onClose: () => void = () => undefined): ProbeClient {
  const client = randomBytes(4).readUInt32LE();
  const attempts = new Map<number, Attempt>();
  let nextId = 1;
  let closed = false;

  const shut = (error: Error) => {
    if (closed) return;
    closed = true;
    for (const attempt of [...attempts.values()]) attempt.fail(error);
    wire.close();
    onClose();
  };
  wire.onData(
    createFrameParser(({ client: whose, stream, type, payload }) => {
      if (whose === client && type === frameType.readings) attempts.get(stream)?.take(payload);
    }),
  );
  wire.onClose((error) => shut(streamError('ECONNRESET', error?.message ?? 'the probe is gone')));

  const read = (requests: HostRead[]) =>
    new Promise<HostReading[]>((resolve, reject) => {
      if (closed) return reject(streamError('ECONNRESET', 'the probe is gone'));
      if (requests.length === 0) return resolve([]);
      const payloads = requestPayloads(requests);
      const ids: number[] = [];
      const over = () => {
        clearInterval(again);
        clearTimeout(timer);
        for (const id of ids) attempts.delete(id);
      };
      const fail = (error: Error) => {
        over();
        reject(error);
      };
      // What is asked again is answered again from its beginning: each asking collects for itself.
      const ask = () => {
        const id = nextId++;
        ids.push(id);
        const take = collect(requests, (readings) => {
          over();
          resolve(readings);
        });
        attempts.set(id, { take, fail });
        for (const payload of payloads)
          wire.send(encodeFrame({ client, stream: id, type: frameType.read, payload }));
      };
      const again = setInterval(ask, resendMs);
      const timer = setTimeout(() => fail(streamError('ETIMEDOUT', 'the probe does not answer')), timeoutMs);
      ask();
    });

  return {
    read,
    get closed() {
      return closed;
    },
    close: () => shut(streamError('ECONNRESET', 'the probe was closed')),
  };
}

/** Requests packed into as few frames as they take, none of them cut. */
function requestPayloads(requests: HostRead[]): Buffer[] {
  const payloads: Buffer[][] = [];
  let room = 0;
  requests.forEach((request, index) => {
    const entry = requestEntry(request, index);
    // It stands for itself: `collect` answers it.
    if (entry.length > maxPayload) return;
    if (entry.length > room) {
      payloads.push([]);
      room = maxPayload;
    }
    payloads.at(-1)?.push(entry);
    room -= entry.length;
  });
  return payloads.map((entries) => Buffer.concat(entries));
}

function requestEntry(request: HostRead, index: number): Buffer {
  const path = Buffer.from(request.path);
  const entry = Buffer.alloc(entryLength + path.length);
  entry.write(request.kind.charAt(0), 0, 'latin1');
  entry.writeUInt16LE(Math.min(path.length, 0xffff), 2);
  entry.writeUInt32LE(index, 4);
  entry.writeUInt32LE(request.kind === 'file' ? (request.maxBytes ?? defaultMaxBytes) : 0, 8);
  path.copy(entry, entryLength);
  return entry;
}

/** Puts the records of the answers together; calls back when the last one is complete. */
function collect(requests: HostRead[], done: (readings: HostReading[]) => void): (payload: Buffer) => void {
  const pieces: Buffer[][] = requests.map(() => []);
  const readings: (HostReading | undefined)[] = requests.map((request) =>
    entryLength + Buffer.byteLength(request.path) > maxPayload
      ? { ok: false, errno: 'ENAMETOOLONG' }
      : undefined,
  );
  return (payload) => {
    for (let at = 0; at + recordLength <= payload.length; ) {
      const index = payload.readUInt32LE(at);
      const errno = payload.readUInt16LE(at + 4);
      const lengthAndMore = payload.readUInt16LE(at + 6);
      const end = at + recordLength + (lengthAndMore & ~moreFollows);
      pieces[index]?.push(payload.subarray(at + recordLength, end));
      if (!(lengthAndMore & moreFollows) && index < readings.length) {
        readings[index] = errno
          ? { ok: false, errno: errnoName(errno) }
          : { ok: true, data: Buffer.concat(pieces[index] ?? []) };
      }
      at = end;
    }
    if (readings.every((reading) => reading !== undefined)) done(readings);
  };
}
