import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import Docker from 'dockerode';
import { readManifest } from '../../../src/engine/manifest/readManifest';
import { EngineError } from '../../../src/engine/model/engineError';
import { type StatementTrial, statements } from './statements';

const linux = '[LinuxOnly] [NodeConformance]';

interface Options {
  image?: string;
  /** securityContext of the pod and of the container. */
  pod?: string;
  container?: string;
}

function once(
  name: string,
  script: string,
  { image = 'busybox:1.37', pod = '{}', container = '{}' }: Options,
): string {
  return `
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  restartPolicy: Never
  securityContext: ${pod}
  containers:
    - name: main
      image: ${JSON.stringify(image)}
      imagePullPolicy: IfNotPresent
      command: [sh, -c, ${JSON.stringify(script)}]
      securityContext: ${container}
`;
}

async function output(
  { run }: StatementTrial,
  name: string,
  script: string,
  options: Options,
): Promise<string> {
  const pod = await run(once(name, script, options));
  assert.equal(await pod.ended(), 'Succeeded');
  return pod.log('main');
}

statements('Security Context', (statement) => {
  const creating = '[sig-node] Security Context When creating';
  for (const [uid, suffix] of [
    [65534, `${linux} [Conformance]`],
    [0, linux],
  ] as const) {
    statement(
      `${creating} a container with runAsUser should run the container with uid ${uid} ${suffix}`,
      async (trial) => {
        assert.equal(
          await output(trial, 'uid', 'id -u', { container: `{ runAsUser: ${uid} }` }),
          String(uid),
        );
      },
    );
  }

  const readOnly = `${creating} a pod with readOnlyRootFilesystem should run the container with`;
  statement(
    `${readOnly} writable rootfs when readOnlyRootFilesystem=false [NodeConformance] [Conformance]`,
    async (trial) => {
      const container = '{ readOnlyRootFilesystem: false }';
      assert.equal(
        await output(trial, 'writable', 'echo written > /file && cat /file', { container }),
        'written',
      );
    },
  );
  statement(`${readOnly} readonly rootfs when readOnlyRootFilesystem=true ${linux}`, async (trial) => {
    const container = '{ readOnlyRootFilesystem: true }';
    assert.equal(
      await output(trial, 'readonly', 'touch /file 2>/dev/null || echo refused', { container }),
      'refused',
    );
  });

  statement(
    `${creating} a pod with privileged should run the container as unprivileged when false ${linux} [Conformance]`,
    async (trial) => {
      const script = 'ip link add dummy1 type dummy 2>/dev/null || echo refused';
      assert.equal(
        await output(trial, 'unprivileged', script, { container: '{ privileged: false }' }),
        'refused',
      );
    },
  );

  const escalation =
    '[sig-node] Security Context when creating containers with AllowPrivilegeEscalation should';
  const noNewPrivileges = 'sed -n "s/^NoNewPrivs:\\t//p" /proc/self/status';
  for (const [title, container, expected] of [
    [
      `not allow privilege escalation when false ${linux} [Conformance]`,
      '{ runAsUser: 1000, allowPrivilegeEscalation: false }',
      '1',
    ],
    [`allow privilege escalation when not explicitly set and uid != 0 ${linux}`, '{ runAsUser: 1000 }', '0'],
    [
      `allow privilege escalation when true ${linux}`,
      '{ runAsUser: 1000, allowPrivilegeEscalation: true }',
      '0',
    ],
  ] as const) {
    statement(`${escalation} ${title}`, async (trial) => {
      assert.equal(await output(trial, 'escalation', noNewPrivileges, { container }), expected);
    });
  }

  const ids = '{ runAsUser: 1001, runAsGroup: 2002 }';
  const support = '[sig-node] Security Context should support';
  statement(
    `${support} container.SecurityContext.RunAsUser And container.SecurityContext.RunAsGroup [LinuxOnly] [Conformance]`,
    async (trial) => {
      const text = await output(trial, 'container', 'id -u; id -g', {
        pod: '{ runAsUser: 5, runAsGroup: 6 }',
        container: ids,
      });
      assert.equal(text, '1001\n2002');
    },
  );
  statement(
    `${support} pod.Spec.SecurityContext.RunAsUser And pod.Spec.SecurityContext.RunAsGroup [LinuxOnly] [Conformance]`,
    async (trial) => {
      assert.equal(await output(trial, 'pod', 'id -u; id -g', { pod: ids }), '1001\n2002');
    },
  );

  statement(
    `${creating} a pod with HostUsers must not create the user namespace if set to true [LinuxOnly] [Feature:UserNamespacesSupport]`,
    async ({ run }) => {
      const text = once('host-users', 'cat /proc/self/uid_map', {}).replace(
        'spec:',
        'spec:\n  hostUsers: true',
      );
      const pod = await run(text);
      assert.equal(await pod.ended(), 'Succeeded');
      assert.match(await pod.log('main'), /^\s*0\s+0\s+4294967295$/);
    },
  );
});

describe('conformance: images with a user', function () {
  this.timeout(60_000);
  const docker = new Docker();
  const repo = `docker-pods-test/${randomBytes(4).toString('hex')}`;

  before(async () => {
    const source = await docker.createContainer({ Image: 'busybox:1.37' });
    await source.commit({ repo, tag: 'user', changes: 'USER 1234' });
    await source.remove();
  });
  after(() => docker.getImage(`${repo}:user`).remove({ force: true }));

  statements('runAsNonRoot', (statement) => {
    const title = (what: string) =>
      `[sig-node] Security Context When creating a container with runAsNonRoot should ${what}`;
    statement(title('run with an explicit non-root user ID [LinuxOnly]'), async (trial) => {
      const container = '{ runAsNonRoot: true, runAsUser: 1234 }';
      assert.equal(await output(trial, 'explicit', 'id -u', { container }), '1234');
    });
    statement(title('run with an image specified user ID'), async (trial) => {
      const options = { image: `${repo}:user`, container: '{ runAsNonRoot: true }' };
      assert.equal(await output(trial, 'image', 'id -u', options), '1234');
    });
    statement(title('not run with an explicit root user ID [LinuxOnly]'), async () => {
      // The kubelet would refuse it when it starts the container; the editor says so before.
      const text = once('root', 'id -u', { container: '{ runAsNonRoot: true, runAsUser: 0 }' });
      const errors = readManifest(text).findings.filter(({ severity }) => severity === 'error');
      assert.deepEqual(
        errors.map(({ path }) => path),
        ['spec.containers[0].securityContext.runAsUser'],
      );
    });
    statement(title('not run without a specified user ID'), async ({ run }) => {
      const pod = await run(once('unspecified', 'id -u', { container: '{ runAsNonRoot: true }' }));
      await pod.until(
        'refused',
        () => pod.status('main')?.state.waiting?.reason === 'CreateContainerConfigError',
      );
      assert.equal(pod.status('main')?.containerID, '');
    });
  });
});

statements('Sysctls', (statement) => {
  const title = (what: string) => `[sig-node] Sysctls [LinuxOnly] [NodeConformance] should ${what}`;
  const sysctls = (...names: string[]) =>
    `{ sysctls: [${names.map((name) => `{ name: ${name}, value: "1" }`).join(', ')}] }`;
  const read = 'cat /proc/sys/kernel/shm_rmid_forced';

  statement(title('support sysctls [MinimumKubeletVersion:1.21] [Conformance]'), async (trial) => {
    assert.equal(await output(trial, 'safe', read, { pod: sysctls('kernel.shm_rmid_forced') }), '1');
  });
  statement(
    title('support sysctls with slashes as separator [MinimumKubeletVersion:1.23]'),
    async (trial) => {
      assert.equal(await output(trial, 'slashes', read, { pod: sysctls('kernel/shm_rmid_forced') }), '1');
    },
  );
  statement(title('reject invalid sysctls [MinimumKubeletVersion:1.21] [Conformance]'), async () => {
    const pod = sysctls('foo-', 'kernel.shmmax', 'safe-and-unsafe', 'bar..');
    const { findings } = readManifest(once('invalid', read, { pod }));
    const paths = findings.filter(({ severity }) => severity === 'error').map(({ path }) => path);
    assert.deepEqual(
      paths,
      [0, 3].map((index) => `spec.securityContext.sysctls[${index}].name`),
    );
  });
  statement(
    title('not launch unsafe, but not explicitly enabled sysctls on the node [MinimumKubeletVersion:1.21]'),
    async ({ run }) => {
      await assert.rejects(
        run(once('unsafe', read, { pod: sysctls('kernel.msgmax') })),
        (error) =>
          error instanceof EngineError &&
          error.code === 'sysctl-forbidden' &&
          error.args.name === 'kernel.msgmax',
      );
    },
  );
});

statements('hosts, hostname, operating system', (statement) => {
  const conformance = '[NodeConformance] [Conformance]';
  statement(
    `[sig-node] Kubelet when scheduling an agnhost Pod with hostAliases should write entries to /etc/hosts ${conformance}`,
    async ({ run }) => {
      const aliases = '{ ip: 123.45.67.89, hostnames: [name1, name2] }';
      const pod = await run(
        once('aliases', 'cat /etc/hosts', {}).replace('spec:', `spec:\n  hostAliases: [${aliases}]`),
      );
      assert.equal(await pod.ended(), 'Succeeded');
      assert.match(await pod.log('main'), /\n123\.45\.67\.89\tname1\tname2$/);
    },
  );
  statement(
    `[sig-node] KubeletManagedEtcHosts should test kubelet managed /etc/hosts file [LinuxOnly] ${conformance}`,
    async ({ run }) => {
      const mark = 'Kubernetes-managed hosts file.';
      const containers = (more: string) => `
  terminationGracePeriodSeconds: 0
  volumes: [{ name: own, configMap: { name: own } }]
  containers:
    - { name: one, image: "busybox:1.37", command: [sleep, "1000"] }
    - { name: two, image: "busybox:1.37", command: [sleep, "1000"] }
    - name: mounts
      image: busybox:1.37
      command: [sleep, "1000"]
      volumeMounts: [{ name: own, mountPath: /etc/hosts, subPath: hosts }]
${more}
---
{ apiVersion: v1, kind: ConfigMap, metadata: { name: own }, data: { hosts: "127.0.0.1 mine" } }`;
      const pod = await run(`apiVersion: v1\nkind: Pod\nmetadata: { name: managed }\nspec:${containers('')}`);
      for (const container of ['one', 'two'])
        assert.ok((await pod.exec(container, 'cat', '/etc/hosts')).includes(mark));
      assert.equal(await pod.exec('mounts', 'cat', '/etc/hosts'), '127.0.0.1 mine');
      const host = await run(
        `apiVersion: v1\nkind: Pod\nmetadata: { name: host }\nspec:\n  hostNetwork: true${containers('')}`,
      );
      for (const container of ['one', 'two'])
        assert.ok(!(await host.exec(container, 'cat', '/etc/hosts')).includes(mark));
    },
  );
  statement(
    "[sig-node] PodOSRejection [NodeConformance] Kubelet should reject pod when the node OS doesn't match pod's OS",
    async () => {
      const { pods, findings } = readManifest(
        once('windows', 'true', {}).replace('spec:', 'spec:\n  os: { name: windows }'),
      );
      assert.equal(pods[0]?.pod, undefined);
      assert.ok(findings.some(({ code, path }) => code === 'field-refused' && path === 'spec.os.name'));
    },
  );
});
