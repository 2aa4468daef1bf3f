import assert from 'node:assert/strict';
import type { PodSnapshot } from '../../../src/engine/model/podSnapshot';
import { type ManifestTrial, manifestTrial } from '../support/manifestTrial';

/** A pod with one container `app` of busybox, which has learnt to end at once, and these fields. */
function pod(name: string, command: string, fields: string, spec = ''): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  terminationGracePeriodSeconds: 3
${spec}
  containers:
  - name: app
    image: busybox:1.37
    command: [sh, -c, 'trap "exit 0" TERM; ${command}; while :; do sleep 1 & wait; done']
${fields.replace(/^/gm, '    ')}
`;
}

const isReady = ({ status }: PodSnapshot) => status.containerStatuses.every(({ ready }) => ready);
const restarts = (count: number) => (snapshot: PodSnapshot) =>
  snapshot.status.containerStatuses[0]?.restartCount === count;
const condition = (snapshot: PodSnapshot, type: string) =>
  snapshot.status.conditions.find((each) => each.type === type)?.status;

describe('probes on Docker', function () {
  this.timeout(60_000);
  let trial: ManifestTrial;

  before(() => {
    trial = manifestTrial();
  });
  after(() => trial.dispose());

  it('restarts a container whose liveness command fails', async () => {
    const manifest = pod(
      'live',
      'touch /tmp/healthy',
      `livenessProbe:
  exec: { command: [cat, /tmp/healthy] }
  periodSeconds: 1
  failureThreshold: 2`,
    );
    const { exec, until } = await trial.run(manifest);
    await exec('app', 'rm', '/tmp/healthy');
    await until('a restart', restarts(1));
    // The next attempt has its file again, and lives.
    const { status } = await until(
      'the next attempt runs',
      ({ status }) => !!status.containerStatuses[0]?.state.running,
    );
    const { lastState } = status.containerStatuses[0] ?? {};
    assert.equal(lastState?.terminated?.exitCode, 0);
  });

  it('asks over HTTP at a named port, and neither restarts nor runs ready what does not answer well', async () => {
    const manifest = pod(
      'web',
      'mkdir /w; echo ok >/w/fine; httpd -p 8080 -h /w',
      `ports: [{ name: http, containerPort: 8080 }]
readinessProbe:
  httpGet: { path: /healthz, port: http, httpHeaders: [{ name: X-Probe, value: "1" }] }
  periodSeconds: 1
  failureThreshold: 1
livenessProbe:
  httpGet: { path: /fine, port: 8080 }
  periodSeconds: 1
  failureThreshold: 1`,
    );
    const { exec, until } = await trial.run(manifest);
    const early = await until('it runs', ({ status }) => status.phase === 'Running');
    assert.deepEqual(
      [isReady(early), condition(early, 'Ready'), condition(early, 'ContainersReady')],
      [false, 'False', 'False'],
    );
    await exec('app', 'sh', '-c', 'echo ok >/w/healthz');
    const ready = await until('it is ready', isReady);
    assert.deepEqual([condition(ready, 'Ready'), condition(ready, 'ContainersReady')], ['True', 'True']);
    await exec('app', 'rm', '/w/healthz');
    const late = await until('it is ready no more', (snapshot) => !isReady(snapshot));
    assert.equal(late.status.containerStatuses[0]?.restartCount, 0);
  });

  it('knocks at the address of the pod: what listens on localhost alone is not found', async () => {
    const probe = `readinessProbe:
  tcpSocket: { port: 81 }
  periodSeconds: 1`;
    // By then the other has been tried, too.
    const later = `${probe}
  initialDelaySeconds: 3`;
    const [local, open] = await Promise.all([
      trial.run(pod('local', 'httpd -p 127.0.0.1:81', probe)),
      trial.run(pod('open', 'httpd -p 81', later)),
    ]);
    await open.until('it is ready', isReady);
    assert.equal(isReady(local.snapshot()), false);
    await local.exec('app', 'sh', '-c', 'nc -z 127.0.0.1 81');
  });

  it('holds back what comes after a sidecar, and its other probes, until its startup probe succeeds', async () => {
    const manifest = pod(
      'sidecar',
      'cat /data/greeting >/tmp/seen',
      `volumeMounts: [{ name: data, mountPath: /data }]`,
      `  volumes: [{ name: data, emptyDir: {} }]
  initContainers:
  - name: side
    image: busybox:1.37
    restartPolicy: Always
    command: [sh, -c, 'trap "exit 0" TERM; sleep 2; echo hello >/data/greeting; while :; do sleep 1 & wait; done']
    volumeMounts: [{ name: data, mountPath: /data }]
    startupProbe:
      exec: { command: [test, -f, /data/greeting] }
      periodSeconds: 1
      failureThreshold: 30
    livenessProbe:
      exec: { command: [test, -f, /data/greeting] }
      periodSeconds: 1
      failureThreshold: 1`,
    );
    const { exec, until, status } = await trial.run(manifest);
    await until('the app runs', ({ status }) => !!status.containerStatuses[0]?.state.running);
    assert.equal(await exec('app', 'cat', '/tmp/seen'), 'hello');
    const side = status('side');
    assert.deepEqual([side?.started, side?.ready, side?.restartCount], [true, true, 0]);
  });

  it('restarts a container whose startup probe fails, and says so', async () => {
    const manifest = pod(
      'slow',
      'true',
      `startupProbe:
  tcpSocket: { port: 82 }
  periodSeconds: 1
  failureThreshold: 1`,
    );
    const { until } = await trial.run(manifest);
    await until('a restart', restarts(1));
  });

  it('kills at once what hangs, where the probe says so', async () => {
    const manifest = pod(
      'deaf',
      'trap "" TERM',
      `livenessProbe:
  exec: { command: [sleep, "60"] }
  periodSeconds: 1
  timeoutSeconds: 1
  failureThreshold: 1
  terminationGracePeriodSeconds: 1`,
    ).replace('terminationGracePeriodSeconds: 3', 'terminationGracePeriodSeconds: 60');
    const { until } = await trial.run(manifest);
    const { status } = await until('a restart', restarts(1), 20_000);
    assert.equal(status.containerStatuses[0]?.lastState?.terminated?.exitCode, 137);
  });
});
