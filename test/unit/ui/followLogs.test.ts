import assert from 'node:assert/strict';
import type { LogLine } from '../../../src/engine';
import { EngineError } from '../../../src/engine/model/engineError';
import { followLogs } from '../../../src/ui/logs/followLogs';
import { fakeEngine } from './fakeEngine';

const key = { namespace: 'default', name: 'web' };
const lineOf = (text: string): LogLine => ({ time: '2026-11-20T07:00:00.000Z', stream: 'stdout', text });

/** A sink that keeps what it is given, and tells when a text has come. */
function sink() {
  let text = '';
  const waiters: { wanted: string; done: (text: string) => void }[] = [];
  const write = (more: string) => {
    text += more;
    for (const { wanted, done } of waiters) if (text.includes(wanted)) done(text);
  };
  const until = (wanted: string) => new Promise<string>((done) => waiters.push({ wanted, done }));
  return { write, until, explain: String, ended: 'end' };
}

describe('followLogs', () => {
  it('writes the lines of all containers with their names', async () => {
    const engine = fakeEngine();
    engine.onLogs = async function* (_key, container) {
      yield lineOf(`from ${container}`);
    };
    const target = sink();
    followLogs(engine, { key, containers: ['a', 'b'], prefixed: true }, target);
    assert.deepEqual((await target.until('── end')).split('\n').sort(), [
      '',
      '2026-11-20T07:00:00.000Z [a] from a',
      '2026-11-20T07:00:00.000Z [b] from b',
      '── end',
    ]);
  });

  it('reads the attempt before to its end, and follows nothing', async () => {
    const engine = fakeEngine();
    engine.onLogs = async function* (_key, _container, { previous, follow } = {}) {
      yield lineOf(`previous ${previous}, follow ${follow}`);
    };
    const target = sink();
    followLogs(engine, { key, containers: ['a'], prefixed: false, previous: true }, target);
    assert.match(await target.until('── end'), / previous true, follow undefined\n── end/);
  });

  it('stops by its signal, and does not call that an error', async () => {
    const engine = fakeEngine();
    engine.onLogs = async function* (_key, _container, options) {
      yield lineOf('one');
      await new Promise((_, reject) => {
        options?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
    };
    const target = sink();
    const follower = followLogs(engine, { key, containers: ['a'], prefixed: false }, target);
    assert.equal(follower.running, true);
    await target.until('one');
    follower.stop();
    assert.equal(await target.until('── end'), '2026-11-20T07:00:00.000Z one\n── end\n');
    assert.equal(follower.running, false);
  });

  it('says what went wrong, unless the pod is only gone', async () => {
    const engine = fakeEngine();
    engine.onLogs = async function* (_key, container): AsyncGenerator<LogLine> {
      if (container === 'gone') throw new EngineError('pod-not-found', { pod: 'web' });
      yield lineOf('one');
      throw new EngineError('docker-failed', { detail: 'no' });
    };
    const target = { ...sink(), explain: (error: unknown) => (error as EngineError).code };
    followLogs(engine, { key, containers: ['gone', 'broken'], prefixed: false }, target);
    assert.equal(
      await target.until('── end'),
      '2026-11-20T07:00:00.000Z one\n── broken: docker-failed\n── end\n',
    );
  });
});
