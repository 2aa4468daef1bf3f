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
      ...(plan.pod.spec.volumes ?? []).map(({ name }) => `volume ${name}`),
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
      ['sandbox', /publish 127\.0\.0\.1:8080 to 80\/TCP/, 'spec.containers[0].ports[0].hostPort'],
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

  it('cover volumes, init containers, environment, security, names and handlers, each with its field', () => {
    const { reasons } = planOf(
      podOf(
        [
          {
            name: 'app',
            image: 'app:1',
            command: ['a'],
            args: ['b'],
            env: [
              { name: 'TOKEN', value: 'hunter2' },
              { name: 'KEY', valueFrom: { secretKeyRef: { name: 'keys', key: 'main' } } },
              { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
            ],
            envFrom: [{ prefix: 'P_', configMapRef: { name: 'settings' } }],
            volumeMounts: [{ name: 'files', mountPath: '/files', readOnly: true }],
            securityContext: {
              runAsUser: 5,
              privileged: true,
              procMount: 'Unmasked',
              capabilities: { add: ['NET_ADMIN'], drop: ['KILL'] },
            },
            livenessProbe: { httpGet: { path: '/ok', port: 'web' }, periodSeconds: 3 },
            lifecycle: { preStop: { exec: { command: ['hunter2'] } }, stopSignal: 'SIGUSR1' },
          },
        ],
        {
          initContainers: [
            {
              name: 'first',
              image: 'init:1',
              securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
            },
            { name: 'side', image: 'side:1', restartPolicy: 'Always' },
          ],
          hostname: 'h',
          subdomain: 'sub',
          hostAliases: [{ ip: '10.0.0.1', hostnames: ['x'] }],
          dnsPolicy: 'None',
          dnsConfig: { nameservers: ['10.0.0.1'] },
          activeDeadlineSeconds: 60,
          securityContext: {
            runAsGroup: 6,
            runAsNonRoot: true,
            supplementalGroups: [7],
            supplementalGroupsPolicy: 'Strict',
            sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }],
          },
          volumes: [{ name: 'files', hostPath: { path: '/srv', type: 'DirectoryOrCreate' } }],
        },
      ),
    );
    const expected: [subject: string, what: RegExp, path: string][] = [
      ['network', /names web, .*h\.sub\b/, 'spec.subdomain'],
      ['volume files', /bind mount of \/srv/, 'spec.volumes[0]'],
      ['sandbox', /\/etc\/hosts .*aliases/, 'spec.hostAliases'],
      ['sandbox', /resolv\.conf of dnsConfig alone/, 'spec.dnsConfig'],
      ['sandbox', /sysctl net\.ipv4\.tcp_syncookies = 1/, 'spec.securityContext.sysctls[0]'],
      ['sandbox', /ended 60 s/, 'spec.activeDeadlineSeconds'],
      ['container first', /started first/, 'spec.initContainers[0]'],
      [
        'container first',
        /Docker's seccomp profile/,
        'spec.initContainers[0].securityContext.seccompProfile',
      ],
      ['container side', /when first has ended/, 'spec.initContainers[1].restartPolicy'],
      ['container app', /Entrypoint/, 'spec.containers[0].command'],
      ['container app', /Cmd/, 'spec.containers[0].args'],
      ['container app', /SIGUSR1/, 'spec.containers[0].lifecycle.stopSignal'],
      ['container app', /every key of ConfigMap settings/, 'spec.containers[0].envFrom[0]'],
      ['container app', /KEY from main of Secret keys/, 'spec.containers[0].env[1].valueFrom'],
      ['container app', /NODE from spec\.nodeName/, 'spec.containers[0].env[2].valueFrom'],
      ['container app', /volume files at \/files, read-only/, 'spec.containers[0].volumeMounts[0]'],
      ['container app', /user 5/, 'spec.containers[0].securityContext.runAsUser'],
      ['container app', /group 6/, 'spec.securityContext.runAsGroup'],
      ['container app', /no start as root/, 'spec.securityContext.runAsNonRoot'],
      ['container app', /groups 7/, 'spec.securityContext.supplementalGroups'],
      ['container app', /no groups of the image/, 'spec.securityContext.supplementalGroupsPolicy'],
      ['container app', /^privileged/, 'spec.containers[0].securityContext.privileged'],
      ['container app', /capabilities NET_ADMIN/, 'spec.containers[0].securityContext.capabilities.add'],
      ['container app', /without capabilities KILL/, 'spec.containers[0].securityContext.capabilities.drop'],
      ['container app', /\/proc/, 'spec.containers[0].securityContext.procMount'],
      [
        'container app',
        /livenessProbe: HTTP GET \/ok at port web.* every 3 s/,
        'spec.containers[0].livenessProbe',
      ],
      ['container app', /preStop: a command/, 'spec.containers[0].lifecycle.preStop'],
    ];
    for (const [subject, what, path] of expected) {
      const found = reasons.find((reason) => reason.subject === subject && what.test(reason.what));
      assert.equal(found?.path, path, `${subject}: ${what}`);
    }
    assert.ok(!JSON.stringify(reasons).includes('hunter2'), 'no value, no command');
  });
});
