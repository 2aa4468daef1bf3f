import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually';
import type { RunningPod } from '../support/manifestTrial';
import { podTests } from '../support/podTests';

/** Ends at once when it is told to. */
const idle = `[sh, -c, "trap 'exit 0' TERM; while :; do sleep 0.1; done"]`;
const ready = (pod: RunningPod) =>
  pod.snapshot().status.conditions.find(({ type }) => type === 'Ready')?.status;

podTests('hard cases: init containers and sidecars', (test) => {
  test('hard case 2: a failed init container ends a pod that never restarts, and is tried again in others', async ({
    run,
  }) => {
    const text = (name: string, policy: string) =>
      `{ apiVersion: v1, kind: Pod, metadata: { name: ${name} }, spec: { restartPolicy: ${policy}, initContainers: [{ name: init, image: "busybox:1.37", command: ["false"] }], containers: [{ name: app, image: "busybox:1.37", command: ["true"] }] } }`;
    const never = await run(text('never', 'Never'));
    assert.equal(await never.ended(), 'Failed');
    assert.equal(never.status('app')?.state.waiting?.reason, 'PodInitializing');
    const onFailure = await run(text('on-failure', 'OnFailure'));
    await onFailure.until('tried again', () => (onFailure.status('init')?.restartCount ?? 0) >= 1, 30_000);
    assert.equal(onFailure.snapshot().status.phase, 'Pending');
  });

  test('hard case 3: what follows a sidecar waits until its startup probe has succeeded', async ({ run }) => {
    const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: gate }
spec:
  terminationGracePeriodSeconds: 2
  volumes: [{ name: config, emptyDir: {} }]
  initContainers:
    - name: sidecar
      image: busybox:1.37
      restartPolicy: Always
      command: [sh, -c, "sleep 1; echo greeting=hello > /config/app.conf; trap 'exit 0' TERM; while :; do sleep 0.1; done"]
      startupProbe: { exec: { command: [test, -f, /config/app.conf] }, periodSeconds: 1 }
      volumeMounts: [{ name: config, mountPath: /config }]
  containers:
    - name: main
      image: busybox:1.37
      command: [sh, -c, "cat /config/app.conf; trap 'exit 0' TERM; while :; do sleep 0.1; done"]
      volumeMounts: [{ name: config, mountPath: /config }]
`);
    await eventually(async () => (await pod.log('main')) === 'greeting=hello', 'the greeting', 30_000);
    assert.equal(pod.status('main')?.restartCount, 0);
  });

  test('hard case 4: sidecars end after the containers, the last first, and hold up no completion', async ({
    run,
  }) => {
    const sidecar = (name: string) => `
    - name: ${name}
      image: busybox:1.37
      restartPolicy: Always
      command: [sh, -c, "trap 'echo ${name} >> /log/ends; exit 0' TERM; while :; do sleep 0.1; done"]
      volumeMounts: [{ name: log, mountPath: /log }]`;
    const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: order }
spec:
  restartPolicy: Never
  terminationGracePeriodSeconds: 10
  volumes: [{ name: log, persistentVolumeClaim: { claimName: order } }]
  initContainers:${sidecar('first')}${sidecar('second')}
  containers:
    - name: main
      image: busybox:1.37
      command: [sh, -c, "sleep 1; echo main >> /log/ends"]
      volumeMounts: [{ name: log, mountPath: /log }]
`);
    assert.equal(await pod.ended(30_000), 'Succeeded');
    await pod.remove();
    const reader = await run(`
apiVersion: v1
kind: Pod
metadata: { name: reader }
spec:
  restartPolicy: Never
  volumes: [{ name: log, persistentVolumeClaim: { claimName: order } }]
  containers:
    - { name: cat, image: "busybox:1.37", command: [cat, /log/ends], volumeMounts: [{ name: log, mountPath: /log }] }
`);
    await reader.ended();
    assert.equal(await reader.log('cat'), 'main\nsecond\nfirst');
  });

  test('hard case 4: a sidecar that ends is started again, well or not', async ({ run }) => {
    const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: again }
spec:
  restartPolicy: Never
  terminationGracePeriodSeconds: 2
  initContainers:
    - { name: sidecar, image: "busybox:1.37", restartPolicy: Always, command: [sh, -c, "sleep 0.2; exit 0"] }
  containers:
    - { name: main, image: "busybox:1.37", command: ${idle} }
`);
    await pod.until('restarted', () => (pod.status('sidecar')?.restartCount ?? 0) >= 1, 30_000);
    assert.equal(pod.status('main')?.restartCount, 0);
  });

  test('hard case 5: an init container with a policy of its own is not tried again', async ({ run }) => {
    const pod = await run(
      `{ apiVersion: v1, kind: Pod, metadata: { name: own }, spec: { restartPolicy: Always, initContainers: [{ name: once, image: "busybox:1.37", command: [sh, -c, "exit 1"], restartPolicy: Never }], containers: [{ name: app, image: "busybox:1.37", command: [sleep, "1000"] }] } }`,
    );
    assert.equal(await pod.ended(), 'Failed');
    assert.equal(pod.status('once')?.restartCount, 0);
  });

  test('hard case 6: exit codes decide by rules', async ({ run }) => {
    const text = (name: string, code: number) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  restartPolicy: Never
  volumes: [{ name: count, emptyDir: {} }]
  containers:
    - name: main
      image: busybox:1.37
      command: [sh, -c, "[ -f /count/ran ] && exit 0; touch /count/ran; exit ${code}"]
      restartPolicy: Never
      restartPolicyRules: [{ action: Restart, exitCodes: { operator: In, values: [42] } }]
      volumeMounts: [{ name: count, mountPath: /count }]
`;
    const [restarted, failed] = await Promise.all([run(text('restarted', 42)), run(text('failed', 41))]);
    assert.equal(await restarted.ended(30_000), 'Succeeded');
    assert.equal(restarted.status('main')?.restartCount, 1);
    assert.equal(await failed.ended(), 'Failed');
    assert.equal(failed.status('main')?.restartCount, 0);
  });

  test('hard case 7: one container restarts all of them, init containers included', async ({ run }) => {
    const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: all }
spec:
  restartPolicy: Always
  terminationGracePeriodSeconds: 30
  volumes: [{ name: log, emptyDir: {} }]
  initContainers:
    - { name: init, image: "busybox:1.37", command: [sh, -c, "echo init >> /log/runs"], volumeMounts: &mounts [{ name: log, mountPath: /log }] }
  containers:
    - name: watcher
      image: busybox:1.37
      command: [sh, -c, "[ $(grep -c init /log/runs) = 1 ] && sleep 1 && exit 88; sleep 1000"]
      restartPolicy: Always
      restartPolicyRules: [{ action: RestartAllContainers, exitCodes: { operator: In, values: [88] } }]
      volumeMounts: *mounts
    - { name: main, image: "busybox:1.37", command: [sh, -c, "echo main >> /log/runs; sleep 1000"], volumeMounts: *mounts }
`);
    const { uid } = pod.snapshot().metadata;
    const ip = pod.snapshot().status.podIP;
    const runs = async () => (await pod.exec('main', 'cat', '/log/runs')).replaceAll('\n', ' ');
    await eventually(async () => (await runs()) === 'init main init main', 'all of them again', 45_000);
    assert.deepEqual([pod.snapshot().metadata.uid, pod.snapshot().status.podIP], [uid, ip]);
  });
});

podTests('hard cases: restarts, hooks and the end', (test) => {
  test('hard case 8: restart policies against exit codes', async ({ run }) => {
    for (const [policy, code, restarts] of [
      ['Always', 0, true],
      ['Always', 3, true],
      ['OnFailure', 0, false],
      ['OnFailure', 3, true],
      ['Never', 0, false],
      ['Never', 3, false],
    ] as const) {
      const pod = await run(
        `{ apiVersion: v1, kind: Pod, metadata: { name: ${policy.toLowerCase()}-${code} }, spec: { restartPolicy: ${policy}, containers: [{ name: main, image: "busybox:1.37", command: [sh, -c, "exit ${code}"] }] } }`,
      );
      if (restarts) await pod.until('restarted', () => (pod.status('main')?.restartCount ?? 0) >= 1, 30_000);
      else assert.equal(await pod.ended(), code === 0 ? 'Succeeded' : 'Failed');
      assert.equal((pod.status('main')?.restartCount ?? 0) > 0, restarts, `${policy} ${code}`);
      await pod.remove();
    }
  });

  test('hard case 32: postStart comes before ready, preStop before the signal', async ({ run }) => {
    const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: hooks }
spec:
  terminationGracePeriodSeconds: 10
  volumes: [{ name: log, persistentVolumeClaim: { claimName: hooks } }]
  containers:
    - name: main
      image: busybox:1.37
      command: [sh, -c, "trap 'echo term >> /log/order; exit 0' TERM; while :; do sleep 0.1; done"]
      volumeMounts: [{ name: log, mountPath: /log }]
      lifecycle:
        postStart: { exec: { command: [sh, -c, "sleep 0.5; echo postStart > /log/order"] } }
        preStop: { exec: { command: [sh, -c, "echo preStop >> /log/order; sleep 0.5; echo stopped >> /log/order"] } }
`);
    await pod.until('ready', () => ready(pod) === 'True');
    assert.equal(await pod.exec('main', 'cat', '/log/order'), 'postStart');
    await pod.remove();
    const reader = await run(
      '{ apiVersion: v1, kind: Pod, metadata: { name: reader }, spec: { restartPolicy: Never, volumes: [{ name: log, persistentVolumeClaim: { claimName: hooks } }], containers: [{ name: cat, image: "busybox:1.37", command: [cat, /log/order], volumeMounts: [{ name: log, mountPath: /log }] }] } }',
    );
    await reader.ended();
    assert.equal(await reader.log('cat'), 'postStart\npreStop\nstopped\nterm');
  });

  test('hard cases 32 and 33: a postStart hook that fails kills its container', async ({ run }) => {
    for (const [name, hook] of [
      ['exec', '{ exec: { command: ["false"] } }'],
      ['http', '{ httpGet: { port: 9 } }'],
    ]) {
      const pod = await run(
        `{ apiVersion: v1, kind: Pod, metadata: { name: fails-${name} }, spec: { restartPolicy: Never, terminationGracePeriodSeconds: 1, containers: [{ name: main, image: "busybox:1.37", command: ${idle}, lifecycle: { postStart: ${hook} } }] } }`,
      );
      await pod.until('killed', () => pod.status('main')?.state.terminated !== undefined, 30_000);
    }
  });

  test('hard case 34: the signal of the manifest, then KILL when the grace period is over', async ({
    run,
  }) => {
    const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: signals }
spec:
  restartPolicy: Never
  os: { name: linux }
  terminationGracePeriodSeconds: 2
  volumes: [{ name: log, persistentVolumeClaim: { claimName: signals } }]
  containers:
    - name: own
      image: busybox:1.37
      command: [sh, -c, "trap 'echo usr1 >> /log/got; exit 0' USR1; trap 'echo term >> /log/got' TERM; while :; do sleep 0.1; done"]
      lifecycle: { stopSignal: SIGUSR1 }
      volumeMounts: [{ name: log, mountPath: /log }]
    - name: deaf
      image: busybox:1.37
      command: [sh, -c, "trap 'echo heard >> /log/got' TERM; while :; do sleep 0.1; done"]
      volumeMounts: [{ name: log, mountPath: /log }]
`);
    await pod.until('running', ({ status }) => status.phase === 'Running');
    await pod.remove();
    const reader = await run(
      '{ apiVersion: v1, kind: Pod, metadata: { name: reader }, spec: { restartPolicy: Never, volumes: [{ name: log, persistentVolumeClaim: { claimName: signals } }], containers: [{ name: cat, image: "busybox:1.37", command: [sort, /log/got], volumeMounts: [{ name: log, mountPath: /log }] }] } }',
    );
    await reader.ended();
    assert.equal(await reader.log('cat'), 'heard\nusr1');
  });

  test('hard case 35: a liveness probe that fails three times restarts its container', async ({ run }) => {
    const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: liveness }
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: main
      image: busybox:1.37
      command: [sh, -c, "touch /tmp/healthy; sleep 2; rm /tmp/healthy; sleep 1000"]
      livenessProbe: { exec: { command: [cat, /tmp/healthy] }, periodSeconds: 1 }
`);
    const lastEnd = () => pod.status('main')?.lastState?.terminated?.exitCode;
    await pod.until('killed and restarted', () => lastEnd() === 137, 45_000);
    assert.equal(pod.status('main')?.restartCount, 1);
  });

  test('hard cases 36, 37 and 39: HTTP by a named port, TCP readiness, and startup before both', async ({
    run,
  }) => {
    const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: probes }
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: main
      image: busybox:1.37
      ports: [{ name: web, containerPort: 8080 }]
      command: [sh, -c, "mkdir /www; echo ok > /www/healthz; sleep 2; touch /started; httpd -f -p 8080 -h /www"]
      startupProbe: { exec: { command: [test, -f, /started] }, periodSeconds: 1, failureThreshold: 30 }
      livenessProbe: { httpGet: { path: /healthz, port: web }, periodSeconds: 1, failureThreshold: 1, initialDelaySeconds: 1 }
      readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 }
`);
    assert.equal(pod.status('main')?.ready, false);
    await pod.until('ready', () => ready(pod) === 'True', 30_000);
    assert.equal(pod.status('main')?.restartCount, 0, 'liveness waited for the start');
    await pod.exec('main', 'rm', '/www/healthz');
    await pod.until('restarted', () => (pod.status('main')?.restartCount ?? 0) === 1, 30_000);
  });

  test('hard case 51: after its deadline a pod has failed', async ({ run }) => {
    const pod = await run(
      `{ apiVersion: v1, kind: Pod, metadata: { name: deadline }, spec: { activeDeadlineSeconds: 2, terminationGracePeriodSeconds: 1, containers: [{ name: main, image: "busybox:1.37", command: ${idle} }] } }`,
    );
    assert.equal(await pod.ended(30_000), 'Failed');
    assert.equal(pod.snapshot().status.reason, 'DeadlineExceeded');
  });
});
