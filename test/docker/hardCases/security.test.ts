import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import Docker from 'dockerode';
import { type PodTrial, podTests } from '../support/podTests';

interface Contexts {
  pod?: string;
  container?: string;
  image?: string;
}

async function output(
  { run }: PodTrial,
  name: string,
  script: string,
  { pod = '{}', container = '{}', image = 'busybox:1.37' }: Contexts,
): Promise<string> {
  const running = await run(`
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  restartPolicy: Never
  securityContext: ${pod}
  volumes: [{ name: data, emptyDir: {} }]
  containers:
    - name: main
      image: ${JSON.stringify(image)}
      imagePullPolicy: IfNotPresent
      command: [sh, -c, ${JSON.stringify(script)}]
      securityContext: ${container}
      volumeMounts: [{ name: data, mountPath: /data/demo }]
`);
  assert.equal(await running.ended(), 'Succeeded');
  return running.log('main');
}

const status = (field: string) => `sed -n 's/^${field}:[ \t]*//p' /proc/self/status`;

podTests('hard cases: security', (test) => {
  test('hard case 40: users, groups and the group of volumes; the container before the pod', async (trial) => {
    const pod = '{ runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000, supplementalGroups: [4000] }';
    const script = `id -u; id -g; ${status('Groups')}; stat -c "%A %g" /data/demo; touch /data/demo/file; stat -c "%u %g" /data/demo/file`;
    const [user, group, groups = '', directory, file] = (await output(trial, 'ids', script, { pod })).split(
      '\n',
    );
    assert.deepEqual([user, group], ['1000', '3000']);
    assert.deepEqual(
      groups
        .trim()
        .split(' ')
        .filter((each) => each !== '3000')
        .sort(),
      ['2000', '4000'],
    );
    assert.deepEqual([directory, file], ['drwxrwsrwx 2000', '1000 2000']);
    assert.equal(await output(trial, 'own', 'id -u', { pod, container: '{ runAsUser: 2000 }' }), '2000');
  });

  test('hard case 43: capabilities, no new privileges, a root that is read-only', async (trial) => {
    assert.equal(await output(trial, 'default', status('CapPrm'), {}), '00000000a80425fb');
    const container = '{ capabilities: { add: [NET_ADMIN, SYS_TIME] } }';
    assert.equal(await output(trial, 'added', status('CapPrm'), { container }), '00000000aa0435fb');
    const dropped =
      '{ capabilities: { drop: [ALL] }, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true }';
    const script = `${status('CapPrm')}; ${status('NoNewPrivs')}; touch /file 2>&1 | grep -o "Read-only file system"; touch /data/demo/x && echo written`;
    assert.equal(
      await output(trial, 'dropped', script, { container: dropped }),
      '0000000000000000\n1\nRead-only file system\nwritten',
    );
  });

  test('hard case 44: no seccomp filter where none is asked for, as in Kubernetes', async (trial) => {
    assert.equal(await output(trial, 'unset', status('Seccomp'), {}), '0');
    const runtimeDefault = '{ seccompProfile: { type: RuntimeDefault } }';
    assert.equal(await output(trial, 'default', status('Seccomp'), { pod: runtimeDefault }), '2');
    const unconfined = '{ seccompProfile: { type: Unconfined } }';
    assert.equal(
      await output(trial, 'own', status('Seccomp'), { pod: runtimeDefault, container: unconfined }),
      '0',
    );
  });
});

describe('hard cases: an image with groups', function () {
  this.timeout(60_000);
  const docker = new Docker();
  const repo = `docker-pods-test/${randomBytes(4).toString('hex')}`;

  before(async () => {
    const script =
      'echo "alice:x:1000:1000::/:/bin/sh" >> /etc/passwd; echo "team:x:50000:alice" >> /etc/group';
    const source = await docker.createContainer({ Image: 'busybox:1.37', Cmd: ['sh', '-c', script] });
    await source.start();
    await source.wait();
    await source.commit({ repo, tag: '1' });
    await source.remove();
  });
  after(() => docker.getImage(`${repo}:1`).remove({ force: true }));

  podTests('groups', (test) => {
    test("hard case 41: groups of the image's user are merged, or not where the policy is strict", async (trial) => {
      const image = `${repo}:1`;
      const groupsOf = async (name: string, policy: string) => {
        const pod = `{ runAsUser: 1000, runAsGroup: 3000, supplementalGroups: [4000], supplementalGroupsPolicy: ${policy} }`;
        const text = await output(trial, name, 'id -G', { pod, image });
        return [...new Set(text.trim().split(' '))].sort();
      };
      assert.deepEqual(await groupsOf('merge', 'Merge'), ['3000', '4000', '50000']);
      assert.deepEqual(await groupsOf('strict', 'Strict'), ['3000', '4000']);
    });
  });
});
