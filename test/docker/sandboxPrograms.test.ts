import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createDialler, type Dialler } from '../../src/engine/runtime/docker/dialler/dialler';
import { encodeFrame, frameType } from '../../src/engine/runtime/docker/dialler/frames';
import type { Wire } from '../../src/engine/runtime/docker/dialler/wire';
import { createProbeClient } from '../../src/engine/runtime/docker/probe/probeClient';
import { seededRandom } from '../unit/support/random';
import { type Architecture, type Programs, unpackPrograms } from './support/sandboxPrograms';

/** A client's end of a program's stdin and stdout, which several may share. */
function wireTo(child: ChildProcess, send = (bytes: Buffer) => void child.stdin?.write(bytes)): Wire {
  return {
    send,
    onData: (listener) => void child.stdout?.on('data', listener),
    onClose: (listener) => void child.once('exit', () => listener()),
    close: () => undefined,
  };
}

for (const architecture of ['amd64', 'arm64'] as Architecture[]) {
  describe(`the sandbox's programs, ${architecture}`, function () {
    this.timeout(30_000);
    let programs: Programs;
    let server: Server;
    let port: number;
    const children: ChildProcess[] = [];

    before(async function () {
      const unpacked = unpackPrograms(architecture);
      if (typeof unpacked === 'string') {
        return this.skip();
      }
      programs = unpacked;
      server = createServer({ allowHalfOpen: true }, (socket) =>
        socket.on('error', () => undefined).pipe(socket),
      );
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      port = (server.address() as AddressInfo).port;
    });
    afterEach(() => {
      for (const child of children.splice(0)) child.kill('SIGKILL');
    });
    after(() => {
      programs?.dispose();
      server?.close();
    });

    const run = (command: string[], ...args: string[]) => {
      const [file = '', ...first] = command;
      const child = spawn(file, [...first, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
      child.stdin.on('error', () => undefined);
      children.push(child);
      return child;
    };
    const dial = (...args: string[]): [Dialler, ChildProcess] => {
      const child = run(programs.pause, ...args);
      return [createDialler(wireTo(child)), child];
    };
    const echo = async (dialler: Dialler, bytes: Buffer) => {
      const stream = await dialler.connect(port);
      stream.end(bytes);
      return buffer(stream);
    };

    it('pause carries bytes both ways, half-closes, and refuses what nobody listens on', async () => {
      const [dialler] = dial();
      const bytes = seededRandom().bytes(300_000);
      assert.ok(bytes.equals(await echo(dialler, bytes)));
      const { port: closedPort } = await closedServer();
      await assert.rejects(dialler.connect(closedPort), { code: 'ECONNREFUSED' });
      assert.equal(dialler.streams, 0);
    });

    it('pause tries ::1 after 127.0.0.1, and an address where it is told one', async function () {
      const only6 = createServer((socket) => socket.end('six'));
      only6.listen({ host: '::1', port: 0, ipv6Only: true });
      const [error] = (await Promise.race([once(only6, 'listening'), once(only6, 'error')])) as [Error?];
      if (error) return this.skip();
      const [dialler] = dial();
      const sixPort = (only6.address() as AddressInfo).port;
      assert.equal((await buffer(await dialler.connect(sixPort))).toString(), 'six');
      assert.equal((await buffer(await dialler.connect(sixPort, { host: '::1' }))).toString(), 'six');
      await assert.rejects(dialler.connect(sixPort, { host: '127.0.0.1' }), { code: 'ECONNREFUSED' });
      assert.ok((await echo(dialler, Buffer.from('four'))).equals(Buffer.from('four')));
      only6.close();
    });

    it('pause finds its way through garbage and through frames torn by a second client', async () => {
      const random = seededRandom();
      const child = run(programs.pause);
      child.stdin?.write(random.bytes(50_000));
      // Each piece is cut somewhere, and the other client's pieces come in between.
      const queue: Buffer[] = [];
      const flush = (all: boolean) => {
        while (queue.length > (all ? 0 : 3))
          child.stdin?.write(queue.splice(random.below(queue.length), 1)[0] ?? '');
      };
      let sent = 0;
      const tear = (bytes: Buffer) => {
        const at = ++sent % 40 === 0 ? random.below(bytes.length) : bytes.length;
        flush(true);
        if (at === bytes.length) return void child.stdin?.write(bytes);
        queue.push(bytes.subarray(at));
        child.stdin?.write(bytes.subarray(0, at));
        child.stdin?.write(random.bytes(random.below(30)));
      };
      const [a, b] = [createDialler(wireTo(child, tear)), createDialler(wireTo(child, tear))];
      const bytes = [random.bytes(150_000), random.bytes(150_000)];
      const echoes = await Promise.all([echo(a, bytes[0] as Buffer), echo(b, bytes[1] as Buffer)]);
      assert.ok(bytes[0]?.equals(echoes[0]) && bytes[1]?.equals(echoes[1]), `SEED=${random.seed}`);
    });

    it('pause drops the streams of a client that went silent', async () => {
      const sockets: Socket[] = [];
      server.on('connection', (socket) => sockets.push(socket));
      const child = run(programs.pause, '--client-seconds', '1');
      let silent = false;
      const dialler = createDialler(wireTo(child, (bytes) => void (silent || child.stdin?.write(bytes))));
      const stream = await dialler.connect(port);
      stream.write('x');
      await once(stream, 'data');
      const gone = once(sockets.at(-1) as Socket, 'close');
      silent = true;
      await gone;
    });

    it('pause refuses more connections than it has places for, and serves again when there are', async () => {
      const [dialler] = dial();
      const streams = await Promise.all(Array.from({ length: 128 }, () => dialler.connect(port)));
      await assert.rejects(dialler.connect(port), { code: 'EMFILE' });
      streams[7]?.destroy();
      assert.equal((await echo(dialler, Buffer.from('again'))).toString(), 'again');
      dialler.close();
    });

    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      it(`pause ends at once on ${signal}, also while nobody reads what it says`, async () => {
        const [dialler, child] = dial();
        const streams = await Promise.all(Array.from({ length: 6 }, () => dialler.connect(port)));
        child.stdout?.pause();
        for (const stream of streams) stream.write(Buffer.alloc(200_000));
        // It is stuck when it takes nothing in any more.
        await until(() => (child.stdin?.writableLength ?? 0) === 0);
        const exited = once(child, 'exit');
        const begun = performance.now();
        child.kill(signal);
        assert.equal((await exited)[0], 0);
        assert.ok(performance.now() - begun < 1000);
      });
    }

    it('pause waits, without work, when its stdin is closed', async () => {
      const child = run(programs.pause);
      child.stdin?.end();
      // It sleeps for good once it has taken note: nothing wakes it for longer than a tick (1 s) would take.
      const quietMs = 1600;
      let work = workOf(child.pid);
      let since = performance.now();
      const deadline = since + 10_000;
      while (performance.now() - since < quietMs) {
        assert.ok(performance.now() < deadline, `it works again and again: ${work}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
        const now = workOf(child.pid);
        if (now !== work) since = performance.now();
        work = now;
      }
      assert.equal(child.exitCode, null);
    });

    it('pause does deeds to files, in order, each once, and takes no harm from hostile ones', async () => {
      const directory = mkdtempSync(join(tmpdir(), 'docker-pods-deeds-'));
      try {
        const random = seededRandom();
        const child = run(programs.pause);
        const dialler = createDialler(wireTo(child));
        const file = join(directory, 'a/b/file');
        const data = random.bytes(20_000);
        const results = await dialler.files([
          { kind: 'mkdir', path: join(directory, 'a/b'), mode: 0o750 },
          { kind: 'write', path: file, mode: 0o600, data },
          { kind: 'symlink', path: join(directory, 'link'), target: 'a/b' },
          { kind: 'rename', path: file, to: join(directory, 'link/moved') },
          { kind: 'read', path: join(directory, 'link/moved'), maxBytes: 1e6 },
          { kind: 'list', path: join(directory, 'a') },
          { kind: 'group', path: join(directory, 'a'), gid: process.getgid?.() ?? 0, changePolicy: 'Always' },
        ]);
        assert.ok(results.every(({ ok }) => ok));
        assert.ok(results[4]?.ok && results[4].data.equals(data));
        assert.deepEqual(results[5], { ok: true, data: Buffer.from('b\0') });
        assert.equal(statSync(join(directory, 'a/b')).mode & 0o7777, 0o2770);
        // Any kind, flags and numbers, lengths that lie, and names of any bytes, in this directory.
        for (let i = 0; i < 2000; i++) {
          const name = random
            .bytes(random.below(300))
            .map((byte) => (byte === 0 || byte === 0x2f ? 0x2e : byte));
          const path = Buffer.concat([Buffer.from(`${directory}/x`), name]);
          const head = random.bytes(20);
          head.writeUInt32LE(random.below(3), 0);
          head.writeUInt8(random.below(12), 4);
          head.writeUInt16LE(random.below(4) === 0 ? random.below(0xffff) : path.length, 6);
          head.writeUInt32LE(random.below(1e6), 12);
          const whole = Buffer.concat([head, path, random.bytes(random.below(200))]);
          const payload = whole.subarray(
            0,
            random.below(5) === 0 ? random.below(whole.length) : whole.length,
          );
          // A path that is cut short must not name what lies above.
          if (payload.length >= 20 && payload.readUInt16LE(6) < path.length)
            payload.writeUInt16LE(path.length, 6);
          child.stdin?.write(
            encodeFrame({ client: 7, stream: random.below(50), type: frameType.do, payload }),
          );
        }
        assert.deepEqual(await dialler.files([{ kind: 'remove', path: directory }]), [
          { ok: true, data: Buffer.alloc(0) },
        ]);
        assert.ok(!existsSync(directory), `SEED=${random.seed}`);
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    });

    it('probe reads files, links and directories in the order asked', async () => {
      const directory = mkdtempSync(join(tmpdir(), 'docker-pods-probe-'));
      try {
        const large = seededRandom().bytes(200_000);
        writeFileSync(join(directory, 'large'), large);
        symlinkSync('to nowhere', join(directory, 'link'));
        mkdirSync(join(directory, 'many'));
        // More names than the probe reads at once.
        for (let i = 0; i < 600; i++) writeFileSync(join(directory, 'many', `${'x'.repeat(120)}${i}`), '');
        const client = createProbeClient(wireTo(run(programs.probe)));
        const [file, some, link, dir, missing, notLink, tooLong, ...links] = await client.read([
          { kind: 'file', path: join(directory, 'large'), maxBytes: 1e6 },
          { kind: 'file', path: join(directory, 'large'), maxBytes: 100 },
          { kind: 'link', path: join(directory, 'link') },
          { kind: 'dir', path: join(directory, 'many') },
          { kind: 'file', path: join(directory, 'none') },
          { kind: 'link', path: directory },
          { kind: 'file', path: `/${'x'.repeat(5000)}` },
          ...Array.from({ length: 500 }, () => ({
            kind: 'link' as const,
            path: `/proc/${process.pid}/ns/net`,
          })),
        ]);
        assert.ok(file?.ok && file.data.equals(large));
        assert.ok(some?.ok && some.data.equals(large.subarray(0, 100)));
        assert.deepEqual(link, { ok: true, data: Buffer.from('to nowhere') });
        const names = dir?.ok ? dir.data.toString().split('\0').slice(0, -1).sort() : [];
        assert.deepEqual(names, readdirSync(join(directory, 'many')).sort());
        assert.deepEqual(missing, { ok: false, errno: 'ENOENT' });
        assert.deepEqual(notLink, { ok: false, errno: 'EINVAL' });
        assert.deepEqual(tooLong, { ok: false, errno: 'ENAMETOOLONG' });
        const expected = Buffer.from(readlinkSync(`/proc/${process.pid}/ns/net`));
        assert.deepEqual(links, Array(500).fill({ ok: true, data: expected }));
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    });

    it('probe leaves when nobody asks, and at once on SIGTERM', async () => {
      const begun = performance.now();
      assert.equal((await once(run(programs.probe, '--idle-seconds', '1'), 'exit'))[0], 0);
      assert.ok(performance.now() - begun >= 900);
      const child = run(programs.probe);
      await createProbeClient(wireTo(child)).read([{ kind: 'link', path: '/proc/self/exe' }]);
      child.kill('SIGTERM');
      assert.equal((await once(child, 'exit'))[0], 0);
    });

    const runToEnd = async (...command: string[]) => {
      const child = run(programs.probe, ...command);
      const stderr = child.stderr ? buffer(child.stderr) : Buffer.alloc(0);
      const [code] = await once(child, 'exit');
      return [code, (await stderr).toString()];
    };

    it('probe writes values to files, and names those that do not take theirs', async () => {
      const root = mkdtempSync(join(tmpdir(), 'docker-pods-write-'));
      try {
        const file = (name: string) => join(root, name);
        for (const name of ['cpu.max', 'memory.max']) writeFileSync(file(name), '');
        const values = [
          `${file('cpu.max')}=50000 100000`,
          `?${file('none')}=1`,
          `?${file('memory.max')}=a=b`,
        ];
        assert.deepEqual(await runToEnd('write', ...values), [0, '']);
        assert.equal(readFileSync(file('cpu.max'), 'utf8'), '50000 100000');
        assert.equal(readFileSync(file('memory.max'), 'utf8'), 'a=b');
        assert.deepEqual(readdirSync(root).sort(), ['cpu.max', 'memory.max']);
        const failed = await runToEnd('write', `${file('none')}=1`, `?${root}=2`, `${file('cpu.max')}=3`);
        assert.deepEqual(failed, [1, `${file('none')} does not take 1\n${root} does not take 2\n`]);
        assert.equal(readFileSync(file('cpu.max'), 'utf8').slice(0, 1), '3');
        assert.equal((await runToEnd('write', file('cpu.max')))[0], 1);
      } finally {
        rmSync(root, { recursive: true, force: true });
      }
    });

    for (const unified of [true, false]) {
      it(`probe removes directories below a cgroup ${unified ? 'v2' : 'v1'} root, and names those it cannot`, async () => {
        const root = mkdtempSync(join(tmpdir(), 'docker-pods-cgroup-'));
        try {
          const trees = unified ? [root] : [join(root, 'cpu,cpuacct'), join(root, 'memory')];
          for (const tree of trees) mkdirSync(join(tree, 'pods/one/deep'), { recursive: true });
          if (unified) writeFileSync(join(root, 'cgroup.controllers'), '');
          const rmdir = (...paths: string[]) => runToEnd('rmdir', root, ...paths);
          const [code, names] = await rmdir('/pods/one');
          assert.equal(code, 1);
          for (const tree of trees) assert.ok(String(names).includes(unified ? '/pods/one' : tree));
          assert.deepEqual(await rmdir('/pods/one', '/pods/none', '/pods/one/deep'), [0, '']);
          for (const tree of trees) assert.deepEqual(readdirSync(join(tree, 'pods')), []);
          for (const tree of trees) {
            for (const name of ['limits-1', 'limits-2']) {
              mkdirSync(join(tree, 'pods/limited', name), { recursive: true });
              mkdirSync(join(tree, 'pods/used', name), { recursive: true });
            }
            mkdirSync(join(tree, 'pods/used/limits-1/container'));
          }
          assert.deepEqual(await rmdir('/pods/limited'), [0, '']);
          assert.equal((await rmdir('/pods/used'))[0], 1);
          for (const tree of trees) {
            assert.deepEqual(readdirSync(join(tree, 'pods')), ['used']);
            assert.deepEqual(readdirSync(join(tree, 'pods/used')), ['limits-1']);
          }
        } finally {
          rmSync(root, { recursive: true, force: true });
        }
      });
    }
  });
}

/** How often each thread of a process was given the processor, and for how long: whoever wakes changes it. */
function workOf(pid: number | undefined): string {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) => {
    const directory = `/proc/${pid}/task/${thread}`;
    const switches = readFileSync(`${directory}/status`, 'utf8').match(/ctxt_switches:\s+\d+/g);
    const [, ...fields] = readFileSync(`${directory}/stat`, 'utf8').split(') ').pop()?.split(' ') ?? [];
    return [...(switches ?? []), 'ticks', ...fields.slice(10, 12)].join(' ');
  });
  return threads.join(', ');
}

async function closedServer(): Promise<AddressInfo> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return address;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}
