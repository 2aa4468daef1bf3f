import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mock } from 'node:test';
import { createDialler } from '../../src/engine/runtime/docker/dialler/dialler';
import { encodeFrame, frameType } from '../../src/engine/runtime/docker/dialler/frames';
import { createFakeSandbox } from './support/fakeSandbox';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function begin(onClose?: () => void) {
  const sandbox = createFakeSandbox();
  const dialler = createDialler(sandbox.wire, onClose);
  const connect = async (limit = 1 << 20) => {
    const connecting = dialler.connect(80);
    const { stream, payload } = sandbox.take(frameType.open);
    sandbox.reply(stream, frameType.opened, limit);
    return { stream, duplex: await connecting, window: payload.readUInt32LE(4) };
  };
  return { sandbox, dialler, connect };
}

describe('dialler', () => {
  afterEach(() => mock.timers.reset());

  it('asks for the address it is given', () => {
    const { sandbox, dialler } = begin();
    const ask = (host?: string) => {
      dialler.connect(0x1234, host ? { host } : {}).catch(() => undefined);
      const { payload } = sandbox.take(frameType.open);
      return [payload.readUInt16LE(0), payload.readUInt8(2), payload.subarray(8).toString('hex')];
    };
    assert.deepEqual(ask(), [0x1234, 0, '0'.repeat(32)]);
    assert.deepEqual(ask('10.0.255.1'), [0x1234, 4, '0a00ff01'.padEnd(32, '0')]);
    assert.deepEqual(ask('::1'), [0x1234, 6, '1'.padStart(32, '0')]);
    assert.deepEqual(ask('fd00::ab:1'), [0x1234, 6, `fd00${'0'.repeat(20)}00ab0001`]);
    assert.deepEqual(ask('1:2:3:4:5:6:7:8'), [0x1234, 6, '00010002000300040005000600070008']);
    dialler.close();
  });

  it('rejects what is no address, a refusal and a silence, each with its code', async () => {
    const { sandbox, dialler } = begin();
    await assert.rejects(dialler.connect(80, { host: 'example.org' }), { code: 'EINVAL' });
    const refused = dialler.connect(80);
    sandbox.reply(sandbox.take(frameType.open).stream, frameType.closed, 111);
    await assert.rejects(refused, { code: 'ECONNREFUSED' });
    await assert.rejects(dialler.connect(80, { timeoutMs: 1 }), { code: 'ETIMEDOUT' });
    sandbox.take(frameType.close);
    assert.equal(dialler.streams, 0);
  });

  it('sends no more than it may, and goes on when it may', async () => {
    const { sandbox, connect } = begin();
    const { stream, duplex } = await connect(5000);
    let written = false;
    duplex.write(Buffer.alloc(12_000, 'x'), () => {
      written = true;
    });
    const sentBytes = () => sandbox.frames.reduce((sum, { payload }) => sum + payload.length - 4, 0);
    await turn();
    assert.equal(sentBytes(), 5000);
    assert.equal(written, false);
    sandbox.reply(stream, frameType.ack, 5000, 9000);
    assert.equal(sentBytes(), 9000);
    sandbox.reply(stream, frameType.ack, 9000, 20_000);
    await turn();
    assert.equal(sentBytes(), 12_000);
    assert.equal(written, true);
    duplex.destroy();
  });

  it('lets the sandbox send only as far ahead of the reader as its window', async () => {
    const { sandbox, connect } = begin();
    const { stream, duplex, window } = await connect();
    for (let at = 0; at < window; at += 4000) {
      sandbox.data(stream, at, Buffer.alloc(Math.min(4000, window - at), 'y'));
    }
    await turn();
    assert.deepEqual(sandbox.frames, [], 'nobody has read yet');
    let read = 0;
    while (read < window * 0.75) read += (duplex.read() as Buffer).length;
    await turn();
    const limit = sandbox.take(frameType.credit).payload.readUInt32LE(0);
    assert.ok(limit > window && limit <= read + window, `limit ${limit} after ${read} bytes were read`);
    duplex.destroy();
  });

  it('sends again what did not arrive: an open, data, an end', async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    const { sandbox, dialler } = begin();
    sandbox.lose(frameType.open, 1);
    const connecting = dialler.connect(80);
    assert.equal(sandbox.frames.length, 0);
    mock.timers.tick(1000);
    const { stream } = sandbox.take(frameType.open);
    sandbox.reply(stream, frameType.opened, 1 << 20);
    const duplex = await connecting;
    sandbox.lose(frameType.data, 1);
    sandbox.lose(frameType.end, 1);
    duplex.end('hello');
    await once(duplex, 'finish');
    mock.timers.tick(2000);
    assert.equal(sandbox.take(frameType.data).payload.subarray(4).toString(), 'hello');
    sandbox.reply(stream, frameType.ack, 5, 1 << 20);
    mock.timers.tick(2000);
    assert.equal(sandbox.take(frameType.end).payload.readUInt32LE(0), 5);
    sandbox.reply(stream, frameType.ack, 6, 1 << 20);
    sandbox.frames.length = 0;
    mock.timers.tick(4000);
    assert.deepEqual(sandbox.frames, [], 'all is acknowledged');
    duplex.destroy();
  });

  it('names its streams and limits in every ping, and gives up on a sandbox that is silent', async () => {
    mock.timers.enable({ apis: ['setInterval', 'Date'] });
    const { sandbox, dialler, connect } = begin();
    const { stream, duplex, window } = await connect();
    const failed = once(duplex, 'error');
    mock.timers.tick(10_000);
    const { payload } = sandbox.take(frameType.ping);
    assert.deepEqual([payload.readUInt32LE(0), payload.readUInt32LE(4)], [stream, window]);
    for (let i = 0; i < 4; i++) mock.timers.tick(10_000);
    assert.equal((await failed)[0].code, 'ECONNRESET');
    assert.equal(dialler.closed, true);
  });

  it('ends every stream with an error when the wire breaks, and says so once', async () => {
    let closed = 0;
    const { sandbox, dialler, connect } = begin(() => closed++);
    const { duplex } = await connect();
    const failed = once(duplex, 'error');
    const pending = assert.rejects(dialler.connect(81), { code: 'ECONNRESET' });
    sandbox.breakWire(new Error('gone'));
    sandbox.breakWire();
    assert.equal((await failed)[0].code, 'ECONNRESET');
    await pending;
    await assert.rejects(dialler.connect(82), { code: 'ECONNRESET' });
    assert.equal(closed, 1);
  });

  it('hands over a connection before it tells that it broke', async () => {
    const { sandbox, dialler } = begin();
    const connecting = dialler.connect(80);
    const { stream } = sandbox.take(frameType.open);
    sandbox.reply(stream, frameType.opened, 1000);
    sandbox.reply(stream, frameType.closed, 104);
    const duplex = await connecting;
    assert.equal((await once(duplex, 'error'))[0].code, 'ECONNRESET');
  });

  it('fails a stream with a gap in it instead of passing on other bytes', async () => {
    const { sandbox, connect } = begin();
    const { stream, duplex } = await connect();
    const failed = once(duplex, 'error');
    sandbox.data(stream, 0, Buffer.from('abc'));
    sandbox.data(stream, 4, Buffer.from('e'));
    assert.equal((await failed)[0].code, 'EPROTO');
  });

  it('drops at the sandbox what it does not know, and bears frames that make no sense', async () => {
    const { sandbox, connect } = begin();
    const { stream, duplex } = await connect();
    for (let type = 0; type < 40; type++) sandbox.reply(stream, type === frameType.closed ? 99 : type);
    sandbox.data(77, 0, Buffer.from('late'));
    assert.equal(sandbox.take(frameType.close).stream, 77);
    assert.equal(duplex.destroyed, false);
    duplex.destroy();
  });

  it('says so when the sandbox speaks another version', async () => {
    const { sandbox, dialler } = begin();
    const connecting = dialler.connect(80);
    const { client, stream } = sandbox.take(frameType.open);
    const frame = encodeFrame({ client, stream, type: frameType.pong, payload: Buffer.alloc(0) });
    const { crc32 } = await import('node:zlib');
    frame[13] = 2;
    frame.writeUInt32LE(crc32(frame.subarray(0, 20)), 20);
    sandbox.raw(frame);
    await assert.rejects(connecting, { code: 'EPROTO' });
  });
});
