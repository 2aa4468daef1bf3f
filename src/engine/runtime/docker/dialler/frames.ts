import { crc32 } from 'node:zlib';

/** The frames that engine and sandbox exchange over an attached stdin and stdout; sandbox/frames.h explains them. */
export interface Frame {
  /** Random 32 bits of the client that asks and is answered. */
  client: number;
  /** Number of the stream or request, the client's choice. */
  stream: number;
  type: number;
  payload: Buffer;
}

export const frameType = {
  open: 1,
  ping: 2,
  credit: 3,
  close: 4,
  data: 5,
  end: 6,
  opened: 16,
  ack: 17,
  closed: 18,
  pong: 19,
  read: 32,
  readings: 33,
  do: 48,
  done: 49,
} as const;

export const protocolVersion = 1;
export const headerLength = 24;
/** A frame is at most 4096 bytes: what Linux writes to a pipe in one piece. */
export const maxPayload = 4096 - headerLength;

const magic = Buffer.from([0xd0, 0x43, 0x50, 0x0d]);

/** The bytes of a frame. The payload has at most `maxPayload` bytes. */
export function encodeFrame({ client, stream, type, payload }: Frame): Buffer {
  const bytes = Buffer.allocUnsafe(headerLength + payload.length);
  magic.copy(bytes);
  bytes.writeUInt32LE(client, 4);
  bytes.writeUInt32LE(stream, 8);
  bytes[12] = type;
  bytes[13] = protocolVersion;
  bytes.writeUInt16LE(payload.length, 14);
  bytes.writeUInt32LE(crc32(payload), 16);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 20)), 20);
  payload.copy(bytes, headerLength);
  return bytes;
}

/**
 * A function that takes bytes as they come and calls back for every whole frame in them; what is no frame is skipped.
 * The payload of a frame is valid as long as it is referenced.
 */
export function createFrameParser(onFrame: (frame: Frame, version: number) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (;;) {
      at = findMagic(bytes, at);
      if (bytes.length - at < headerLength) break;
      const length = headerValid(bytes, at) ? bytes.readUInt16LE(at + 14) : undefined;
      if (length === undefined) {
        at++;
        continue;
      }
      const end = at + headerLength + length;
      if (bytes.length < end) break;
      const payload = bytes.subarray(at + headerLength, end);
      if (crc32(payload) !== bytes.readUInt32LE(at + 16)) {
        // Torn by another writer: whole frames may lie inside what looked like its payload.
        at++;
        continue;
      }
      onFrame(
        {
          client: bytes.readUInt32LE(at + 4),
          stream: bytes.readUInt32LE(at + 8),
          type: bytes.readUInt8(at + 12),
          payload,
        },
        bytes.readUInt8(at + 13),
      );
      at = end;
    }
    rest = bytes.subarray(at);
  };
}

/** Where the next frame may begin: the magic, or the last bytes where it may be cut. */
function findMagic(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(magic, from);
  return at >= 0 ? at : Math.max(from, bytes.length - magic.length + 1);
}

function headerValid(bytes: Buffer, at: number): boolean {
  return (
    bytes.readUInt32LE(at + 20) === crc32(bytes.subarray(at, at + 20)) &&
    bytes.readUInt16LE(at + 14) <= maxPayload
  );
}
