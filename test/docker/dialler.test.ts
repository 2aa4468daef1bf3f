import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { attachWire } from '../../src/engine/runtime/docker/dialler/attach';
import { createDialler } from '../../src/engine/runtime/docker/dialler/dialler';
import { createDiallers, type Diallers } from '../../src/engine/runtime/docker/dialler/diallers';
import { seededRandom } from '../unit/support/random';
import { createSandboxTrial, ended, type SandboxTrial, until } from './support/sandboxTrial';

const fileSize = 4 << 20;
/** The two kinds of busybox's nc, each of which refuses the other's options. */
function listen(port: number, program: string): string {
  return `(nc -lk -p ${port} -e ${program} 2>/dev/null || nc -ll -p ${port} -e ${program})`;
}

/** Port 80: files over HTTP; port 7: what is sent, until its end. */
const servers = `
  mkdir /www && echo hello > /www/index.html && dd if=/dev/zero of=/www/large bs=1M count=4 2>/dev/null
  ${listen(7, '/bin/cat')} &
  exec httpd -f -p 80 -h /www`;

describe('dialler, through a real sandbox', function () {
  this.timeout(60_000);
  let trial: SandboxTrial;
  let sandbox: Docker.Container;
  let diallers: Diallers;
  const connect = (port: number) => diallers.connect(trial.docker, sandbox.id, port);
  const listening = (port: number) =>
    until(() =>
      connect(port).then(
        (stream) => !!stream.destroy(),
        () => false,
      ),
    );

  before(async () => {
    trial = await createSandboxTrial();
    diallers = createDiallers();
    sandbox = await trial.startSandbox();
    await trial.startApp(sandbox, servers);
    await Promise.all([listening(80), listening(7)]);
  });
  after(async () => {
    diallers?.dispose();
    await trial?.dispose();
  });

  const request = async (path: string, dial = connect) => {
    const socket = await dial(80);
    const asked = get({ path, headers: { connection: 'close' }, createConnection: () => socket });
    const [message] = await once(asked, 'response');
    // Once it is answered, the end of its connection may reach it as an error that nobody waits for.
    asked.on('error', () => undefined);
    return message as IncomingMessage;
  };
  const received = async (stream: AsyncIterable<Buffer>) => {
    let bytes = 0;
    for await (const chunk of stream) bytes += chunk.length;
    return bytes;
  };

  it('tells a port that is open from one that is not', async () => {
    (await connect(80)).destroy();
    await assert.rejects(connect(81), { code: 'ECONNREFUSED' });
  });

  it("carries Node's own HTTP", async () => {
    const response = await request('/');
    assert.equal(response.statusCode, 200);
    assert.equal(await text(response), 'hello\n');
    assert.equal((await request('/none')).statusCode, 404);
  });

  it('carries 8 streams of 4 MB at once past one that is half-read', async () => {
    const halfRead = await request('/large');
    await once(halfRead, 'readable');
    assert.ok(halfRead.read(100_000) || halfRead.read());
    const streams = await Promise.all(Array.from({ length: 8 }, () => request('/large')));
    assert.deepEqual(await Promise.all(streams.map(received)), Array(8).fill(fileSize));
    assert.ok(halfRead.readableLength < 1 << 20, 'what nobody reads is not collected');
    let rest = 0;
    for await (const chunk of halfRead) rest += (chunk as Buffer).length;
    assert.ok(rest > fileSize / 2);
  });

  it('serves two attached clients, and one of them when the other is dropped', async () => {
    const wires = await Promise.all([
      attachWire(trial.docker, sandbox.id),
      attachWire(trial.docker, sandbox.id),
    ]);
    const [first, second] = wires.map((wire) => createDialler(wire));
    if (!first || !second) throw new Error('two were asked for');
    const both = await Promise.all(
      [first, second].flatMap((dialler) =>
        Array.from({ length: 4 }, () => request('/large', (port) => dialler.connect(port))),
      ),
    );
    assert.deepEqual(await Promise.all(both.map(received)), Array(8).fill(fileSize));
    const going = await request('/large', (port) => second.connect(port));
    const [standing, cut] = await Promise.all([second.connect(7), first.connect(7)]);
    const broken = once(cut, 'error');
    wires[0]?.close();
    assert.equal((await broken)[0].code, 'ECONNRESET');
    standing.end('still here');
    assert.equal(await text(standing), 'still here');
    assert.equal(await received(going), fileSize);
    second.close();
  });

  it('works on after garbage on stdin, and attaches anew after a drop', async () => {
    const random = seededRandom();
    const wire = await attachWire(trial.docker, sandbox.id);
    for (let i = 0; i < 20; i++) wire.send(random.bytes(10_000));
    const stream = await connect(7);
    stream.end('through');
    assert.equal(await text(stream), 'through', `SEED=${random.seed}`);
    wire.close();
    diallers.close(sandbox.id);
    await connect(80).then(
      (again) => again.destroy(),
      () => connect(80),
    );
  });
});

describe('pause', function () {
  this.timeout(60_000);
  let trial: SandboxTrial;

  before(async () => {
    trial = await createSandboxTrial();
  });
  after(() => trial?.dispose());

  it('ends within a second on SIGTERM, also while its stdout is blocked', async () => {
    const sandbox = await trial.startSandbox();
    await trial.startApp(
      sandbox,
      `dd if=/dev/zero of=/large bs=1M count=32 2>/dev/null; ${listen(9, '/bin/cat /large')}`,
    );
    const dialler = createDialler(await attachWire(trial.docker, sandbox.id));
    const connect = () => dialler.connect(9);
    await until(() =>
      connect().then(
        (stream) => !!stream.destroy(),
        () => false,
      ),
    );
    // Attached, and never reading: Docker stops taking the sandbox's output when a client's queue is full.
    const deaf = await sandbox.attach({ stream: true, stdin: true, stdout: true, hijack: true });
    const streams = await Promise.all(Array.from({ length: 4 }, connect));
    let bytes = 0;
    for (const stream of streams)
      stream.on('data', (chunk) => (bytes += chunk.length)).on('error', () => undefined);
    let last = -1;
    let stuck = 0;
    await until(async () => {
      stuck = bytes === last ? stuck + 1 : 0;
      last = bytes;
      return stuck > 50;
    });
    assert.ok(bytes > 0 && bytes < 4 * (32 << 20), `${bytes} bytes came before it was stuck`);
    const { Pid } = (await sandbox.inspect()).State;
    const local = existsSync(`/proc/${Pid}`);
    const begun = performance.now();
    // Docker itself answers only when the deaf one has gone: it first wants to be rid of the output.
    const killed = sandbox.kill({ signal: 'SIGTERM' });
    if (local) {
      await until(async () => !existsSync(`/proc/${Pid}`));
      assert.ok(performance.now() - begun < 1000, `${performance.now() - begun} ms`);
    }
    (deaf as unknown as Socket).destroy();
    await killed;
    assert.equal(await ended(sandbox), 0);
    dialler.close();
  });

  it('reaps what the containers of a shared PID namespace leave behind', async () => {
    const sandbox = await trial.startSandbox();
    // Each subshell leaves a process without a parent, which then ends; every answer is one line with the count.
    const script = `
      for i in $(seq 50); do (sleep 0.2 &) ; done
      echo begun; sleep 0.1; while pidof sleep >/dev/null; do :; done
      grep -c '^State:.Z' /proc/[0-9]*/status | grep -c ':1$'
      sleep 1000`;
    const app = await trial.docker.createContainer({
      Image: 'busybox:1.37',
      Entrypoint: ['/bin/sh', '-c', script],
      Labels: trial.labels,
      HostConfig: { NetworkMode: `container:${sandbox.id}`, PidMode: `container:${sandbox.id}` },
    });
    const output = await app.attach({ stream: true, stdout: true, stderr: true });
    let said = '';
    output.on('data', (chunk: Buffer) => {
      said += chunk.subarray(8).toString();
    });
    await app.start();
    await until(async () => /begun\n.*\d+\n/s.test(said));
    assert.equal(said, 'begun\n0\n');
  });

  it('waits where it has no stdin', async () => {
    const container = await trial.docker.createContainer({
      Image: trial.image,
      Labels: trial.labels,
      HostConfig: { NetworkMode: 'none' },
    });
    await container.start();
    // Not `docker top`: it needs a ps on the machine.
    const { Pid } = (await container.inspect()).State;
    await until(async () => readFileSync(`/proc/${Pid}/cmdline`, 'utf8').startsWith('/pause'));
    await container.kill({ signal: 'SIGTERM' });
    assert.equal(await ended(container), 0);
  });
});
