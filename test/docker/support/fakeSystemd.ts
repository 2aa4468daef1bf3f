import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** A call of systemd's manager, as it came over its socket. */
export interface ManagerCall {
  member: string;
  signature: string;
  body: Buffer;
}

export interface FakeSystemd {
  calls: ManagerCall[];
  dispose(): Promise<void>;
}

/**
 * What answers at a socket as systemd does at its private one, and keeps what it was asked. `refuse` gives the text of
 * an error, or nothing. It says something of its own before each answer, as a bus does.
 */
export async function fakeSystemd(
  path: string,
  refuse: (call: ManagerCall) => string | undefined = () => undefined,
): Promise<FakeSystemd> {
  const calls: ManagerCall[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let input = Buffer.alloc(0);
    let known = false;
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      input = Buffer.concat([input, chunk]);
      const begin = input.indexOf('BEGIN\r\n');
      if (!known && begin >= 0) {
        known = input.toString('latin1', 0, begin) === '\0AUTH EXTERNAL\r\nDATA\r\n';
        socket.write(known ? 'DATA\r\nOK 0123456789abcdef\r\n' : 'REJECTED EXTERNAL\r\n');
        input = input.subarray(begin + 7);
      }
      for (let end = endOfMessage(input); known && end; end = endOfMessage(input)) {
        const call = readCall(input.subarray(0, end));
        calls.push(call);
        socket.write(message(4, ''));
        const refusal = refuse(call);
        socket.write(message(refusal === undefined ? 2 : 3, refusal ?? '/job/1'));
        input = input.subarray(end);
      }
    });
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    calls,
    dispose: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const aligned = (n: number, to: number) => Math.ceil(n / to) * to;

function endOfMessage(input: Buffer): number | undefined {
  if (input.length < 16) return undefined;
  const end = aligned(16 + input.readUInt32LE(12), 8) + input.readUInt32LE(4);
  return end <= input.length ? end : undefined;
}

/** Fields of a header: https://dbus.freedesktop.org/doc/dbus-specification.html#message-protocol-header-fields */
function readCall(bytes: Buffer): ManagerCall {
  const fields = new Map<number, string>();
  const end = 16 + bytes.readUInt32LE(12);
  for (let at = 16; at < end; ) {
    at = aligned(at, 8);
    const code = bytes[at] ?? 0;
    const isSignature = bytes.toString('latin1', at + 2, at + 3) === 'g';
    at += 4;
    const length = isSignature ? (bytes[at] ?? 0) : bytes.readUInt32LE(at);
    at += isSignature ? 1 : 4;
    fields.set(code, bytes.toString('utf8', at, at + length));
    at += length + 1;
  }
  return {
    member: `${fields.get(6)} ${fields.get(1)} ${fields.get(2)} ${fields.get(3)}`,
    signature: fields.get(8) ?? '',
    body: bytes.subarray(aligned(end, 8)),
  };
}

function message(type: number, text: string): Buffer {
  const body = Buffer.concat([Buffer.alloc(4), Buffer.from(`${text}\0`)]);
  body.writeUInt32LE(text.length);
  const header = Buffer.from([
    0x6c,
    type,
    0,
    1,
    0,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    8,
    0,
    0,
    0,
    5,
    1,
    0x75,
    0,
    1,
    0,
    0,
    0,
  ]);
  header.writeUInt32LE(body.length, 4);
  return Buffer.concat([header, body]);
}

/** Reads a body, value by value: `s` text, `u` a number of 32 bits, `t` of 64, `g` a signature, `8` goes to a multiple. */
export function bodyReader(body: Buffer) {
  let at = 0;
  const length = () => {
    at = aligned(at, 4) + 4;
    return body.readUInt32LE(at - 4);
  };
  const text = (n: number) => {
    at += n + 1;
    return body.toString('utf8', at - n - 1, at - 1);
  };
  return {
    get isAtEnd() {
      return at >= body.length;
    },
    u: length,
    s: () => text(length()),
    g: () => text(body[at++] ?? 0),
    t: () => {
      at = aligned(at, 8) + 8;
      return body.readBigUInt64LE(at - 8);
    },
    align8: () => {
      at = aligned(at, 8);
    },
  };
}
