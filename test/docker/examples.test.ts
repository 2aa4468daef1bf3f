import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readManifest } from '../../src/engine/manifest/readManifest';
import type { Pod } from '../../src/engine/model/pod';
import type { PodObject } from '../../src/engine/model/podObject';
import type { LogLine } from '../../src/engine/runtime/podRuntime';
import { eventually } from '../support/eventually';
import { allRunning, engineTrial, freePort } from './support/engineTrial';

const folder = resolve('examples');

describe('examples, on a real Docker', function () {
  this.timeout(60_000);
  const trial = engineTrial();
  const objects: PodObject[] = [];
  const engine = trial.engine({ objects });

  after(() => trial.dispose());

  it('web: nginx serves what the writer writes anew every second', async () => {
    const port = await freePort();
    const key = await run('web.yaml', port);
    const page = () => textOf(port);
    const first = await eventually(page, 'the page');
    assert.match(first, /Hello from a pod/);
    await eventually(async () => ((await page()) === first ? undefined : true), 'another page');
    await engine.remove(key);
  });

  it('localhost: the app is reached through the proxy alone, which is configured by the file beside the manifest', async () => {
    const port = await freePort();
    const key = await run('localhost.yaml', port);
    const page = await eventually(() => textOf(port), 'the page');
    assert.match(page, /Hello from the app behind the proxy/);
    assert.match(page, /host name is localhost,/);
    assert.equal(await engine.tcpCheck(key, 3000, 2000), true);
    await engine.remove(key);
  });

  it('shared-pid: each container sees the processes of the other, and pause as PID 1', async () => {
    const key = await run('shared-pid.yaml');
    for (const name of ['left', 'right']) {
      const text = await eventually(async () => {
        const lines = await linesOf(engine.logs(key, name));
        return lines.includes('left sees:') && lines.includes('right sees:') ? lines : undefined;
      }, `the processes of both in the output of ${name}`);
      assert.match(text, /^\s*1 .*\/pause$/m);
    }
    await engine.remove(key);
  });

  it('config: environment and files of a ConfigMap and a Secret, and a file follows its object', async () => {
    const key = await run('config.yaml');
    const lines = (text: RegExp) =>
      eventually(async () => {
        const written = await linesOf(engine.logs(key, 'app'));
        return text.test(written) ? written : undefined;
      }, String(text));
    await lines(/^Hello, world; the database is read as reader, with a password of 11 letters\.$/m);
    await lines(/^Hello from a file of a ConfigMap\.$/m);
    const modes = await lines(/^-r-------- .* password$/m);
    assert.doesNotMatch(modes, /open-sesame/);
    const index = objects.findIndex(({ name }) => name === 'greeting');
    const greeting = objects[index];
    assert.ok(greeting);
    const message = Buffer.from('Changed.\n').toString('base64');
    objects[index] = { ...greeting, data: { ...greeting.data, 'message.txt': message } };
    engine.objectsChanged();
    await lines(/^Changed\.$/m);
    await engine.remove(key);
  });

  it('startup: the init container first, then the sidecar, then what they prepared is served', async () => {
    const port = await freePort();
    const key = await run('startup.yaml', port);
    const page = await eventually(() => textOf(port), 'the page');
    assert.match(page, /Prepared by an init container/);
    assert.match((await textOf(port, 'time.txt')) ?? '', /\d\d:\d\d:\d\d/);
    const { initContainerStatuses = [] } = engine.pod(key)?.status ?? {};
    const [prepare, clock] = initContainerStatuses;
    assert.equal(prepare?.state.terminated?.exitCode, 0);
    assert.ok(clock?.state.running && clock.started);
    await engine.remove(key);
  });

  it('deployment: one pod of its template', async () => {
    const port = await freePort();
    const key = await run('deployment.yaml', port);
    assert.match(await eventually(() => textOf(port), 'the page'), /Hello from one pod of a Deployment/);
    await engine.remove(key);
  });

  it('leaves nothing', async () => {
    await engine.dispose();
    assert.deepEqual(await trial.leftovers(), []);
  });

  /** Runs the example in the trial's namespace, its hostPort replaced by a free one. */
  async function run(file: string, port?: number): Promise<{ namespace: string; name: string }> {
    const read = readManifest(readFileSync(resolve(folder, file), 'utf8'));
    assert.deepEqual(
      read.findings.filter(({ severity }) => severity !== 'information'),
      [],
    );
    const { namespace } = trial;
    objects.push(...read.objects.flatMap(({ object }) => (object ? [{ ...object, namespace }] : [])));
    const written = read.pods[0]?.pod;
    assert.ok(written);
    const { name, containers } = { name: written.metadata.name, containers: withPort(written, port) };
    const { spec } = written;
    const pod = trial.pod(name, containers, { ...spec, containers });
    const snapshot = await engine.run(pod, { manifestDirectory: folder });
    assert.ok(allRunning(snapshot), JSON.stringify(snapshot.status));
    return { namespace, name };
  }
});

function withPort({ spec }: Pod, hostPort: number | undefined): Pod['spec']['containers'] {
  return spec.containers.map((container) => ({
    ...container,
    ...(container.ports && hostPort ? { ports: container.ports.map((port) => ({ ...port, hostPort })) } : {}),
  }));
}

async function textOf(port: number, path = ''): Promise<string | undefined> {
  // One that nobody answers is asked again: Docker's proxy takes connections before anybody listens behind it.
  const signal = AbortSignal.timeout(2000);
  const response = await fetch(`http://127.0.0.1:${port}/${path}`, { signal }).catch(() => undefined);
  return response?.ok ? response.text() : undefined;
}

async function linesOf(logs: AsyncIterable<LogLine>): Promise<string> {
  let text = '';
  for await (const line of logs) text += `${line.text}\n`;
  return text;
}
