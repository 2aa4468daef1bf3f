import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { EngineError } from '../../../src/engine/model/engineError';
import type { HostPathType } from '../../../src/engine/model/pod';
import { labels } from '../../../src/engine/plan/names';
import { prepareHostPaths } from '../../../src/engine/runtime/docker/hostPaths';
import { ensureSandboxImage } from '../../../src/engine/runtime/docker/sandboxImage';
import { eventually } from '../../support/eventually';
import { type ManifestTrial, manifestTrial } from '../support/manifestTrial';

const idle = 'image: busybox:1.37, command: [sh, -c, "trap exit TERM; while :; do sleep 0.2; done"]';

describe('volume mounts', function () {
  this.timeout(60_000);
  let trial: ManifestTrial;

  beforeEach(() => {
    trial = manifestTrial();
  });
  afterEach(() => trial.dispose());

  /** Runs a script with these mounts of these volumes, and gives what it prints. */
  const output = async (name: string, volumes: string, mounts: string, script: string, more = '') => {
    const pod = await trial.run(`
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  restartPolicy: Never
  volumes: [${volumes}]
  containers:
    - name: app
      image: busybox:1.37
      command: [sh, -c, ${JSON.stringify(script)}]
      env: [{ name: NAME, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]
      volumeMounts: [${mounts}]
${more}`);
    assert.equal(await pod.ended(), 'Succeeded');
    return pod.log('app');
  };
  const refused = async (code: string, work: Promise<unknown>) => {
    await assert.rejects(work, (error) => error instanceof EngineError && error.code === code);
  };

  it('of sub-paths share one volume without seeing each other, by literal and by expression', async () => {
    const claim = '{ name: data, persistentVolumeClaim: { claimName: data } }';
    await output(
      'first',
      claim,
      '{ name: data, mountPath: /a, subPath: a/deep }, { name: data, mountPath: /b, subPathExpr: $(NAME)/logs }',
      'echo A > /a/file; echo B > /b/file',
    );
    const all = await output(
      'second',
      claim,
      '{ name: data, mountPath: /all }',
      'cd /all; find . -type f | sort',
    );
    assert.equal(all, './a/deep/file\n./first/logs/file');
    const mounts = '{ name: data, mountPath: /file, subPath: a/deep/file, readOnly: true }';
    assert.equal(
      await output('third', claim, mounts, '(cat /file; echo x > /file) 2>&1; true'),
      "A\nsh: can't create /file: Read-only file system",
    );
  });

  it('of sub-paths follow links within the volume, and never out of it', async () => {
    const claim = '{ name: data, persistentVolumeClaim: { claimName: data } }';
    const script =
      'cd /all; mkdir -p real/x; ln -s real in; ln -s /etc out; ln -s ../../../../../etc up; echo 1 > real/x/f';
    await output('prepares', claim, '{ name: data, mountPath: /all }', script);
    assert.equal(await output('in', claim, '{ name: data, mountPath: /x, subPath: in/x }', 'cat /x/f'), '1');
    for (const name of ['out', 'up']) {
      const pod = await trial.run(`
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  volumes: [${claim}]
  containers: [{ name: app, ${idle}, volumeMounts: [{ name: data, mountPath: /x, subPath: ${name} }] }]`);
      const { state } = pod.status('app') ?? {};
      assert.equal(state?.waiting?.reason, 'CreateContainerConfigError');
      await pod.remove();
    }
  });

  it('of one key of a ConfigMap replace a file of the image, and what is no key is a directory', async () => {
    const mounts =
      '{ name: data, mountPath: /etc/passwd, subPath: key }, { name: data, mountPath: /none, subPath: none }';
    const map =
      '---\n{ apiVersion: v1, kind: ConfigMap, metadata: { name: map }, data: { key: from the map } }';
    const volume = '{ name: data, configMap: { name: map } }';
    assert.equal(
      await output('one-key', volume, mounts, 'cat /etc/passwd; ls /etc/group; stat -c %F /none', map),
      'from the map/etc/group\ndirectory',
    );
  });

  it('of hostPaths are of their types, or the pod waits', async () => {
    const at = (name: string) => join(trial.directory, name);
    mkdirSync(at('directory'));
    writeFileSync(at('file'), 'content');
    symlinkSync('file', at('link'));
    const server = createServer().listen(at('socket'));
    const paths: [type: HostPathType, path: string][] = [
      ['File', at('file')],
      ['File', at('link')],
      ['Directory', at('directory')],
      ['Socket', at('socket')],
      ['CharDevice', '/dev/null'],
      ['DirectoryOrCreate', at('made/deep')],
      ['FileOrCreate', at('created')],
      ['', at('plain')],
    ];
    const volumes = paths.map(
      ([type, path], i) => `{ name: v${i}, hostPath: { path: ${path}, type: "${type}" } }`,
    );
    const mounts = paths.map((_, i) => `{ name: v${i}, mountPath: /h/${i} }`);
    const script = 'cd /h; stat -c %F *; cat 0 1; echo written > 6';
    assert.equal(
      await output('types', volumes.join(), mounts.join(), script),
      [
        ...['regular file', 'regular file', 'directory', 'socket', 'character special file'],
        ...['directory', 'regular empty file', 'directory', 'contentcontent'],
      ].join('\n'),
    );
    server.close();
    assert.equal(lstatSync(at('made/deep')).mode & 0o777, 0o755);
    assert.equal(lstatSync(at('created')).mode & 0o777, 0o644);
    assert.equal(readFileSync(at('created'), 'utf8'), 'written\n');
    const volume = `{ name: host, hostPath: { path: ${at('file')}, type: Directory } }`;
    const wrong = await trial.run(`apiVersion: v1
kind: Pod
metadata: { name: wrong }
spec:
  volumes: [${volume}]
  containers: [{ name: app, image: "busybox:1.37", volumeMounts: [{ name: host, mountPath: /host }] }]`);
    const { status, problems } = wrong.snapshot();
    assert.equal(status.containerStatuses[0]?.state.waiting?.reason, 'ContainerCreating');
    assert.equal(problems[0]?.code, 'host-path-type');
  });

  it('of hostPaths that are missing or of another type are told by volume and path', async () => {
    const at = (name: string) => join(trial.directory, name);
    mkdirSync(at('directory'));
    writeFileSync(at('file'), 'kept');
    const { Architecture } = (await trial.docker.info()) as { Architecture: string };
    const image = await ensureSandboxImage(trial.docker, 'media', Architecture);
    const prepare = (type: HostPathType, path: string) =>
      prepareHostPaths(trial.docker, image, [{ volume: 'host', path, type }]);
    const wrong: [type: HostPathType, path: string][] = [
      ['File', at('directory')],
      ['Directory', at('file')],
      ['Socket', at('file')],
      ['CharDevice', at('file')],
      ['BlockDevice', '/dev/null'],
      ['FileOrCreate', at('directory')],
      ['DirectoryOrCreate', at('file')],
    ];
    for (const [type, path] of wrong) {
      await assert.rejects(prepare(type, path), {
        code: 'host-path-type',
        args: { path, volume: 'host', type },
      });
    }
    const path = at('none');
    for (const type of ['File', 'Directory', 'Socket', 'CharDevice', 'BlockDevice'] as const) {
      await assert.rejects(prepare(type, path), {
        code: 'host-path-missing',
        args: { path, volume: 'host' },
      });
    }
    await assert.rejects(prepare('FileOrCreate', at('no/parent')), { code: 'host-path-missing' });
    assert.ok(!existsSync(path) && !existsSync(at('no')));
    await prepare('FileOrCreate', at('file'));
    assert.equal(readFileSync(at('file'), 'utf8'), 'kept');
    const label = [`${labels.component}=host-path`];
    const left = () => trial.docker.listContainers({ all: true, filters: { label } });
    await eventually(async () => (await left()).length === 0, 'no helper is left');
  });

  it('propagate what is mounted later as they say', async function () {
    // Another Docker than this machine's sees other mounts.
    if (process.env.DOCKER_HOST) return this.skip();
    const shared = join(trial.directory, 'shared');
    mkdirSync(shared);
    try {
      execFileSync('mount', ['--bind', shared, shared]);
      execFileSync('mount', ['--make-shared', shared]);
    } catch {
      return this.skip();
    }
    try {
      mkdirSync(join(shared, 'sub'));
      const pod = await trial.run(`
apiVersion: v1
kind: Pod
metadata: { name: propagates }
spec:
  volumes: [{ name: host, hostPath: { path: ${shared}, type: Directory } }, { name: plain, hostPath: { path: ${shared} } }]
  containers:
    - name: app
      ${idle.replace(', command', '\n      command')}
      volumeMounts:
        - { name: host, mountPath: /slave, mountPropagation: HostToContainer }
        - { name: plain, mountPath: /plain-slave, mountPropagation: HostToContainer }
        - { name: host, mountPath: /private }`);
      execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', join(shared, 'sub')]);
      try {
        writeFileSync(join(shared, 'sub', 'file'), '');
        assert.equal(
          await pod.exec('app', 'sh', '-c', 'ls /slave/sub /plain-slave/sub /private/sub'),
          '/plain-slave/sub:\nfile\n\n/private/sub:\n\n/slave/sub:\nfile',
        );
      } finally {
        execFileSync('umount', [join(shared, 'sub')]);
      }
      await pod.remove();
    } finally {
      execFileSync('umount', [shared]);
    }
  });

  it('that are read-only leave what is mounted below writable, unless they are recursive', async () => {
    const { ApiVersion } = await trial.docker.version();
    const volumes = '{ name: host, hostPath: { path: /dev, type: Directory } }';
    const script =
      'touch /host/x 2>/dev/null || echo no; touch /host/shm/dockerpods-test && echo yes; rm -f /host/shm/dockerpods-test; touch /host/mqueue/../x 2>/dev/null || echo no';
    assert.equal(
      await output('plain', volumes, '{ name: host, mountPath: /host, readOnly: true }', script),
      'no\nyes\nno',
    );
    const recursive = '{ name: host, mountPath: /host, readOnly: true, recursiveReadOnly: Enabled }';
    const modern = Number(ApiVersion.split('.')[1]) >= 44;
    if (!modern) await refused('not-with-this-docker', output('enabled', volumes, recursive, 'true'));
    else
      assert.equal(
        await output(
          'enabled',
          volumes,
          recursive,
          'touch /host/shm/dockerpods-test 2>&1 | grep -c Read-only',
        ),
        '1',
      );
    const ifPossible = recursive.replace('Enabled', 'IfPossible');
    assert.equal(await output('possible', volumes, ifPossible, 'touch /host/x 2>/dev/null || echo no'), 'no');
  });

  it('give each attempt a file for its last words', async () => {
    const pod = await trial.run(`
apiVersion: v1
kind: Pod
metadata: { name: words }
spec:
  restartPolicy: Never
  containers:
    - name: app
      image: busybox:1.37
      command: [sh, -c, "stat -c '%a %s %F' /dev/termination-log; echo last > /dev/termination-log"]
      securityContext: { runAsUser: 1000 }
    - name: other
      image: busybox:1.37
      command: [sh, -c, "echo elsewhere > /tmp/words"]
      terminationMessagePath: /tmp/words`);
    await pod.ended();
    assert.equal(await pod.log('app'), '666 0 regular empty file');
    assert.equal(pod.status('app')?.state.terminated?.message, 'last\n');
    assert.equal(pod.status('other')?.state.terminated?.message, 'elsewhere\n');
  });
});
