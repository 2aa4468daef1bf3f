import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DockerConnection } from '../../src/engine/runtime/docker/connection';
import { clockOffset } from '../../src/engine/runtime/docker/version';
import { eventually } from '../support/eventually';
import { beginApart, clock, connected, runtime, statesOf } from './support/engineWorld';
import { settled } from './support/fakeClock';
import { key, podOf } from './support/pods';

describe('a Docker with another time than ours', () => {
  for (const [what, aheadMs] of [
    ['an hour ahead', 3_600_000],
    ['an hour behind', -3_600_000],
  ] as const) {
    it(`${what}: the back-off is as long as ever`, async () => {
      beginApart(aheadMs);
      const engine = await connected();
      await engine.run(podOf(['a']));
      runtime.exit(runtime.container('a').id, 1);
      await settled();
      runtime.exit(runtime.container('a').id, 1);
      await settled();
      await clock.advance(9_999);
      assert.deepEqual(statesOf(engine.pod(key)), ['a CrashLoopBackOff 1']);
      await clock.advance(1);
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 2']);
    });

    it(`${what}: the pod has all of its deadline`, async () => {
      beginApart(aheadMs);
      const engine = await connected();
      await engine.run(podOf(['a'], { activeDeadlineSeconds: 60 }));
      await clock.advance(59_999);
      assert.equal(engine.pod(key)?.status.phase, 'Running');
      await clock.advance(1);
      await settled();
      assert.equal(engine.pod(key)?.status.reason, 'DeadlineExceeded');
    });

    it(`${what}: another window’s sandbox is left to it for five seconds`, async () => {
      beginApart(aheadMs);
      await (await connected()).run(podOf(['a']));
      const other = await connected();
      runtime.exit(runtime.container('a').id, 1);
      await settled();
      assert.deepEqual(statesOf(other.pod(key)), ['a running 1']);
    });
  }

  it('is as far off as its answer lies outside of the question', () => {
    const at = (ms: number) => new Date(1_000_000 + ms).toISOString();
    for (const [systemTime, offset] of [
      [at(-5), -5],
      [at(0), 0],
      [at(30), 0],
      [at(50), 0],
      [at(90), 40],
      ['1970-01-01T02:16:40.05+02:00', 0],
      [undefined, 0],
    ] as const)
      assert.equal(clockOffset(1_000_000, systemTime, 1_000_050), offset, systemTime);
  });

  it('is ahead of what was known of it by as much as what it tells of', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'docker-clock-')), 'docker.sock');
    let tell: (event: object) => void = () => undefined;
    const server = createServer(({ url = '' }, response) => {
      if (!url.startsWith('/events')) return response.end('{}');
      response.flushHeaders();
      tell = (event) => response.write(`${JSON.stringify(event)}\n`);
      return response;
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const connection = new DockerConnection({ DOCKER_HOST: `unix://${path}` }, () => undefined);
    const aheadMs = () =>
      connection.state.status === 'connected' ? connection.state.facts.clockOffsetMs : undefined;
    const told = (ms: number) => tell({ Action: 'die', timeNano: (Date.now() + ms) * 1e6 });
    void connection.run();
    await eventually(() => connection.state.status === 'connected', 'it is there');
    told(-3_600_000);
    told(3_600_000);
    await eventually(() => aheadMs() !== undefined, 'it was heard');
    assert.ok(Math.abs((aheadMs() ?? 0) - 3_600_000) < 10_000);
    connection.dispose();
    server.closeAllConnections();
    server.close();
    rmSync(dirname(path), { recursive: true });
  });
});
