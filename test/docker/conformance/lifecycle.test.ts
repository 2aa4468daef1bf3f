import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually';
import { certificate } from '../../unit/support/certificate';
import { type StatementTrial, statements } from './statements';

const conformance = '[NodeConformance] [Conformance]';

statements('InitContainer', (statement) => {
  const title = (what: string) => `[sig-node] InitContainer [NodeConformance] should ${what} [Conformance]`;
  const pod = (name: string, restartPolicy: string, second: string, app: string) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  restartPolicy: ${restartPolicy}
  terminationGracePeriodSeconds: 0
  volumes: [{ name: steps, emptyDir: {} }]
  initContainers:
    - { name: init1, image: "busybox:1.37", command: [sh, -c, "echo init1 >> /steps/log"], volumeMounts: &mounts [{ name: steps, mountPath: /steps }] }
    - { name: init2, image: "busybox:1.37", command: [sh, -c, "${second}"], volumeMounts: *mounts }
  containers:
    - { name: run1, image: "busybox:1.37", command: [sh, -c, "cat /steps/log; ${app}"], volumeMounts: *mounts }
`;
  const initialized =
    (phase: string) =>
    ({ status }: { status: { phase: string; conditions: { type: string; status: string }[] } }) =>
      status.phase === phase &&
      status.conditions.some(({ type, status: is }) => type === 'Initialized' && is === 'True');

  statement(title('invoke init containers on a RestartNever pod'), async ({ run }) => {
    const running = await run(pod('never', 'Never', 'echo init2 >> /steps/log', 'true'));
    assert.equal(await running.ended(), 'Succeeded');
    assert.equal(await running.log('run1'), 'init1\ninit2');
    const { initContainerStatuses = [] } = running.snapshot().status;
    assert.deepEqual(
      initContainerStatuses.map(({ ready, state }) => [ready, state.terminated?.exitCode]),
      [
        [true, 0],
        [true, 0],
      ],
    );
  });
  statement(title('invoke init containers on a RestartAlways pod'), async ({ run }) => {
    const running = await run(pod('always', 'Always', 'echo init2 >> /steps/log', 'sleep 1000'));
    await running.until('running, initialized', initialized('Running'));
    await eventually(
      async () => (await running.log('run1')) === 'init1\ninit2',
      'the order of the init containers',
    );
  });
  statement(
    title('not start app containers if init containers fail on a RestartAlways pod'),
    async ({ run }) => {
      const running = await run(pod('always-fails', 'Always', 'false', 'true'));
      await running.until('a second try', () => (running.status('init2')?.restartCount ?? 0) >= 1, 30_000);
      const { phase, conditions } = running.snapshot().status;
      assert.equal(phase, 'Pending');
      const { status, reason, message } = conditions.find(({ type }) => type === 'Initialized') ?? {};
      assert.deepEqual(
        [status, reason, message],
        ['False', 'ContainersNotInitialized', 'containers with incomplete status: [init2]'],
      );
      assert.equal(running.status('init1')?.restartCount, 0);
      const { state, containerID } = running.status('run1') ?? {};
      assert.deepEqual([state?.waiting?.reason, containerID], ['PodInitializing', '']);
    },
  );
  statement(
    title('not start app containers and fail the pod if init containers fail on a RestartNever pod'),
    async ({ run }) => {
      const running = await run(pod('never-fails', 'Never', 'false', 'true'));
      assert.equal(await running.ended(), 'Failed');
      assert.equal(running.status('init2')?.restartCount, 0);
      assert.equal(running.status('run1')?.containerID, '');
    },
  );
});

statements('termination messages', (statement) => {
  const on =
    '[sig-node] Container Runtime blackbox test on terminated container should report termination message';
  const ends = async (
    { run }: StatementTrial,
    name: string,
    script: string,
    more: string,
  ): Promise<string | undefined> => {
    const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  restartPolicy: Never
  containers:
    - name: main
      image: busybox:1.37
      command: [sh, -c, ${JSON.stringify(script)}]
      ${more.trim().replaceAll('\n', '\n      ')}
`);
    await pod.ended();
    return pod.status('main')?.state.terminated?.message;
  };
  const fallback = 'terminationMessagePolicy: FallbackToLogsOnError';
  const own = 'terminationMessagePath: /dev/termination-custom-log';

  statement(`${on} if TerminationMessagePath is set [NodeConformance]`, async (trial) => {
    assert.equal(await ends(trial, 'path', 'echo -n DONE > /dev/termination-custom-log', own), 'DONE');
  });
  statement(
    `${on} if TerminationMessagePath is set as non-root user and at a non-default path ${conformance}`,
    async (trial) => {
      const more = `${own}\nsecurityContext: { runAsUser: 1000 }`;
      assert.equal(await ends(trial, 'user', 'echo -n DONE > /dev/termination-custom-log', more), 'DONE');
    },
  );
  statement(
    `${on} from log output if TerminationMessagePolicy FallbackToLogsOnError is set ${conformance}`,
    async (trial) => {
      assert.equal(await ends(trial, 'log', 'echo -n DONE; exit 1', fallback), 'DONE');
    },
  );
  statement(
    `${on} as empty when pod succeeds and TerminationMessagePolicy FallbackToLogsOnError is set ${conformance}`,
    async (trial) => {
      assert.equal((await ends(trial, 'empty', 'echo DONE', fallback)) ?? '', '');
    },
  );
  statement(
    `${on} from file when pod succeeds and TerminationMessagePolicy FallbackToLogsOnError is set ${conformance}`,
    async (trial) => {
      assert.equal(
        await ends(trial, 'file', 'echo -n OK > /dev/termination-log; echo not this', fallback),
        'OK',
      );
    },
  );
});

/** A server that writes down what it is asked for, in a pod of its own. */
const witness = `
apiVersion: v1
kind: Pod
metadata: { name: witness }
spec:
  terminationGracePeriodSeconds: 0
  volumes: [{ name: cgi, configMap: { name: witness, defaultMode: 0755 } }]
  containers:
    - name: server
      image: busybox:1.37
      command: [sh, -c, touch /asked && exec httpd -f -p 8080 -h /www]
      volumeMounts: [{ name: cgi, mountPath: /www/cgi-bin }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: witness }
data:
  hook: |
    #!/bin/sh
    echo "$QUERY_STRING" >> /asked
    printf 'Content-Type: text/plain\\r\\n\\r\\nasked\\n'
`;

/** As `witness`, over TLS with a certificate that nobody signed: it writes down queries as it writes its log. */
const secureWitness = `
apiVersion: v1
kind: Pod
metadata: { name: secure-witness }
spec:
  terminationGracePeriodSeconds: 0
  volumes: [{ name: nginx, secret: { secretName: nginx } }]
  containers:
    - name: server
      image: nginx:1.28-alpine
      command: [nginx, -c, /nginx/nginx.conf]
      volumeMounts: [{ name: nginx, mountPath: /nginx }]
---
apiVersion: v1
kind: Secret
metadata: { name: nginx }
stringData:
  nginx.conf: |
    daemon off;
    events {}
    http {
      log_format query '$args';
      access_log /asked query;
      server {
        listen 8443 ssl;
        ssl_certificate /nginx/cert;
        ssl_certificate_key /nginx/key;
        location / { return 200; }
      }
    }
  key: |
${certificate.key.replace(/^/gm, '    ')}
  cert: |
${certificate.cert.replace(/^/gm, '    ')}
`;

for (const [topic, prefix, sidecar] of [
  ['lifecycle hooks', '[sig-node] Container Lifecycle Hook', false],
  [
    'lifecycle hooks of sidecars',
    '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Restartable Init Container Lifecycle Hook',
    true,
  ],
] as const) {
  statements(topic, (statement) => {
    const hooked = (name: string, lifecycle: string) => {
      const container = `{ name: hooked, image: "busybox:1.37", command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 0.1; done"], lifecycle: ${lifecycle}`;
      const app = '{ name: app, image: "busybox:1.37", command: [sleep, "1000"] }';
      return `
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  terminationGracePeriodSeconds: ${sidecar ? 2 : 5}
  ${sidecar ? `initContainers: [${container}, restartPolicy: Always }]` : ''}
  containers: [${sidecar ? app : `${container} }`}]
`;
    };
    for (const [hook, when] of [
      ['poststart', 'postStart'],
      ['prestop', 'preStop'],
    ] as const) {
      for (const kind of ['exec', 'http', 'https'] as const) {
        const since = sidecar
          ? ' [MinimumKubeletVersion:1.23]'
          : ' [MinimumKubeletVersion:1.23] [NodeConformance]';
        const suffix = kind === 'https' ? since : sidecar ? '' : ` ${conformance}`;
        statement(
          `${prefix} when create a pod with lifecycle hook should execute ${hook} ${kind} hook properly${suffix}`,
          async ({ run }) => {
            const server = await run(kind === 'https' ? secureWitness : witness);
            const ip = server.snapshot().status.podIP;
            const path = `/cgi-bin/hook?${when}-${kind}`;
            const handler = {
              exec: `{ exec: { command: [wget, -qO-, "http://${ip}:8080${path}"] } }`,
              http: `{ httpGet: { host: ${ip}, port: 8080, path: "${path}" } }`,
              https: `{ httpGet: { host: ${ip}, port: 8443, path: "${path}", scheme: HTTPS } }`,
            }[kind];
            const asked = async () => (await server.exec('server', 'cat', '/asked')).split('\n').at(-1);
            const pod = await run(hooked(`${hook}-${kind}`, `{ ${when}: ${handler} }`));
            await pod.until('running', ({ status }) => status.phase === 'Running');
            if (when === 'preStop') {
              assert.equal(await asked(), '');
              await pod.remove();
            }
            await eventually(async () => (await asked()) === `${when}-${kind}`, 'the hook asked');
          },
        );
      }
    }
  });
}

statements('PreStop', (statement) => {
  statement('[sig-node] PreStop should call prestop when killing a pod [Conformance]', async ({ run }) => {
    const server = await run(witness);
    const ip = server.snapshot().status.podIP;
    const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: tester }
spec:
  terminationGracePeriodSeconds: 5
  containers:
    - name: tester
      image: busybox:1.37
      command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 0.1; done"]
      lifecycle: { preStop: { exec: { command: [wget, -qO-, "http://${ip}:8080/cgi-bin/hook?prestop"] } } }
`);
    await pod.remove();
    assert.equal(await server.exec('server', 'cat', '/asked'), 'prestop');
  });
});
