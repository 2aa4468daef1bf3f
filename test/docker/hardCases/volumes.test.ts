import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../support/eventually';
import { type PodTrial, podTests } from '../support/podTests';

interface Volumes {
  volumes: string;
  mounts: string;
  script: string;
  more?: string;
  objects?: string[];
}

/** Runs a script beside the volumes once, and gives what it prints. */
async function output({ run }: PodTrial, name: string, options: Volumes): Promise<string> {
  const pod = await run(once(name, options));
  assert.equal(await pod.ended(30_000), 'Succeeded');
  return pod.log('main');
}

function once(name: string, { volumes, mounts, script, more = '', objects = [] }: Volumes): string {
  return [
    `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  labels: { app: web, tier: front }
  annotations: { quoted: 'a "b"' }
spec:
  restartPolicy: Never
  ${more}
  volumes: [${volumes}]
  containers:
    - name: main
      image: busybox:1.37
      command: [sh, -c, ${JSON.stringify(script)}]
      resources: { requests: { cpu: 250m, memory: 32Mi }, limits: { cpu: 500m, memory: 64Mi } }
      volumeMounts: [${mounts}]
`,
    ...objects,
  ].join('\n---\n');
}

const map = '{ apiVersion: v1, kind: ConfigMap, metadata: { name: map }, data: { one: first, two: second } }';
const secret = '{ apiVersion: v1, kind: Secret, metadata: { name: secret }, data: { key: c2VjcmV0 } }';

podTests('hard cases: volumes', (test) => {
  test('hard case 14: an emptyDir in memory has its size, on disk it outlives a crash', async (trial) => {
    const text = await output(trial, 'memory', {
      volumes: '{ name: fast, emptyDir: { medium: Memory, sizeLimit: 8Mi } }',
      mounts: '{ name: fast, mountPath: /fast }',
      script:
        'mount | grep -o "on /fast type tmpfs"; stat -c %A /fast; df -k /fast | awk "END { print \\$2 }"',
    });
    assert.equal(text, 'on /fast type tmpfs\ndrwxrwxrwx\n8192');
    const pod = await trial.run(`
apiVersion: v1
kind: Pod
metadata: { name: crash }
spec:
  restartPolicy: OnFailure
  volumes: [{ name: data, emptyDir: {} }]
  containers:
    - name: main
      image: busybox:1.37
      command: [sh, -c, "[ -f /data/kept ] && cat /data/kept && exit; echo kept > /data/kept; exit 1"]
      volumeMounts: [{ name: data, mountPath: /data }]
`);
    assert.equal(await pod.ended(30_000), 'Succeeded');
    assert.equal(await pod.log('main'), 'kept');
  });

  test('hard case 15: a volume without a source is an emptyDir', async (trial) => {
    const text = await output(trial, 'none', {
      volumes: '{ name: nothing }, { name: "null", emptyDir: }',
      mounts: '{ name: nothing, mountPath: /a }, { name: "null", mountPath: /b }',
      script: 'touch /a/x /b/x && ls /a /b',
    });
    assert.equal(text, '/a:\nx\n\n/b:\nx');
  });

  test('hard cases 16 and 17: keys at their paths, as links, with octal modes', async (trial) => {
    const text = await output(trial, 'items', {
      volumes:
        '{ name: some, configMap: { name: map, items: [{ key: one, path: deep/er, mode: 0777 }], defaultMode: 0660 } }, { name: all, configMap: { name: map, defaultMode: 0660 } }',
      mounts: '{ name: some, mountPath: /some }, { name: all, mountPath: /all }',
      script:
        'find /some -name er | grep -vc "/\\.\\."; cat /some/deep/er; echo; stat -L -c %a /some/deep/er /all/one; readlink /all/one; readlink /all/..data | grep -c "^\\.\\."; ls /all',
      objects: [map],
    });
    assert.equal(text, '0\nfirst\n777\n660\n..data/one\n1\none\ntwo');
  });

  test('hard case 19: several sources in one directory, with a limit in units', async (trial) => {
    const text = await output(trial, 'projected', {
      volumes:
        '{ name: all, projected: { sources: [{ secret: { name: secret, items: [{ key: key, path: my/key }] } }, { downwardAPI: { items: [{ path: cpu_limit, resourceFieldRef: { containerName: main, resource: limits.cpu, divisor: 1m } }] } }, { configMap: { name: map, items: [{ key: two, path: my/config }] } }] } }',
      mounts: '{ name: all, mountPath: /all, readOnly: true }',
      script: 'cd /all; for file in my/key cpu_limit my/config; do cat $file; echo; done',
      objects: [map, secret],
    });
    assert.equal(text, 'secret\n500\nsecond');
  });

  test('hard case 20: labels and annotations as lines, resources as whole numbers', async (trial) => {
    const text = await output(trial, 'downward', {
      volumes:
        '{ name: info, downwardAPI: { items: [{ path: labels, fieldRef: { fieldPath: metadata.labels } }, { path: annotations, fieldRef: { fieldPath: metadata.annotations } }, { path: memory, resourceFieldRef: { containerName: main, resource: limits.memory, divisor: 1Mi } }, { path: cpu, resourceFieldRef: { containerName: main, resource: requests.cpu } }] } }',
      mounts: '{ name: info, mountPath: /info }',
      script: 'cd /info; for file in labels annotations memory cpu; do cat $file; echo; done',
    });
    assert.equal(text, 'app="web"\ntier="front"\nquoted="a \\"b\\""\n64\n1');
  });

  test('hard case 27: sub-paths are made, expanded, and not followed by updates', async (trial) => {
    const { run, apply } = trial;
    const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: sub }
spec:
  terminationGracePeriodSeconds: 0
  volumes: [{ name: work, emptyDir: {} }, { name: map, configMap: { name: map } }]
  containers:
    - name: main
      image: busybox:1.37
      command: [sleep, "1000"]
      env: [{ name: POD_NAME, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]
      volumeMounts:
        - { name: work, mountPath: /logs, subPathExpr: logs/$(POD_NAME) }
        - { name: work, mountPath: /work }
        - { name: map, mountPath: /etc/app/one, subPath: one }
        - { name: map, mountPath: /map }
---
${map}`);
    await pod.exec('main', 'touch', '/logs/line');
    assert.equal(await pod.exec('main', 'ls', '/work/logs/sub'), 'line');
    assert.equal(await pod.exec('main', 'cat', '/etc/app/one'), 'first');
    apply(map.replace('first', 'changed'));
    await eventually(
      async () => (await pod.exec('main', 'cat', '/map/one')) === 'changed',
      'the volume follows',
    );
    assert.equal(await pod.exec('main', 'cat', '/etc/app/one'), 'first');
  });

  test('hard case 28: every type of hostPath', async (trial) => {
    const directory = mkdtempSync(join(tmpdir(), 'docker-pods-types-'));
    const server = createServer().listen(join(directory, 'socket'));
    writeFileSync(join(directory, 'file'), 'content');
    const at = (path: string, type: string): Volumes => ({
      volumes: `{ name: host, hostPath: { path: ${path.startsWith('/') ? path : join(directory, path)}, type: ${type} } }`,
      mounts: '{ name: host, mountPath: /host }',
      script: 'stat -c %F /host',
    });
    try {
      for (const [index, [path, type, is]] of (
        [
          ['made', 'DirectoryOrCreate', 'directory'],
          ['made', 'Directory', 'directory'],
          ['touched', 'FileOrCreate', 'regular empty file'],
          ['file', 'File', 'regular file'],
          ['socket', 'Socket', 'socket'],
          ['/dev/null', 'CharDevice', 'character special file'],
        ] as const
      ).entries()) {
        assert.equal(await output(trial, `host-${index}`, at(path, type)), is, type);
      }
      assert.equal(statSync(join(directory, 'made')).mode & 0o777, 0o755);
      assert.equal(statSync(join(directory, 'touched')).mode & 0o777, 0o644);
      for (const [path, type] of [
        ['none', 'Directory'],
        ['none', 'File'],
        ['file', 'Directory'],
        ['made', 'File'],
        ['file', 'Socket'],
        ['none/below', 'FileOrCreate'],
      ] as const) {
        const waits = await trial.run(once('refused', at(path, type)));
        const { status, problems } = waits.snapshot();
        const reason = status.containerStatuses[0]?.state.waiting?.reason;
        assert.equal(reason, 'ContainerCreating', `${path} as ${type}`);
        assert.match(problems[0]?.code ?? '', /^host-path-/, `${path} as ${type}`);
        await waits.remove();
      }
    } finally {
      server.close();
      rmSync(directory, { recursive: true });
    }
  });

  test('hard case 30: a claim outlives its pods, is shared, and read-only where it says so', async (trial) => {
    const claim = `{ apiVersion: v1, kind: PersistentVolumeClaim, metadata: { name: data }, spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } } }`;
    const volumes = (readOnly: boolean) =>
      `{ name: data, persistentVolumeClaim: { claimName: data, readOnly: ${readOnly} } }`;
    const mounts = '{ name: data, mountPath: /data }';
    const script = 'echo kept > /data/file; cat /data/file';
    const first = await trial.run(
      once('first', { volumes: volumes(false), mounts, script, objects: [claim] }),
    );
    assert.equal(await first.ended(), 'Succeeded');
    await first.remove();
    const text = await output(trial, 'second', {
      volumes: volumes(true),
      mounts,
      script: 'cat /data/file; touch /data/other 2>/dev/null || echo read-only',
      objects: [claim],
    });
    assert.equal(text, 'kept\nread-only');
  });
});
