import assert from 'node:assert/strict';
import { podUid, volumeName } from '../../../src/engine/plan/names';
import { eventually } from '../../support/eventually';
import { type ManifestTrial, manifestTrial } from '../support/manifestTrial';

const idle = 'image: busybox:1.37, command: [sh, -c, "trap exit TERM; while :; do sleep 0.2; done"]';

describe('volumes', function () {
  this.timeout(60_000);
  let trial: ManifestTrial;

  beforeEach(() => {
    trial = manifestTrial();
  });
  afterEach(() => trial.dispose());

  it('of a ConfigMap change as a whole, keep what is not changed, and let go of what is gone', async () => {
    const map = (data: Record<string, string>) =>
      JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'map' }, data });
    const pod = await trial.run(`
apiVersion: v1
kind: Pod
metadata: { name: changing }
spec:
  volumes: [{ name: data, configMap: { name: map } }]
  containers: [{ name: app, ${idle}, volumeMounts: [{ name: data, mountPath: /data }] }]
---
${map({ stays: 'same', changes: 'one', goes: 'x' })}`);
    const root = () => pod.exec('app', 'sh', '-c', 'cd /data; ls -A1; readlink ..data; readlink stays');
    const before = await root();
    assert.match(before, /^\.\.(\d{18})\n\.\.data\nchanges\ngoes\nstays\n\.\.\1\n\.\.data\/stays$/);
    // Somebody reads while it changes: of one moment or of the other.
    trial.apply(map({ stays: 'same', changes: 'one', goes: 'x' }));
    trial.apply(map({ stays: 'same', changes: 'two', comes: 'y' }));
    await eventually(async () => (await pod.exec('app', 'cat', '/data/changes')) === 'two', 'the change');
    const after = await eventually(async () => {
      const now = await root();
      return now.includes('goes') ? undefined : now;
    }, 'the old files go');
    assert.match(after, /^\.\.(\d{18})\n\.\.data\nchanges\ncomes\nstays\n\.\.\1\n\.\.data\/stays$/);
    assert.equal(
      await pod.exec('app', 'sh', '-c', 'touch /data/x 2>&1; true'),
      'touch: /data/x: Read-only file system',
    );
    trial.apply(map({ stays: 'same', changes: 'two', comes: 'y' }));
    assert.equal(await root(), after, 'nothing is rewritten that has not changed');
  });

  it('of binary data, nested paths, modes and large content have it as it was given', async () => {
    const large = 'x'.repeat(300_000);
    const pod = await trial.run(`
apiVersion: v1
kind: Pod
metadata: { name: shapes }
spec:
  securityContext: { fsGroup: 4321 }
  volumes:
    - name: data
      projected:
        defaultMode: 0640
        sources:
          - configMap: { name: map, items: [{ key: bytes, path: a/b/bytes }, { key: large, path: a/large, mode: 0400 }] }
          - secret: { name: secret }
          - downwardAPI: { items: [{ path: name, fieldRef: { fieldPath: metadata.name } }] }
          - serviceAccountToken: { path: token, audience: somebody, expirationSeconds: 600 }
  containers: [{ name: app, ${idle}, volumeMounts: [{ name: data, mountPath: /data }] }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: map }
binaryData: { bytes: AAEC/w== }
data: { large: "${large}" }
---
{ apiVersion: v1, kind: Secret, metadata: { name: secret }, stringData: { password: hidden } }`);
    assert.equal(
      await pod.exec(
        'app',
        'sh',
        '-c',
        'cd /data; stat -Lc "%a %g %n" a a/b a/b/bytes a/large password name token',
      ),
      [
        ...['2755 4321 a', '2755 4321 a/b', '640 4321 a/b/bytes', '440 4321 a/large', '640 4321 password'],
        ...['640 4321 name', '640 4321 token'],
      ].join('\n'),
    );
    assert.equal(
      await pod.exec('app', 'sh', '-c', 'cd /data; od -An -tx1 a/b/bytes; wc -c < a/large; cat name'),
      '00 01 02 ff\n300000\nshapes',
    );
    const token = await pod.exec('app', 'cat', '/data/token');
    const [header, claims, signature] = token
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString());
    assert.deepEqual(JSON.parse(header ?? ''), { alg: 'none', typ: 'JWT' });
    const { aud, sub, exp, iat } = JSON.parse(claims ?? '');
    assert.deepEqual(
      [aud, sub, exp - iat, signature],
      [['somebody'], `system:serviceaccount:${trial.namespace}:default`, 600, ''],
    );
    // What a volume holds is nowhere on disk, and no value stands on Docker.
    const { docker } = trial;
    const uid = podUid(pod.key);
    const { Options } = await docker.getVolume(volumeName('data', pod.key, uid)).inspect();
    assert.equal(Options?.type, 'tmpfs');
    assert.ok(!JSON.stringify(await trial.container('shapes', 'POD')).includes('hidden'));
  });

  it('of one user give it the token', async () => {
    const pod = await trial.run(`
apiVersion: v1
kind: Pod
metadata: { name: owned }
spec:
  securityContext: { runAsUser: 1234 }
  volumes: [{ name: token, projected: { sources: [{ serviceAccountToken: { path: token } }] } }]
  containers: [{ name: app, ${idle}, volumeMounts: [{ name: token, mountPath: /token }] }]`);
    assert.equal(await pod.exec('app', 'stat', '-Lc', '%a %u', '/token/token'), '600 1234');
  });

  it('hold a pod up while their object is missing, and let it go on when it comes', async () => {
    const running = trial.run(`
apiVersion: v1
kind: Pod
metadata: { name: waits }
spec:
  volumes: [{ name: data, secret: { secretName: late } }, { name: maybe, configMap: { name: never, optional: true } }]
  containers: [{ name: app, ${idle}, volumeMounts: [{ name: data, mountPath: /data }, { name: maybe, mountPath: /maybe }] }]`);
    const pod = await running;
    const { state } = pod.status('app') ?? {};
    assert.equal(state?.waiting?.reason, 'ContainerCreating');
    trial.apply('{ apiVersion: v1, kind: Secret, metadata: { name: late }, stringData: { key: here } }');
    await pod.until('the container runs', ({ status }) =>
      status.containerStatuses.every((each) => each.state.running),
    );
    assert.equal(await pod.exec('app', 'sh', '-c', 'cat /data/key; ls /maybe'), 'here');
  });

  it('keep what was found of objects for containers that are made when their manifests are gone', async () => {
    const pod = await trial.run(`
apiVersion: v1
kind: Pod
metadata: { name: keeps }
spec:
  volumes: [{ name: data, configMap: { name: map } }]
  containers:
    - name: app
      image: busybox:1.37
      command: [sh, -c, "cat /data/key; while [ ! -e /tmp/end ]; do sleep 0.1; done; exit 1"]
      env: [{ name: WORD, valueFrom: { secretKeyRef: { name: secret, key: word } } }]
      volumeMounts: [{ name: data, mountPath: /data }]
---
{ apiVersion: v1, kind: ConfigMap, metadata: { name: map }, data: { key: value } }
---
{ apiVersion: v1, kind: Secret, metadata: { name: secret }, stringData: { word: kept } }`);
    await trial.podEngine.dispose();
    // Another window, which has none of the files.
    const other = trial.engine();
    await eventually(() => other.pod(pod.key)?.status.phase === 'Running', 'another window sees it');
    await trial.exec('keeps', 'app', 'touch', '/tmp/end');
    await eventually(() => other.pod(pod.key)?.status.containerStatuses[0]?.restartCount === 1, 'a restart');
    await eventually(
      () => other.pod(pod.key)?.status.containerStatuses[0]?.state.running !== undefined,
      'the new attempt',
    );
    assert.equal(await trial.exec('keeps', 'app', 'sh', '-c', 'echo $WORD; cat /data/key'), 'kept\nvalue');
  });

  it('of a claim outlive the pod, are shared by pods, and are read-only where the claim says so', async () => {
    const writer = await trial.run(`
apiVersion: v1
kind: Pod
metadata: { name: writer }
spec:
  restartPolicy: Never
  volumes: [{ name: data, persistentVolumeClaim: { claimName: shared.data } }, { name: own, ephemeral: { volumeClaimTemplate: { spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } } } } }]
  containers:
    - name: app
      image: busybox:1.37
      command: [sh, -c, "stat -c %a /data; echo kept > /data/file; touch /own/file"]
      securityContext: { runAsUser: 1000 }
      volumeMounts: [{ name: data, mountPath: /data }, { name: own, mountPath: /own }]`);
    assert.equal(await writer.ended(), 'Succeeded');
    assert.equal(await writer.log('app'), '777');
    await writer.remove();
    const { Volumes } = await trial.docker.listVolumes({ filters: { name: [trial.namespace] } });
    assert.deepEqual(
      Volumes.map(({ Name }) => Name),
      [`k8s_pvc_${trial.namespace}_shared.data`],
    );
    const reader = await trial.run(`
apiVersion: v1
kind: Pod
metadata: { name: reader }
spec:
  restartPolicy: Never
  volumes:
    - { name: one, persistentVolumeClaim: { claimName: shared.data, readOnly: true } }
    - { name: two, persistentVolumeClaim: { claimName: shared.data } }
  containers:
    - name: app
      image: busybox:1.37
      command: [sh, -c, "cat /one/file; touch /one/x 2>&1; touch /two/y && ls /one"]
      volumeMounts: [{ name: one, mountPath: /one }, { name: two, mountPath: /two }]`);
    assert.equal(await reader.ended(), 'Succeeded');
    assert.equal(await reader.log('app'), 'kept\ntouch: /one/x: Read-only file system\nfile\ny');
  });

  it('take the fsGroup with all that is in them, each time or only where it is not theirs', async () => {
    const run = async (name: string, policy: string, script: string) => {
      const pod = await trial.run(`
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  restartPolicy: Never
  securityContext: { runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000, fsGroupChangePolicy: ${policy} }
  volumes:
    - { name: data, persistentVolumeClaim: { claimName: data } }
    - { name: scratch, emptyDir: {} }
    - { name: memory, emptyDir: { medium: Memory } }
  containers:
    - name: app
      image: busybox:1.37
      command: [sh, -c, ${JSON.stringify(script)}]
      volumeMounts: [{ name: data, mountPath: /data }, { name: scratch, mountPath: /scratch }, { name: memory, mountPath: /memory }]`);
      assert.equal(await pod.ended(), 'Succeeded');
      const log = await pod.log('app');
      await pod.remove();
      return log;
    };
    const root = await run(
      'first',
      'Always',
      'id; stat -c "%a %g" /data /scratch /memory; mkdir -m 700 /data/d; touch /data/d/f; chmod 600 /data/d/f; stat -c "%a %u:%g" /data/d/f',
    );
    assert.equal(root, 'uid=1000 gid=3000 groups=2000,3000\n2777 2000\n2777 2000\n2777 2000\n600 1000:3000');
    const other = await run('second', 'Always', 'stat -c "%a %u:%g" /data/d /data/d/f; chmod 600 /data/d/f');
    assert.equal(other, '2770 1000:2000\n660 1000:2000');
    assert.equal(await run('third', 'OnRootMismatch', 'stat -c %a /data/d/f'), '600');
  });

  it('leave nothing behind but claims', async () => {
    const pod = await trial.run(`
apiVersion: v1
kind: Pod
metadata: { name: gone }
spec:
  volumes: [{ name: data, configMap: { name: map } }, { name: scratch, emptyDir: { medium: Memory } }]
  containers: [{ name: app, ${idle}, volumeMounts: [{ name: data, mountPath: /data }] }]
---
{ apiVersion: v1, kind: ConfigMap, metadata: { name: map }, data: { key: value } }`);
    await pod.remove();
    await trial.podEngine.dispose();
    const { Volumes } = await trial.docker.listVolumes({ filters: { name: [trial.namespace] } });
    assert.deepEqual(Volumes, []);
  });
});
