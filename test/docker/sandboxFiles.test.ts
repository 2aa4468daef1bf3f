import assert from 'node:assert/strict';
import type Docker from 'dockerode';
import { createDiallers } from '../../src/engine/runtime/docker/dialler/diallers';
import { sandboxFiles } from '../../src/engine/runtime/docker/sandboxFiles';
import type { FileDeed, FileResult } from '../../src/engine/runtime/podRuntime';
import { seededRandom } from '../unit/support/random';
import { execIn } from './support/engineTrial';
import { createSandboxTrial, type SandboxTrial } from './support/sandboxTrial';

const ok = (data = ''): FileResult => ({ ok: true, data: Buffer.from(data) });
const failed = (errno: string): FileResult => ({ ok: false, errno });
/** What the sandbox of a pod with volumes of others holds. */
const capabilities = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID'];

describe('the files of a sandbox', function () {
  this.timeout(30_000);
  let trial: SandboxTrial;
  const diallers = createDiallers();
  let sandbox: Docker.Container;
  let app: Docker.Container;

  before(async () => {
    trial = await createSandboxTrial();
    const volume = async () => (await trial.docker.createVolume({ Labels: trial.labels })).name;
    const [first, second] = [await volume(), await volume()];
    const Mounts = [first, second].map((Source, i) => ({
      Type: 'volume' as const,
      Source,
      Target: `/v/${i}`,
    }));
    sandbox = await trial.startSandbox({ NetworkMode: 'bridge', CapAdd: capabilities, Mounts });
    app = await trial.startApp(sandbox, 'sleep 1000', { volume: first });
  });
  after(async () => {
    diallers.dispose();
    await trial.dispose();
  });

  const files = (...deeds: FileDeed[]) => sandboxFiles(trial.docker, diallers, sandbox.id, deeds);
  const sh = (script: string) => execIn(trial.docker, app.id, ['sh', '-c', script]);

  it('are made with their modes, seen by the containers, and read again', async () => {
    const data = seededRandom().bytes(1_000_000);
    const results = await files(
      { kind: 'mkdir', path: '/v/0/a/b', mode: 0o755 },
      { kind: 'write', path: '/v/0/a/b/large', mode: 0o640, data },
      { kind: 'write', path: '/v/0/a/b/given', mode: 0o400, data: Buffer.from('mine'), owner: 1234 },
      { kind: 'write', path: '/v/0/a/b/empty', mode: 0o666, data: Buffer.alloc(0) },
      { kind: 'symlink', path: '/v/0/link', target: 'a/b' },
      { kind: 'read', path: '/v/0/link/large', maxBytes: 2_000_000 },
      { kind: 'read', path: '/v/0/link/large', maxBytes: 5000 },
    );
    assert.deepEqual(results.slice(0, 5), Array(5).fill(ok()));
    assert.ok(results[5]?.ok && results[5].data.equals(data));
    assert.ok(results[6]?.ok && results[6].data.equals(data.subarray(0, 5000)));
    assert.equal(
      await sh('cd /data && stat -c "%a %u %s %n" a a/b a/b/*'),
      [
        ...['755 0 4096 a', '755 0 4096 a/b', '666 0 0 a/b/empty', '400 1234 4 a/b/given'],
        '640 0 1000000 a/b/large',
      ].join('\n'),
    );
    await files({ kind: 'write', path: '/v/0/a/b/large', mode: 0o600, data: Buffer.from('short') });
    assert.equal(await sh('cat /data/a/b/large; stat -c %a /data/a/b/large'), 'short600');
  });

  it('may be done again, and stop at the first that fails', async () => {
    const deeds: FileDeed[] = [
      { kind: 'mkdir', path: '/v/1/again', mode: 0o700 },
      { kind: 'write', path: '/v/1/again/file', mode: 0o600, data: Buffer.from('x') },
      { kind: 'symlink', path: '/v/1/tmp', target: 'again' },
      { kind: 'rename', path: '/v/1/tmp', to: '/v/1/current' },
      { kind: 'list', path: '/v/1' },
    ];
    const first = await files(...deeds);
    assert.deepEqual(await files(...deeds), first);
    assert.deepEqual(first.slice(0, 4), Array(4).fill(ok()));
    assert.deepEqual(first[4]?.ok && first[4].data.toString().split('\0').sort(), ['', 'again', 'current']);
    const remove: FileDeed = { kind: 'remove', path: '/v/1/again' };
    assert.deepEqual(await files(remove, remove, { kind: 'list', path: '/v/1' }), [
      ok(),
      ok(),
      ok('current\0'),
    ]);
    const read: FileDeed = { kind: 'read', path: '/v/1/none', maxBytes: 10 };
    const write: FileDeed = { kind: 'write', path: '/v/1/late', mode: 0o600, data: Buffer.alloc(0) };
    assert.deepEqual(await files(read, write), [failed('ENOENT')]);
    assert.deepEqual(await files({ ...read, path: '/v/1/late' }), [failed('ENOENT')]);
  });

  it('list more names than one answer holds', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `${'n'.repeat(60)}${i}`);
    await files(
      { kind: 'mkdir', path: '/v/1/many', mode: 0o700 },
      ...names.map(
        (name): FileDeed => ({
          kind: 'write',
          path: `/v/1/many/${name}`,
          mode: 0o600,
          data: Buffer.alloc(0),
        }),
      ),
    );
    const [listed] = await files({ kind: 'list', path: '/v/1/many' });
    assert.deepEqual(listed?.ok && listed.data.toString().split('\0').slice(0, -1).sort(), names.sort());
  });

  it('of Docker, hosts and resolv.conf, are written for all who join the network', async () => {
    const [, written] = await files(
      { kind: 'read', path: '/etc/hosts', maxBytes: 10_000 },
      { kind: 'write', path: '/etc/hosts', mode: 0o644, data: Buffer.from('10.1.2.3 pods\n') },
    );
    assert.deepEqual(written, ok());
    assert.equal(await sh('cat /etc/hosts'), '10.1.2.3 pods');
  });

  it('are not found outside of a volume by what runs in the pod', async () => {
    await sh(`cd /data && mkdir -p dir real && ln -s / dir/root && ln -s ../../.. dir/up && ln -s /etc/hosts dir/hosts
      ln -s ../real dir/inside && ln -s loop2 loop1 && ln -s loop1 loop2 && ln -s ../1 sideways && echo seen > real/file`);
    const read = (path: string): FileDeed => ({ kind: 'read', path: `/v/0/${path}`, maxBytes: 100 });
    const outcome = async (deed: FileDeed) => (await files(deed))[0];
    for (const path of ['dir/root/etc/hosts', 'dir/up/etc/hosts', 'dir/hosts', '../1/current', 'sideways/x'])
      assert.deepEqual(await outcome(read(path)), failed('EXDEV'), path);
    assert.deepEqual(await outcome(read('loop1')), failed('ELOOP'));
    assert.deepEqual(await outcome(read('dir/inside/../real/./file')), ok('seen\n'));
    const data = Buffer.from('x');
    const write = (path: string): FileDeed => ({ kind: 'write', path, mode: 0o644, data });
    assert.deepEqual(await outcome(write('/v/0/dir/hosts')), failed('ELOOP'));
    assert.deepEqual(await outcome(write('/v/0/dir/root/etc/hosts')), failed('EXDEV'));
    assert.deepEqual(await outcome({ kind: 'remove', path: '/v/0/dir' }), ok());
    assert.equal(
      await sh('cat /data/real/file; ls -d /data/dir 2>&1 | tail -c 26'),
      'seen\nNo such file or directory',
    );
  });

  it('sub-paths are made with the mode of the root, and found where links lead', async () => {
    await sh(
      'cd /data && chmod 2775 . && chgrp 50 . && mkdir -p x/y && ln -s x/y short && ln -s /etc away && echo > x/plain',
    );
    const subPath = (path: string, make = true): FileDeed => ({ kind: 'subPath', root: '/v/0', path, make });
    assert.deepEqual(
      await files(subPath('new/deep'), subPath('short/z'), subPath('x/plain'), subPath('./x/')),
      [...[ok('new/deep'), ok('x/y/z'), ok('x/plain'), ok('x')]],
    );
    assert.equal(await sh('cd /data && stat -c "%a %g" new new/deep x/y/z'), '2775 50\n2775 50\n2775 50');
    for (const [path, errno] of Object.entries({ away: 'EXDEV', 'x/plain/y': 'ENOTDIR', '../1': 'EXDEV' }))
      assert.deepEqual(await files(subPath(path)), [failed(errno)], path);
    assert.deepEqual(await files(subPath('short', false), subPath('x/none', false)), [
      ok('x/y'),
      failed('ENOENT'),
    ]);
    assert.deepEqual(await files({ kind: 'subPath', root: '/etc', path: 'x', make: true }), [
      failed('EINVAL'),
    ]);
  });

  it('all of a volume is given to a group, and again only where its root is not', async () => {
    await sh(`cd /data && rm -rf * && mkdir -p d/e && chmod 755 . d d/e && chgrp 0 . && echo > d/f && chmod 400 d/f
      chown 1000:1000 d/f && ln -s /etc/passwd d/l && mkdir -m 700 own && chown 1000 own`);
    const group = (gid: number, changePolicy: 'OnRootMismatch' | 'Always'): FileDeed => ({
      ...{ kind: 'group', path: '/v/0', gid, changePolicy },
    });
    assert.deepEqual(await files(group(2000, 'OnRootMismatch')), [ok()]);
    const modes = () => sh('cd /data && stat -c "%a %u:%g %n" . d d/e d/f d/l own');
    const expected = [
      ...['2775 0:2000 .', '2775 0:2000 d', '2775 0:2000 d/e', '660 1000:2000 d/f', '777 0:2000 d/l'],
      '2770 1000:2000 own',
    ].join('\n');
    assert.equal(await modes(), expected);
    await sh('chgrp 7 /data/d/f');
    await files(group(2000, 'OnRootMismatch'));
    assert.equal(await sh('stat -c %g /data/d/f'), '7');
    await files(group(2000, 'Always'));
    assert.equal(await modes(), expected);
  });

  it('of one that has ended are told to be out of reach', async () => {
    const gone = await trial.startSandbox({ NetworkMode: 'none' });
    const deed: FileDeed = { kind: 'list', path: '/' };
    assert.ok((await sandboxFiles(trial.docker, diallers, gone.id, [deed]))[0]?.ok);
    await gone.kill();
    await gone.wait();
    await assert.rejects(sandboxFiles(trial.docker, diallers, gone.id, [deed]), { code: 'docker-failed' });
  });

  it('hostile names, depths and paths break nothing', async () => {
    await sh(
      `cd /data && rm -rf * && i=0; while [ $i -lt 600 ]; do mkdir d && cd d || break; i=$((i+1)); done; true`,
    );
    const gid = 3000;
    assert.deepEqual(await files({ kind: 'group', path: '/v/0', gid, changePolicy: 'Always' }), [
      failed('ELOOP'),
    ]);
    const long = 'x'.repeat(5000);
    assert.deepEqual(await files({ kind: 'remove', path: `/v/0/${long}` }), [failed('ENAMETOOLONG')]);
    assert.deepEqual(await files({ kind: 'list', path: `/v/0/${long}` }), [failed('ENAMETOOLONG')]);
    assert.deepEqual(await files({ kind: 'mkdir', path: `/v/0/${long.slice(0, 300)}`, mode: 0o755 }), [
      failed('ENAMETOOLONG'),
    ]);
    assert.deepEqual(await files({ kind: 'mkdir', path: 'relative', mode: 0o755 }), [failed('EINVAL')]);
    const [listed] = await files({ kind: 'list', path: '/v' });
    assert.ok(listed?.ok && listed.data.length > 64);
  });
});
