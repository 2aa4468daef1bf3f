import assert from 'node:assert/strict';
import Docker from 'dockerode';
import { readManifest } from '../../../src/engine/manifest/readManifest';
import { podUid } from '../../../src/engine/plan/names';
import { type StatementTrial, statements } from './statements';

const conformance = '[NodeConformance] [Conformance]';

/** A command that prints the values of these variables, a line each. */
function print(...names: string[]): string {
  return `command: [sh, -c, 'for name; do env | sed -n "s/^$name=//p"; done', sh, ${names.join(', ')}]`;
}

/** Runs a container once with these fields, and gives what it prints. */
async function output({ run }: StatementTrial, name: string, fields: string, more = ''): Promise<string> {
  const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  restartPolicy: Never
  ${more}
  containers:
    - name: main
      image: busybox:1.37
      ${fields.trim().replaceAll('\n', '\n      ')}
---
{ apiVersion: v1, kind: ConfigMap, metadata: { name: map }, data: { data_1: value-1, data_2: value-2, data_3: value-3 } }
---
{ apiVersion: v1, kind: Secret, metadata: { name: secret }, stringData: { data_1: value-1, data_2: "value:2=" } }
`);
  assert.equal(await pod.ended(), 'Succeeded');
  return pod.log('main');
}

statements('environment from objects', (statement) => {
  statement(
    `[sig-node] ConfigMap should be consumable via environment variable ${conformance}`,
    async (trial) => {
      const env = 'env: [{ name: FROM_MAP, valueFrom: { configMapKeyRef: { name: map, key: data_1 } } }]';
      assert.equal(await output(trial, 'map-key', `${print('FROM_MAP')}\n${env}`), 'value-1');
    },
  );
  statement(`[sig-node] ConfigMap should be consumable via the environment ${conformance}`, async (trial) => {
    const envFrom = 'envFrom: [{ configMapRef: { name: map } }, { prefix: p_, configMapRef: { name: map } }]';
    const names = ['data_1', 'data_2', 'data_3', 'p_data_1', 'p_data_2', 'p_data_3'];
    assert.equal(
      await output(trial, 'map-all', `${print(...names)}\n${envFrom}`),
      'value-1\nvalue-2\nvalue-3\nvalue-1\nvalue-2\nvalue-3',
    );
  });
  statement(`[sig-node] Secrets should be consumable from pods in env vars ${conformance}`, async (trial) => {
    const env = 'env: [{ name: SECRET_DATA, valueFrom: { secretKeyRef: { name: secret, key: data_2 } } }]';
    assert.equal(await output(trial, 'secret-key', `${print('SECRET_DATA')}\n${env}`), 'value:2=');
  });
  statement(`[sig-node] Secrets should be consumable via the environment ${conformance}`, async (trial) => {
    const envFrom = 'envFrom: [{ secretRef: { name: secret } }, { prefix: p_, secretRef: { name: secret } }]';
    assert.equal(
      await output(trial, 'secret-all', `${print('data_1', 'p_data_2')}\n${envFrom}`),
      'value-1\nvalue:2=',
    );
  });
  for (const [kind, title] of [
    ['ConfigMap', '[sig-node] ConfigMap should fail to create ConfigMap with empty key [Conformance]'],
    ['Secret', '[sig-node] Secrets should fail to create secret due to empty secret key [Conformance]'],
  ]) {
    statement(title ?? '', async () => {
      const text = `apiVersion: v1\nkind: ${kind}\nmetadata: { name: empty }\ndata: { "": dmFsdWU= }\n`;
      const { findings, objects } = readManifest(text);
      assert.deepEqual(
        findings.map(({ code, severity, range }) => [code, severity, text.slice(...range)]),
        [['invalid-name', 'error', '""']],
      );
      assert.equal(objects[0]?.object, undefined);
    });
  }
});

statements('Downward API', (statement) => {
  const field = (name: string, path: string) =>
    `{ name: ${name}, valueFrom: { fieldRef: { fieldPath: ${path} } } }`;
  const resource = (name: string, of: string) =>
    `{ name: ${name}, valueFrom: { resourceFieldRef: { resource: ${of} } } }`;
  const address = /^\d+\.\d+\.\d+\.\d+$/;

  statement(
    `[sig-node] Downward API should provide pod name, namespace and IP address as env vars ${conformance}`,
    async (trial) => {
      const env = [
        field('NAME', 'metadata.name'),
        field('NS', 'metadata.namespace'),
        field('IP', 'status.podIP'),
      ];
      const script = 'command: [sh, -c, "echo $NAME $NS $IP; hostname -i"]';
      const text = await output(trial, 'names', `${script}\nenv: [${env.join(', ')}]`);
      const [line = '', own] = text.split('\n');
      const [name, namespace, ip] = line.split(' ');
      assert.deepEqual([name, namespace, ip], ['names', trial.namespace, own]);
    },
  );
  statement(`[sig-node] Downward API should provide host IP as an env var ${conformance}`, async (trial) => {
    // The host's address leads to the host: it is the way out of the pod.
    const script = `command: [sh, -c, "echo $HOST; ip route | awk '/default/ { print $3 }'"]`;
    const [host, gateway] = (
      await output(trial, 'host', `${script}\nenv: [${field('HOST', 'status.hostIP')}]`)
    ).split('\n');
    assert.match(host ?? '', address);
    assert.equal(host, gateway);
  });
  statement(
    '[sig-node] Downward API should provide host IP and pod IP as an env var if pod uses host network [LinuxOnly]',
    async (trial) => {
      const env = `env: [${field('HOST', 'status.hostIP')}, ${field('POD', 'status.podIP')}]`;
      const script = 'command: [sh, -c, "echo $HOST $POD; ip -4 addr | grep -c \\"inet $HOST/\\""]';
      const [addresses = '', count] = (
        await output(trial, 'host-network', `${script}\n${env}`, 'hostNetwork: true')
      ).split('\n');
      const [host, pod] = addresses.split(' ');
      assert.equal(host, pod);
      assert.equal(count, '1', 'it is an address of the host');
    },
  );
  statement(
    `[sig-node] Downward API should provide container's limits.cpu/memory and requests.cpu/memory as env vars ${conformance}`,
    async (trial) => {
      const env = [
        resource('CL', 'limits.cpu'),
        resource('ML', 'limits.memory'),
        resource('CR', 'requests.cpu'),
        resource('MR', 'requests.memory'),
      ];
      const resources =
        'resources: { requests: { cpu: 250m, memory: 32Mi }, limits: { cpu: 1250m, memory: 64Mi } }';
      const fields = `${print('CL', 'ML', 'CR', 'MR')}\nenv: [${env.join(', ')}]\n${resources}`;
      assert.equal(await output(trial, 'limits', fields), '2\n67108864\n1\n33554432');
    },
  );
  statement(
    `[sig-node] Downward API should provide default limits.cpu/memory from node allocatable ${conformance}`,
    async (trial) => {
      const { NCPU, MemTotal } = (await new Docker().info()) as { NCPU: number; MemTotal: number };
      const env = `env: [${resource('CL', 'limits.cpu')}, ${resource('ML', 'limits.memory')}]`;
      assert.equal(
        await output(trial, 'allocatable', `${print('CL', 'ML')}\n${env}`),
        `${NCPU}\n${MemTotal}`,
      );
    },
  );
  statement(`[sig-node] Downward API should provide pod UID as env vars ${conformance}`, async (trial) => {
    const uid = await output(trial, 'uid', `${print('UID')}\nenv: [${field('UID', 'metadata.uid')}]`);
    assert.equal(uid, podUid({ namespace: trial.namespace, name: 'uid' }));
  });
  const ephemeral =
    '[sig-storage] Downward API [Serial] [Disruptive] [Feature:EphemeralStorage] Downward API tests for local ephemeral storage';
  statement(
    `${ephemeral} should provide container's limits.ephemeral-storage and requests.ephemeral-storage as env vars`,
    async (trial) => {
      const env = `env: [${resource('L', 'limits.ephemeral-storage')}, ${resource('R', 'requests.ephemeral-storage')}]`;
      const resources =
        'resources: { requests: { ephemeral-storage: 32Mi }, limits: { ephemeral-storage: 64Mi } }';
      assert.equal(
        await output(trial, 'ephemeral', `${print('L', 'R')}\n${env}\n${resources}`),
        '67108864\n33554432',
      );
    },
  );
});

statements('Variable Expansion', (statement) => {
  statement(
    `[sig-node] Variable Expansion should allow composing env vars into new env vars ${conformance}`,
    async (trial) => {
      const env =
        'env: [{ name: FOO, value: foo-value }, { name: BAR, value: bar-value }, { name: FOOBAR, value: $(FOO);;$(BAR) }]';
      assert.equal(await output(trial, 'compose', `${print('FOOBAR')}\n${env}`), 'foo-value;;bar-value');
    },
  );
  statement(
    `[sig-node] Variable Expansion should allow substituting values in a container's command ${conformance}`,
    async (trial) => {
      const fields =
        'command: [sh, -c, "TEST=wrong echo $(TEST) $(echo kept)"]\nenv: [{ name: TEST, value: test-value }]';
      assert.equal((await output(trial, 'command', fields)).split('\n').at(-1), 'test-value kept');
    },
  );
  statement(
    `[sig-node] Variable Expansion should allow substituting values in a container's args ${conformance}`,
    async (trial) => {
      const fields =
        'command: [echo]\nargs: [$(TEST), $$(TEST), $(NONE)]\nenv: [{ name: TEST, value: test-value }]';
      assert.equal(await output(trial, 'args', fields), 'test-value $(TEST) $(NONE)');
    },
  );

  const mounts = (expression: string) => `
volumeMounts:
  - { name: work, mountPath: /sub, subPathExpr: ${JSON.stringify(expression)} }
  - { name: work, mountPath: /all }
env: [{ name: POD_NAME, valueFrom: { fieldRef: { fieldPath: metadata.name } } }, { name: BAD, value: ${'/tmp'} }]`;
  const volume = 'volumes: [{ name: work, emptyDir: {} }]';

  statement(
    '[sig-node] Variable Expansion should allow substituting values in a volume subpath [Conformance]',
    async (trial) => {
      const command = 'command: [sh, -c, "touch /sub/file; ls -d /all/foo/*/file"]';
      assert.equal(
        await output(trial, 'subpath', `${command}${mounts('foo/$(POD_NAME)')}`, volume),
        '/all/foo/subpath/file',
      );
    },
  );
  statement(
    '[sig-node] Variable Expansion should succeed in writing subpaths in container [Slow] [Conformance]',
    async ({ run }) => {
      const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: writing, annotations: { mysubpath: mypath } }
spec:
  terminationGracePeriodSeconds: 0
  ${volume}
  containers:
    - name: main
      image: busybox:1.37
      command: [sleep, "1000"]
      env: [{ name: ANNOTATION, valueFrom: { fieldRef: { fieldPath: "metadata.annotations['mysubpath']" } } }]
      volumeMounts:
        - { name: work, mountPath: /subpath_mount, subPathExpr: $(ANNOTATION)/sub }
        - { name: work, mountPath: /volume_mount }
`);
      await pod.exec('main', 'touch', '/volume_mount/mypath/sub/made.log');
      assert.equal(await pod.exec('main', 'ls', '/subpath_mount'), 'made.log');
      await pod.exec('main', 'touch', '/subpath_mount/other.log');
      assert.equal(
        (await pod.exec('main', 'ls', '/volume_mount/mypath/sub')).replace(/\s+/g, ' '),
        'made.log other.log',
      );
    },
  );

  const refused = async ({ run }: StatementTrial, name: string, expression: string) => {
    const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  restartPolicy: Never
  ${volume}
  containers:
    - name: main
      image: busybox:1.37
      command: ["true"]${mounts(expression).replaceAll('\n', '\n      ')}
`);
    await pod.until(
      'refused',
      () => pod.status('main')?.state.waiting?.reason === 'CreateContainerConfigError',
    );
    assert.equal(pod.snapshot().status.phase, 'Pending');
  };
  statement(
    '[sig-node] Variable Expansion should fail substituting values in a volume subpath with backticks [Slow] [Conformance]',
    (trial) => refused(trial, 'backticks', '..$(BAD)'),
  );
  statement(
    '[sig-node] Variable Expansion should fail substituting values in a volume subpath with absolute path [Slow] [Conformance]',
    (trial) => refused(trial, 'absolute', '$(BAD)'),
  );
});
