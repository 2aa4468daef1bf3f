import { uint32 } from '../../../src/engine/runtime/docker/dialler/dialledStream';
import {
  createFrameParser,
  encodeFrame,
  type Frame,
  frameType,
} from '../../../src/engine/runtime/docker/dialler/frames';
import type { Wire } from '../../../src/engine/runtime/docker/dialler/wire';

/** The sandbox's end of a wire, played by a test. */
export interface FakeSandbox {
  wire: Wire;
  /** What the client sent and nobody took yet. */
  frames: Frame[];
  /** Takes the next frame of that type; frames of other types before it are let go. */
  take(type: number): Frame;
  /** Sends a frame to the client that sent the last one. */
  reply(stream: number, type: number, ...numbers: number[]): void;
  data(stream: number, offset: number, bytes: Buffer): void;
  /** Sends a frame with any payload. */
  send(stream: number, type: number, payload: Buffer): void;
  /** Bytes as they are. */
  raw(bytes: Buffer): void;
  breakWire(error?: Error): void;
  /** Frames of that type do not arrive, that many times. */
  lose(type: number, times: number): void;
}

export function createFakeSandbox(): FakeSandbox {
  const frames: Frame[] = [];
  let client = 0;
  let onData: (bytes: Buffer) => void = () => undefined;
  let onClose: (error?: Error) => void = () => undefined;
  const losing = new Map<number, number>();
  const parse = createFrameParser((frame) => {
    client = frame.client;
    const left = losing.get(frame.type) ?? 0;
    if (left > 0) losing.set(frame.type, left - 1);
    else frames.push(frame);
  });
  const send = (stream: number, type: number, payload: Buffer) =>
    onData(encodeFrame({ client, stream, type, payload }));
  return {
    wire: {
      send: parse,
      onData: (listener) => {
        onData = listener;
      },
      onClose: (listener) => {
        onClose = listener;
      },
      close: () => undefined,
    },
    frames,
    take: (type) => {
      for (let frame = frames.shift(); frame; frame = frames.shift()) if (frame.type === type) return frame;
      throw new Error(`no frame of type ${type} came`);
    },
    reply: (stream, type, ...numbers) => send(stream, type, uint32(...numbers)),
    data: (stream, offset, bytes) => send(stream, frameType.data, Buffer.concat([uint32(offset), bytes])),
    send,
    raw: (bytes) => onData(bytes),
    breakWire: (error) => onClose(error),
    lose: (type, times) => void losing.set(type, times),
  };
}
