import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { PodSnapshot } from '../../../src/engine/model/podSnapshot';
import type { PodEngineApi } from '../../../src/engine/podEngineApi';
import { eventually } from '../../support/eventually';
import {
  type CgroupLayout,
  cgroupFile,
  cgroupLayout,
  cgroupOfProcess,
  cgroupsOf,
  containerCgroup,
} from '../support/cgroups';
import { engineTrial, freePort, idle, script } from '../support/engineTrial';

describe('a pod on Docker', function () {
  this.timeout(60_000);
  const trial = engineTrial();
  const { namespace } = trial;
  const read = (pod: string, container: string, file: string) => trial.exec(pod, container, 'cat', file);
  let engine: PodEngineApi;
  let hostPort: number;
  let web: PodSnapshot;

  before(async () => {
    mkdirSync(join(trial.directory, 'files'));
    writeFileSync(join(trial.directory, 'files', 'greeting.txt'), 'hello');
    hostPort = await freePort();
    engine = trial.engine();
    const run = (...args: Parameters<typeof trial.pod>) =>
      engine.run(trial.pod(...args), { manifestDirectory: trial.directory });
    [web] = await Promise.all([
      run(
        'web',
        [
          {
            name: 'server',
            ...script('echo page > /www/index.html; httpd -f -p 80 -h /www & httpd -f -p 81 -h /www & wait'),
            ports: [{ containerPort: 80, hostPort }, { containerPort: 81 }],
            volumeMounts: [{ name: 'www', mountPath: '/www' }],
            resources: { limits: { cpu: '500m', memory: '32Mi' }, requests: { cpu: '100m' } },
          },
          {
            name: 'app',
            ...idle,
            workingDir: '/tmp',
            env: [
              { name: 'WHO', value: 'pod' },
              { name: 'GREETING', value: 'hello $(WHO), $$5' },
            ],
            volumeMounts: [
              { name: 'www', mountPath: '/seen', readOnly: true },
              { name: 'memory', mountPath: '/memory' },
              { name: 'file', mountPath: '/etc/greeting', readOnly: true },
              { name: 'made', mountPath: '/made' },
            ],
          },
        ],
        {
          volumes: [
            { name: 'www', emptyDir: {} },
            { name: 'memory', emptyDir: { medium: 'Memory', sizeLimit: '2Mi' } },
            { name: 'file', hostPath: { path: './files/greeting.txt', type: 'File' } },
            { name: 'made', hostPath: { path: join(trial.directory, 'made'), type: 'DirectoryOrCreate' } },
          ],
        },
      ),
      run('shared', ['left', 'right'], { shareProcessNamespace: true, hostname: 'a-hostname' }),
      run(
        'commands',
        [
          {
            name: 'both',
            image: 'busybox:1.37',
            command: ['sh', '-c'],
            args: ['echo "$0-$(ARG)"; sleep 60', '$(ARG)'],
            env: [{ name: 'ARG', value: 'x' }],
          },
          { name: 'args', image: 'busybox:1.37', args: ['sleep', '60'] },
        ],
        { terminationGracePeriodSeconds: 0 },
      ),
    ]);
  });
  after(() => trial.dispose());

  async function inodes(pod: string, kind: string): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    const names = engine.pod({ namespace, name: pod })?.spec.containers.map(({ name }) => name) ?? [];
    for (const name of ['POD', ...names]) {
      const { State } = await trial.container(pod, name);
      found[name] = readlinkSync(`/proc/${State.Pid}/ns/${kind}`);
    }
    return found;
  }

  const distinct = (values: Record<string, string>) => new Set(Object.values(values)).size;

  describe('shares in the kernel', () => {
    for (const [kind, count] of [
      ['net', 1],
      ['ipc', 1],
      ['uts', 3],
      ['mnt', 3],
      ['pid', 3],
    ] as const) {
      it(`${kind}: ${count === 1 ? 'one for the whole pod' : 'one for each'}`, async () => {
        const found = await inodes('web', kind);
        assert.equal(distinct(found), count, JSON.stringify(found));
        assert.ok(!Object.values(found).includes(readlinkSync(`/proc/self/ns/${kind}`)), 'not the host’s');
      });
    }

    it('pid only where the pod asks for it, with pause as PID 1', async () => {
      assert.equal(distinct(await inodes('shared', 'pid')), 1);
      assert.equal(distinct(await inodes('shared', 'net')), 1);
      assert.equal(
        await read('shared', 'left', '/proc/1/cmdline').then((line) => line.replaceAll('\0', '')),
        '/pause',
      );
      const processes = await trial.exec('shared', 'left', 'ps', '-o', 'args');
      assert.equal(processes.split('\n').filter((line) => line.includes('trap "exit 0"')).length, 2);
      assert.notEqual(await read('web', 'app', '/proc/1/comm'), 'pause');
    });

    it("no way into the sandbox's files by its processes: the pod's Secrets are in them", async () => {
      const look = 'ls /proc/1/root/v 2>&1; ls -d /proc/self/root/bin';
      const said = await trial.exec('shared', 'left', 'sh', '-c', look);
      assert.match(said, /Permission denied\n\/proc\/self\/root\/bin/);
    });

    it('nothing between two pods', async () => {
      assert.notEqual((await inodes('web', 'net')).POD, (await inodes('shared', 'net')).POD);
    });

    it('as the inspector reports it', async () => {
      const report = await engine.inspect({ namespace, name: 'web' });
      assert.deepEqual(
        report.members.map(({ name }) => name),
        ['POD', 'server', 'app'],
      );
      for (const kind of ['net', 'ipc', 'pid', 'mnt'] as const) {
        const found = await inodes('web', kind);
        for (const { name, namespaces } of report.members) {
          assert.equal(`${kind}:[${namespaces[kind].inode}]`, found[name], `${name} ${kind}`);
        }
      }
      assert.deepEqual(
        report.members.map(({ namespaces }) => [namespaces.net.sharing, namespaces.pid.sharing]),
        [
          ['pod', 'private'],
          ['pod', 'private'],
          ['pod', 'private'],
        ],
      );
    });
  });

  describe('is seen from inside', () => {
    it('with its name or its hostname', async () => {
      assert.equal(await trial.exec('web', 'server', 'hostname'), 'web');
      assert.equal(await trial.exec('web', 'app', 'hostname'), 'web');
      assert.equal(await trial.exec('shared', 'right', 'hostname'), 'a-hostname');
    });

    it('with its environment', async () => {
      assert.equal(
        await trial.exec('web', 'app', 'sh', '-c', 'echo "$WHO: $GREETING"'),
        'pod: hello pod, $5',
      );
    });

    it('in its working directory', async () => {
      const { State } = await trial.container('web', 'app');
      assert.match(readlinkSync(`/proc/${State.Pid}/cwd`), /\/tmp$/);
    });

    it('with its command and its args', async () => {
      const lines: string[] = [];
      for await (const { text } of engine.logs({ namespace, name: 'commands' }, 'both')) lines.push(text);
      assert.deepEqual(lines, ['x-x']);
      const { Path, Args } = await trial.container('commands', 'args');
      assert.deepEqual([Path, ...Args], ['sleep', '60']);
    });

    it('by other pods of its namespace under its name, and under its hostname', async () => {
      const page = () => trial.exec('shared', 'left', 'wget', '-qO-', 'http://web/');
      assert.equal(await eventually(page, 'the page comes', 5000), 'page');
      for (const name of ['shared', 'a-hostname']) {
        const answer = await trial.exec('web', 'app', 'ping', '-c1', '-W1', name);
        assert.match(answer, / 0% packet loss/, name);
      }
    });
  });

  describe('has volumes:', () => {
    it('an emptyDir is shared, anybody may write to it, and readOnly is kept', async () => {
      assert.equal(await read('web', 'app', '/seen/index.html'), 'page');
      assert.equal(await trial.exec('web', 'server', 'stat', '-c', '%a', '/www'), '777');
      assert.match(await trial.exec('web', 'app', 'touch', '/seen/x'), /Read-only file system/);
    });

    it('an emptyDir in memory is a tmpfs of its size, and anybody may write to it', async () => {
      const { State } = await trial.container('web', 'app');
      const mounts = readFileSync(`/proc/${State.Pid}/mounts`, 'utf8');
      const line = mounts.split('\n').find((mount) => mount.split(' ')[1] === '/memory');
      assert.match(line ?? '', /^tmpfs \/memory tmpfs .*size=2048k/);
      assert.equal(await trial.exec('web', 'app', 'stat', '-c', '%a', '/memory'), '777');
    });

    it('a hostPath file beside the manifest, read-only', async () => {
      assert.equal(await read('web', 'app', '/etc/greeting'), 'hello');
      assert.match(await trial.exec('web', 'app', 'sh', '-c', 'echo x > /etc/greeting'), /Read-only/);
    });

    it('a hostPath directory that was not there', async () => {
      await trial.exec('web', 'app', 'sh', '-c', 'echo made > /made/file');
      assert.equal(readFileSync(join(trial.directory, 'made', 'file'), 'utf8'), 'made\n');
    });

    it('which a restart of a container leaves alone', async () => {
      await trial.exec('web', 'server', 'sh', '-c', 'echo kept > /www/kept');
      const { Id } = await trial.container('web', 'app');
      await trial.docker.getContainer(Id).kill();
      await eventually(async () => (await trial.container('web', 'app')).Id !== Id, 'a new attempt');
      await eventually(
        () => read('web', 'app', '/seen/kept').then((text) => text === 'kept'),
        'the file is there',
      );
    });
  });

  describe('has limits', () => {
    let layout: CgroupLayout;

    before(async () => {
      layout = await cgroupLayout(trial.docker);
    });

    it('of memory and cpu, in its own cgroup under the pod’s', async () => {
      const { Id } = await trial.container('web', 'server');
      const cgroup = containerCgroup(web.metadata.uid, Id, layout);
      const limit = (controller: string, v1: string, v2: string) =>
        cgroupFile(cgroup, controller, layout.version === 2 ? v2 : v1, layout);
      assert.equal(limit('memory', 'memory.limit_in_bytes', 'memory.max'), String(32 * 2 ** 20));
      assert.match(limit('cpu', 'cpu.cfs_quota_us', 'cpu.max'), /^50000( 100000)?$/);
      // 102 shares; as a weight 4, by the newer formula of OCI runtimes 17.
      const shares = limit('cpu', 'cpu.shares', 'cpu.weight');
      assert.ok((layout.version === 2 ? ['4', '17'] : ['102']).includes(shares), shares);
    });

    it('and all its containers stand under one cgroup', async () => {
      const { uid } = web.metadata;
      for (const name of ['POD', 'server', 'app']) {
        const { Id, State } = await trial.container('web', name);
        const own = cgroupOfProcess(State.Pid, 'memory', layout);
        assert.ok(own.endsWith(containerCgroup(uid, Id, layout)), `${name}: ${own}`);
      }
      assert.notDeepEqual(cgroupsOf(uid, layout), [], 'else nothing could be left of it');
    });
  });

  describe('has ports:', () => {
    it('a hostPort answers on 127.0.0.1, and the snapshot says so', async () => {
      assert.deepEqual(web.publishedPorts, [
        { containerName: 'server', containerPort: 80, hostIP: '127.0.0.1', hostPort, protocol: 'TCP' },
      ]);
      const page = await eventually(() => fetch(`http://127.0.0.1:${hostPort}/`), 'the port answers');
      assert.equal(await page.text(), 'page\n');
    });

    it('a containerPort alone is not published', async () => {
      const { NetworkSettings } = await trial.container('web', 'POD');
      assert.deepEqual(
        Object.entries(NetworkSettings.Ports).flatMap(([port, bound]) => (bound ? [port] : [])),
        ['80/tcp'],
      );
    });

    it('and both answer inside the pod', async () => {
      const key = { namespace, name: 'web' };
      for (const port of [80, 81]) {
        assert.equal(await engine.tcpCheck(key, port, 2000), true);
        const { statusCode, body } = await engine.httpGet(key, port, '/', 2000);
        assert.deepEqual([statusCode, String(body)], [200, 'page\n']);
      }
      assert.equal(await engine.tcpCheck(key, 82, 2000), false);
      await assert.rejects(engine.httpGet(key, 82, '/', 2000), { code: 'connect-refused' });
    });
  });

  // A suite of its own: mocha runs the tests of a suite before the suites in it.
  describe('is gone', () => {
    it('without a trace after it is removed', async () => {
      for (const name of ['web', 'shared', 'commands']) await engine.remove({ namespace, name });
      assert.deepEqual(
        engine.pods().filter(({ metadata }) => metadata.namespace === namespace),
        [],
      );
      await engine.dispose();
      assert.deepEqual(await trial.leftovers(), []);
      await assert.rejects(
        new Promise((resolve, reject) =>
          connect(hostPort, '127.0.0.1').once('connect', resolve).once('error', reject),
        ),
        { code: 'ECONNREFUSED' },
      );
    });
  });
});
