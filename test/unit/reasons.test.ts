import assert from 'node:assert/strict';
import { planOf, podOf } from './support/pods';

describe('the reasons of a plan', () => {
  const mount = { name: 'data', mountPath: '/data' };
  const plan = planOf(
    podOf(
      [
        {
          name: 'a',
          image: 'nginx:1',
          ports: [{ containerPort: 80, hostPort: 8080 }, { containerPort: 81 }],
          resources: { limits: { cpu: '500m', memory: '64Mi' } },
          volumeMounts: [mount],
        },
        { name: 'b', image: 'busybox:1.37' },
      ],
      {
        shareProcessNamespace: true,
        restartPolicy: 'OnFailure',
        volumes: [
          { name: 'files', hostPath: { path: '/srv' } },
          { name: 'data', emptyDir: { medium: 'Memory' } },
        ],
      },
    ),
  );

  it('cover every thing that Docker is asked for', () => {
    const subjects = new Set(plan.reasons.map(({ subject }) => subject));
    const asked = [
      'network',
      ...plan.sandbox.volumes.map(({ name }) => `volume ${name}`),
      'sandbox',
      ...plan.containers.map(({ name }) => `container ${name}`),
    ];
    assert.deepEqual([...subjects].sort(), asked.sort());
  });

  it('say each setting, why, and where in the manifest it comes from', () => {
    const expected: [subject: string, what: RegExp, path: string | undefined][] = [
      ['network', /k8s_default/, 'metadata.namespace'],
      ['volume data', /tmpfs/, 'spec.volumes[1]'],
      ['sandbox', /container from docker-pods\/sandbox/, undefined],
      ['sandbox', /hostname web/, 'spec.hostname'],
      ['sandbox', /shareable IPC/, undefined],
      ['sandbox', /publish 127\.0\.0\.1:8080 to 80\/TCP/, 'spec.containers[].ports[].hostPort'],
      ['sandbox', /cgroup parent/, undefined],
      ['container a', /container from nginx:1 /, 'spec.containers[0]'],
      ['container a', /PID namespace/, 'spec.shareProcessNamespace'],
      ['container a', /memory 67108864/, 'spec.containers[0].resources.limits.memory'],
      ['container a', /cpu quota 50000 of 100000/, 'spec.containers[0].resources.limits.cpu'],
      ['container b', /no restart policy/, 'spec.restartPolicy'],
    ];
    for (const [subject, what, path] of expected) {
      const found = plan.reasons.find((reason) => reason.subject === subject && what.test(reason.what));
      assert.ok(found, `${subject}: ${what}`);
      assert.equal(found.path, path, `${subject}: ${what}`);
    }
    for (const { why } of plan.reasons) assert.ok(why);
  });

  it('do not publish a containerPort alone', () => {
    assert.equal(plan.reasons.filter(({ what }) => what.startsWith('publish')).length, 1);
  });

  it('tell the host’s namespaces apart', () => {
    const { reasons } = planOf(podOf(['a'], { hostNetwork: true, hostIPC: true, hostPID: true }));
    const paths = reasons.map(({ path }) => path);
    for (const path of ['spec.hostNetwork', 'spec.hostIPC', 'spec.hostPID'])
      assert.ok(paths.includes(path), path);
    assert.ok(!reasons.some(({ subject }) => subject === 'network'));
  });
});
