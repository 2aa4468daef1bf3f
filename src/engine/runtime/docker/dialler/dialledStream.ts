import { Duplex } from 'node:stream';
import { frameType, maxPayload } from './frames';
import { errnoName } from './linuxErrno';

/** How far the sandbox may be ahead of the reader, in bytes. */
const window = 256 * 1024;

/** One connection as the dialler sees it. */
export interface DialledStream {
  duplex: Duplex;
  /** Takes in a frame of the sandbox that names this stream. */
  receive(type: number, payload: Buffer): void;
  /** Sends again what was not acknowledged since the last call. */
  resend(): void;
  /** Offset up to which the reader takes data. */
  limit(): number;
  fail(error: Error): void;
}

export interface StreamEnd {
  send(type: number, payload: Buffer): void;
  opened(duplex: Duplex): void;
  /** Nothing comes or goes any more; with the reason, where it ended otherwise than in peace. */
  over(error?: Error): void;
}

/** Begins a connection: sends its OPEN and follows its frames. `request` is OPEN's payload but for the limit in it. */
export function dialStream(request: Buffer, end: StreamEnd): DialledStream {
  // Offsets count bytes of one direction modulo 2^32, as in the sandbox.
  const down = { received: 0, limit: 0, ended: false };
  const up = { sent: 0, limit: 0, acked: 0, ending: false, resent: -1, mended: -1 };
  const unacked: { offset: number; bytes: Buffer }[] = [];
  let waiting: { bytes: Buffer; done: () => void } | undefined;
  let open = false;
  let over = false;

  const finish = (error?: Error) => {
    if (over) return;
    over = true;
    end.over(error);
  };

  const duplex = new Duplex({
    // A moment later: Node asks before it takes what is read out of its buffer, and then not again until data comes.
    read: () => process.nextTick(grant),
    write: (bytes: Buffer, _encoding, done) => {
      waiting = { bytes, done };
      pump();
    },
    final: (done) => {
      up.ending = true;
      end.send(frameType.end, uint32(up.sent));
      done();
    },
    destroy: (error, done) => {
      // After an end from both sides the sandbox still passes on what it has, and says CLOSED when that is done.
      if (!over && (error || !up.ending || !down.ended)) {
        end.send(frameType.close, Buffer.alloc(0));
        finish(error ?? undefined);
      }
      done(error);
    },
  });

  // As 'close' follows an error in any case, one that nobody listens to must not end the whole process.
  duplex.on('error', () => undefined);

  function grant(): void {
    const limit = (down.received + window) >>> 0;
    if (down.ended || over || duplex.destroyed || difference(limit, down.limit) < window / 2) return;
    down.limit = limit;
    end.send(frameType.credit, uint32(limit));
  }

  function pump(): void {
    while (waiting && waiting.bytes.length > 0) {
      const room = Math.min(difference(up.limit, up.sent), maxPayload - 4);
      if (room <= 0) return;
      const bytes = waiting.bytes.subarray(0, room);
      waiting.bytes = waiting.bytes.subarray(room);
      unacked.push({ offset: up.sent, bytes });
      end.send(frameType.data, Buffer.concat([uint32(up.sent), bytes]));
      up.sent = (up.sent + bytes.length) >>> 0;
    }
    const done = waiting?.done;
    waiting = undefined;
    done?.();
  }

  function acknowledge(next: number, limit: number): void {
    const moved = difference(next, up.acked) > 0 || difference(limit, up.limit) > 0;
    if (difference(next, up.acked) > 0) up.acked = next;
    if (difference(limit, up.limit) > 0) up.limit = limit;
    for (let first = unacked[0]; first; first = unacked[0]) {
      if (difference(up.acked, first.offset + first.bytes.length) < 0) break;
      unacked.shift();
    }
    // The same again: something arrived there, but not what comes next. Once is enough until that has arrived.
    if (!moved && up.mended !== up.acked) {
      up.mended = up.acked;
      sendUnacked();
    }
    pump();
  }

  function sendUnacked(): void {
    for (const { offset, bytes } of unacked) end.send(frameType.data, Buffer.concat([uint32(offset), bytes]));
    // An end counts as one byte in what is acknowledged.
    if (up.ending && up.acked !== (up.sent + 1) >>> 0) end.send(frameType.end, uint32(up.sent));
  }

  function takeData(payload: Buffer): void {
    if (payload.readUInt32LE(0) !== down.received) {
      fail(streamError('EPROTO'));
      return;
    }
    const bytes = payload.subarray(4);
    down.received = (down.received + bytes.length) >>> 0;
    if (!duplex.destroyed) duplex.push(bytes);
  }

  function fail(error: Error): void {
    const wasOpen = open;
    finish(error);
    // Who waits for the connection must have its hands on it before it emits anything. Where it never stood, nobody
    // will: the error goes to who asked for it.
    setImmediate(() => duplex.destroy(wasOpen ? error : undefined));
  }

  const sendOpen = () => {
    request.writeUInt32LE(window, 4);
    down.limit = window;
    end.send(frameType.open, request);
  };

  const receivers: Record<number, (payload: Buffer) => void> = {
    [frameType.opened]: (payload) => {
      if (open) return;
      open = true;
      up.limit = payload.readUInt32LE(0);
      end.opened(duplex);
    },
    [frameType.ack]: (payload) => acknowledge(payload.readUInt32LE(0), payload.readUInt32LE(4)),
    [frameType.data]: takeData,
    [frameType.end]: () => {
      if (down.ended) return;
      down.ended = true;
      if (!duplex.destroyed) duplex.push(null);
    },
    [frameType.closed]: (payload) => {
      const errno = payload.readUInt32LE(0);
      if (errno !== 0) fail(streamError(errnoName(errno)));
      else finish();
    },
  };

  sendOpen();
  return {
    duplex,
    receive: (type, payload) => {
      const least = type === frameType.ack ? 8 : 4;
      if (payload.length >= least && !over) receivers[type]?.(payload);
    },
    resend: () => {
      if (!open) return sendOpen();
      const stuck = up.acked === up.resent;
      up.resent = up.acked;
      if (stuck) sendUnacked();
    },
    limit: () => down.limit,
    fail,
  };
}

/** An error as Node's net makes them, with its `code`. */
export function streamError(code: string, detail = ''): NodeJS.ErrnoException {
  return Object.assign(new Error(detail ? `${code}: ${detail}` : code), { code });
}

export function uint32(...numbers: number[]): Buffer {
  const bytes = Buffer.allocUnsafe(4 * numbers.length);
  numbers.forEach((number, i) => {
    bytes.writeUInt32LE(number, 4 * i);
  });
  return bytes;
}

/** a − b of two offsets that may have wrapped around. */
function difference(a: number, b: number): number {
  return (a - b) | 0;
}
