import assert from 'node:assert/strict';
import {
  createFrameParser,
  encodeFrame,
  type Frame,
  headerLength,
  maxPayload,
} from '../../src/engine/runtime/docker/dialler/frames';
import { createDemultiplexer } from '../../src/engine/runtime/docker/dialler/wire';
import { type Random, seededRandom } from './support/random';

function parseAll(chunks: Buffer[]): Frame[] {
  const found: Frame[] = [];
  const parse = createFrameParser((frame) => found.push(frame));
  for (const chunk of chunks) parse(chunk);
  return found;
}

function cut(bytes: Buffer, random: Random): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + random.below(random.below(4) === 0 ? 5000 : 40);
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

function randomFrame(random: Random): Frame {
  const length = random.below(3) === 0 ? random.below(maxPayload + 1) : random.below(30);
  return {
    client: random.below(2 ** 32),
    stream: random.below(2 ** 32),
    type: random.below(256),
    payload: random.bytes(length),
  };
}

describe('frames of the dialler', () => {
  it('are what they were, however they are cut', () => {
    const random = seededRandom();
    const frames = Array.from({ length: 100 }, () => randomFrame(random));
    const chunks = cut(Buffer.concat(frames.map(encodeFrame)), random);
    assert.deepEqual(parseAll(chunks), frames, `SEED=${random.seed}`);
  });

  it('fit a pipe', () => {
    const frame = encodeFrame({ client: 1, stream: 2, type: 3, payload: Buffer.alloc(maxPayload) });
    assert.equal(frame.length, 4096);
  });

  it('are found again after garbage of any kind', () => {
    const random = seededRandom();
    const frames = Array.from({ length: 200 }, () => randomFrame(random));
    const garbage = () => {
      const valid = encodeFrame(randomFrame(random));
      return [
        random.bytes(random.below(200)),
        // A header that is right but for one byte, the magic alone, and the begin of it.
        Buffer.from(valid.subarray(0, headerLength).map((byte, i) => (i === 14 ? byte ^ 1 : byte))),
        valid.subarray(0, 4),
        valid.subarray(0, 1 + random.below(3)),
      ][random.below(4)] as Buffer;
    };
    const bytes = Buffer.concat(frames.flatMap((frame) => [garbage(), encodeFrame(frame)]));
    assert.deepEqual(parseAll(cut(bytes, random)), frames, `SEED=${random.seed}`);
  });

  it('are found inside one that another writer tore', () => {
    const torn = encodeFrame({ client: 1, stream: 1, type: 5, payload: Buffer.alloc(3000, 7) });
    const whole: Frame = { client: 2, stream: 9, type: 1, payload: Buffer.from('whole') };
    const next: Frame = { client: 1, stream: 1, type: 6, payload: Buffer.alloc(4) };
    const found = parseAll([
      torn.subarray(0, 1000),
      encodeFrame(whole),
      torn.subarray(1000),
      encodeFrame(next),
    ]);
    assert.deepEqual(found, [whole, next]);
  });
});

describe("Docker's multiplexed output", () => {
  it('is taken apart wherever it is cut, and only stdout passes', () => {
    const random = seededRandom();
    const expected: Buffer[] = [];
    const sent: Buffer[] = [];
    for (let i = 0; i < 100; i++) {
      const bytes = random.bytes(random.below(100));
      const stream = 1 + random.below(2);
      if (stream === 1) expected.push(bytes);
      sent.push(Buffer.from([stream, 0, 0, 0, 0, 0, 0, bytes.length]), bytes);
    }
    const got: Buffer[] = [];
    const demultiplex = createDemultiplexer((bytes) => got.push(bytes));
    for (const chunk of cut(Buffer.concat(sent), random)) demultiplex(chunk);
    assert.deepEqual(Buffer.concat(got), Buffer.concat(expected), `SEED=${random.seed}`);
  });
});
