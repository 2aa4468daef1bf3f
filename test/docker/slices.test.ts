import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { bodyReader, type FakeSystemd, fakeSystemd } from './support/fakeSystemd';
import { type Architecture, type Programs, unpackPrograms } from './support/sandboxPrograms';

const manager = 'org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager';

for (const architecture of ['amd64', 'arm64'] as Architecture[]) {
  describe(`what the probe asks of systemd, ${architecture}`, function () {
    this.timeout(30_000);
    let programs: Programs;
    let directory: string;
    let socket: string;
    let systemd: FakeSystemd | undefined;

    before(function () {
      const unpacked = unpackPrograms(architecture);
      if (typeof unpacked === 'string') return this.skip();
      programs = unpacked;
    });
    beforeEach(() => {
      directory = mkdtempSync(join(tmpdir(), 'docker-pods-slices-'));
      socket = join(directory, 'private');
    });
    afterEach(async () => {
      await systemd?.dispose();
      systemd = undefined;
      rmSync(directory, { recursive: true, force: true });
    });
    after(() => programs?.dispose());

    async function probe(...args: string[]): Promise<[number, string]> {
      const [file = '', ...first] = programs.probe;
      const child: ChildProcess = spawn(file, [...first, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
      const stderr = child.stderr ? buffer(child.stderr) : Buffer.alloc(0);
      const [code] = await once(child, 'exit');
      return [code, (await stderr).toString()];
    }

    it('are the properties of a slice, until the machine restarts', async () => {
      systemd = await fakeSystemd(socket);
      const properties = { MemoryMax: 2n ** 40n, CPUWeight: 39n, MemorySwapMax: 0n };
      const given = Object.entries(properties).map(([name, value]) => `${name}=${value}`);
      assert.deepEqual(await probe('set-slice', socket, 'a_b-limits_1.slice', ...given), [0, '']);
      const [call, ...others] = systemd.calls;
      assert.ok(call);
      assert.deepEqual(others, []);
      assert.deepEqual([call.member, call.signature], [`${manager} SetUnitProperties`, 'sba(sv)']);
      const body = bodyReader(call.body);
      assert.deepEqual([body.s(), body.u()], ['a_b-limits_1.slice', 1]);
      const length = body.u();
      assert.equal(length, call.body.length - Math.ceil((4 + 19 + 1 + 4 + 4) / 8) * 8);
      const told: [string, bigint][] = [];
      while (!body.isAtEnd) {
        body.align8();
        const name = body.s();
        assert.equal(body.g(), 't');
        told.push([name, body.t()]);
      }
      assert.deepEqual(Object.fromEntries(told), properties);
    });

    it('it says what is refused, and that nobody answers', async () => {
      systemd = await fakeSystemd(socket, () => 'Cannot set property X, or unknown property.');
      const set = () => probe('set-slice', socket, 'a.slice', 'X=1');
      assert.deepEqual(await set(), [1, 'SetUnitProperties: Cannot set property X, or unknown property.\n']);
      await systemd.dispose();
      systemd = undefined;
      assert.deepEqual(await set(), [1, `systemd does not speak with us at ${socket}\n`]);
    });

    for (const unified of [true, false]) {
      it(`stops an empty slice of cgroup ${unified ? 'v2' : 'v1'} with those inside it, and one in use not`, async () => {
        const root = join(directory, 'cgroup');
        const tree = unified ? root : join(root, 'systemd');
        const inner = join(tree, 'a_b.slice/a_b-limits_1.slice');
        mkdirSync(join(inner, 'docker-1.scope'), { recursive: true });
        if (unified) writeFileSync(join(root, 'cgroup.controllers'), '');
        for (const each of ['a_b.slice', 'a_b.slice/a_b-limits_1.slice'])
          writeFileSync(join(tree, each, 'cgroup.procs'), '');
        writeFileSync(join(inner, 'docker-1.scope/cgroup.procs'), '1\n');
        systemd = await fakeSystemd(socket, ({ member, body }) => {
          // systemd removes the directories of what it stops.
          if (member.endsWith(' StopUnit')) rmSync(join(tree, bodyReader(body).s()), { recursive: true });
          return undefined;
        });
        const remove = () => probe('rm-slice', socket, root, 'a_b.slice');
        assert.deepEqual(await remove(), [1, 'a_b.slice is in use\n']);
        assert.equal(systemd.calls.length, 0);

        rmSync(join(inner, 'docker-1.scope/cgroup.procs'));
        rmdirSync(join(inner, 'docker-1.scope'));
        assert.deepEqual(await remove(), [0, '']);
        const [stop, revert, ...others] = systemd.calls;
        assert.ok(stop && revert);
        assert.deepEqual(others, []);
        assert.deepEqual([stop.member, stop.signature], [`${manager} StopUnit`, 'ss']);
        const job = bodyReader(stop.body);
        assert.deepEqual([job.s(), job.s()], ['a_b.slice', 'replace']);
        assert.deepEqual([revert.member, revert.signature], [`${manager} RevertUnitFiles`, 'as']);
        const files = bodyReader(revert.body);
        assert.equal(files.u(), revert.body.length - 4);
        assert.deepEqual([files.s(), files.s()], ['a_b.slice', 'a_b-limits_1.slice']);
        assert.ok(files.isAtEnd);
      });
    }

    it('takes one for gone that was never started, and removes the cgroup it only prepared', async () => {
      const root = join(directory, 'cgroup');
      mkdirSync(root);
      writeFileSync(join(root, 'cgroup.controllers'), '');
      systemd = await fakeSystemd(socket, () => 'Unit a.slice not loaded.');
      assert.deepEqual(await probe('rm-slice', socket, root, 'a.slice'), [0, '']);
      mkdirSync(join(root, 'a.slice/a-limits_1.slice'), { recursive: true });
      assert.deepEqual(await probe('rm-slice', socket, root, 'a.slice'), [0, '']);
    });
  });
}
