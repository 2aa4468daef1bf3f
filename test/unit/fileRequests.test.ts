import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { createDialler } from '../../src/engine/runtime/docker/dialler/dialler';
import { frameType } from '../../src/engine/runtime/docker/dialler/frames';
import type { FileDeed } from '../../src/engine/runtime/podRuntime';
import { createFakeSandbox } from './support/fakeSandbox';

const turn = () => new Promise((resolve) => setImmediate(resolve));
const write = (bytes: number): FileDeed => ({
  ...{ kind: 'write', path: '/v/0/file', mode: 0o644, data: Buffer.alloc(bytes, 'x') },
});
const mkdir: FileDeed = { kind: 'mkdir', path: '/v/0/d', mode: 0o755 };
const read: FileDeed = { kind: 'read', path: '/v/0/file', maxBytes: 10_000 };

function begin() {
  const sandbox = createFakeSandbox();
  const dialler = createDialler(sandbox.wire);
  const asked = () => sandbox.frames.splice(0).map(({ payload }) => payload.readUInt32LE(0));
  const answer = (stream: number, number: number, errno = 0, data = '', more = false) => {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(number, 0);
    head.writeUInt16LE(errno, 4);
    head.writeUInt16LE(data.length | (more ? 0x8000 : 0), 6);
    sandbox.send(stream, frameType.done, Buffer.concat([head, Buffer.from(data)]));
  };
  return { sandbox, dialler, asked, answer };
}

describe('deeds over the wire', () => {
  afterEach(() => mock.timers.reset());

  it('go out together, and each is answered: a large file counts as one', async () => {
    const { dialler, asked, answer } = begin();
    const results = dialler.files([mkdir, write(10_000), mkdir]);
    await turn();
    assert.deepEqual(asked(), [0, 1, 2, 3, 4]);
    for (let number = 0; number < 5; number++) answer(1, number);
    assert.deepEqual(
      (await results).map(({ ok }) => ok),
      [true, true, true],
    );
  });

  it('end with the first that fails, by Linux’ word for it', async () => {
    const { dialler, answer } = begin();
    const results = dialler.files([mkdir, write(10_000), mkdir]);
    await turn();
    answer(1, 0);
    answer(1, 1);
    answer(1, 2, 28);
    assert.deepEqual(await results, [
      { ok: true, data: Buffer.alloc(0) },
      { ok: false, errno: 'ENOSPC' },
    ]);
  });

  it('ask for the rest of what is too much for one answer, before what comes after', async () => {
    const { sandbox, dialler, answer } = begin();
    const results = dialler.files([read, { kind: 'list', path: '/v/0' }, mkdir]);
    await turn();
    answer(1, 0, 0, 'abc', true);
    answer(1, 1, 0, 'one\0two\0', true);
    await turn();
    const offsets = sandbox.frames
      .filter(({ stream }) => stream === 2)
      .map(({ payload }) => payload.readUInt32LE(12));
    assert.deepEqual(offsets, [3, 2]);
    answer(2, 0, 0, 'def');
    answer(2, 1, 0, 'three\0');
    await turn();
    answer(3, 0);
    const texts = (await results).map((result) => result.ok && result.data.toString());
    assert.deepEqual(texts, ['abcdef', 'one\0two\0three\0', '']);
  });

  it('are asked again from the first that is unanswered, and given up when nothing comes', async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    const { sandbox, dialler, asked, answer } = begin();
    sandbox.lose(frameType.do, 1);
    const results = dialler.files([mkdir, mkdir, mkdir]);
    await turn();
    assert.deepEqual(asked(), [1, 2]);
    mock.timers.tick(1000);
    assert.deepEqual(asked(), [0, 1, 2]);
    answer(1, 0);
    mock.timers.tick(1000);
    assert.deepEqual(asked(), [1, 2]);
    const failed = assert.rejects(results, { code: 'ETIMEDOUT' });
    for (let i = 0; i < 31; i++) mock.timers.tick(1000);
    await failed;
  });

  it('have patience with a group, which takes as long as its files are many', async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    const { dialler, answer } = begin();
    const results = dialler.files([{ kind: 'group', path: '/v/0', gid: 1, changePolicy: 'Always' }]);
    await turn();
    for (let i = 0; i < 120; i++) mock.timers.tick(1000);
    answer(1, 0);
    assert.equal((await results)[0]?.ok, true);
  });

  it('are not all under way at once, and fail when the wire breaks', async () => {
    const { sandbox, dialler, asked, answer } = begin();
    const results = dialler.files([write(1_000_000)]);
    await turn();
    assert.equal(asked().length, 64);
    answer(1, 0);
    assert.deepEqual(asked(), [64]);
    const failed = assert.rejects(results, { code: 'ECONNRESET' });
    sandbox.breakWire();
    await failed;
    await assert.rejects(dialler.files([mkdir]), { code: 'ECONNRESET' });
  });

  it('with paths longer than a frame fail where they stand in the list', async () => {
    const { dialler, answer } = begin();
    const long: FileDeed = { kind: 'mkdir', path: `/${'x'.repeat(5000)}`, mode: 0o755 };
    const results = dialler.files([mkdir, long, mkdir]);
    await turn();
    answer(1, 0);
    assert.deepEqual(
      (await results).map((result) => result.ok || result.errno),
      [true, 'ENAMETOOLONG'],
    );
  });
});
