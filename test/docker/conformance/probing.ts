import assert from 'node:assert/strict';
import type { Container, Probe } from '../../../src/engine/model/pod';
import { podKeyString } from '../../../src/engine/model/podSnapshot';
import type { ContainerStatus } from '../../../src/engine/model/podStatus';
import { eventually } from '../../support/eventually';
import type { RunningPod } from '../support/manifestTrial';
import { skippingClock } from '../support/skippingClock';
import { type StatementTrial, statements } from './statements';

/** A pod whose container `probed` is: an app container, or a sidecar beside an app that does nothing. */
interface ProbedPod extends RunningPod {
  /** Every status that its container was seen in, and when (ms). */
  seen: { status: ContainerStatus; at: number }[];
}

type Fields = Partial<Container>;
/** Says that the titles of the app containers' tests are marked so; those of sidecars never are. */
type Marks = '' | ' [NodeConformance]' | ' [NodeConformance] [Conformance]';

/** Often, strict, and with the patience that a busy machine needs. */
const soon: Probe = { periodSeconds: 1, failureThreshold: 1, timeoutSeconds: 10 };
/** What is probed has had time to begin. */
const alive: Probe = { ...soon, initialDelaySeconds: 1 };

/** A command of a probe that writes down each try. */
const counted = (command: string) => ({ exec: { command: ['sh', '-c', `echo >>/tmp/tries; ${command}`] } });
const http = (path: string) => ({ httpGet: { port: 8080, path: `/cgi-bin/${path}` } });

/** Goes on until it is told to end. From its second attempt on /tmp/again is there. */
function script(text: string, atTheEnd = 'true'): string[] {
  const attempt = '[ -e /state/first ] && touch /tmp/again; touch /state/first';
  const body = `${attempt}; ${text}; while :; do sleep 1000 & wait $!; done`;
  return ['sh', '-c', `trap '${atTheEnd}; exit 0' TERM; ${body}`];
}

const healthy = script('touch /tmp/health');
const server = script('touch /tmp/health; httpd -p 8080 -h /www');
/** Has started when it has been asked for it twice in vain. */
const slow = script(
  'until [ -e /tmp/tries ] && [ $(wc -l </tmp/tries) -ge 2 ]; do sleep 0.1; done; touch /tmp/started',
);

/** A gRPC server that answers each health check with SERVING: nginx speaks HTTP/2, and the answer is always the same. */
const grpcServer: Fields = {
  image: 'nginx:1.28-alpine',
  command: ['nginx', '-c', '/www/cgi-bin/nginx.conf', '-g', 'daemon off;'],
};
const nginxConf = `
events {}
http {
  log_format line '';
  access_log /tmp/tries;
  server {
    listen 8080 http2;
    root /www/cgi-bin;
    location = /grpc.health.v1.Health/Check { error_page 404 =200 /serving; }
    location = /serving { default_type application/grpc; add_trailer grpc-status 0; }
  }
}
`;
const files = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'files' },
  data: {
    // Well as long as /tmp/health is there.
    healthz: `#!/bin/sh
echo >>/tmp/tries
[ -e /tmp/health ] || printf 'Status: 500 Internal Server Error\\r\\n'
printf 'Content-Type: text/plain\\r\\n\\r\\n'
`,
    redirect: `#!/bin/sh
echo >>/tmp/tries
printf "Status: 302 Found\\r\\nLocation: $QUERY_STRING\\r\\n\\r\\n"
`,
    'nginx.conf': nginxConf,
  },
  // A message of two bytes, uncompressed: field 1 is 1.
  binaryData: { serving: Buffer.from([0, 0, 0, 0, 2, 8, 1]).toString('base64') },
};

async function runProbed(
  { run, namespace, podEngine }: StatementTrial,
  asSidecar: boolean,
  name: string,
  fields: Fields,
  terminationGracePeriodSeconds: number,
): Promise<ProbedPod> {
  const image = 'busybox:1.37';
  const volumeMounts = [
    { name: 'files', mountPath: '/www/cgi-bin' },
    { name: 'state', mountPath: '/state' },
  ];
  const probed = { name: 'probed', image, volumeMounts, ...fields };
  const idle = { name: 'app', image, command: ['sh', '-c', 'trap "exit 0" TERM; sleep 1000 & wait'] };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      terminationGracePeriodSeconds,
      volumes: [
        { name: 'files', configMap: { name: 'files', defaultMode: 0o755 } },
        { name: 'state', emptyDir: {} },
      ],
      ...(asSidecar ? { initContainers: [{ ...probed, restartPolicy: 'Always' }] } : {}),
      containers: [asSidecar ? idle : probed],
    },
  };
  const seen: ProbedPod['seen'] = [];
  const key = { namespace, name };
  // Before it runs: nothing of it is missed.
  podEngine.onDidChangePods((keys) => {
    if (!keys.some((each) => podKeyString(each) === podKeyString(key))) return;
    const { initContainerStatuses = [], containerStatuses = [] } = podEngine.pod(key)?.status ?? {};
    const status = [...initContainerStatuses, ...containerStatuses].find((each) => each.name === 'probed');
    if (status) seen.push({ status, at: Date.now() });
  });
  return { ...(await run(`${JSON.stringify(pod)}\n---\n${JSON.stringify(files)}`)), seen };
}

function statusOf(pod: ProbedPod): ContainerStatus {
  const status = pod.status('probed');
  assert.ok(status);
  return status;
}

function isReady(pod: ProbedPod): boolean {
  const { conditions } = pod.snapshot().status;
  const { status } = conditions.find(({ type }) => type === 'Ready') ?? {};
  assert.equal(status === 'True', statusOf(pod).ready, 'the pod is ready as its one probed container');
  return status === 'True';
}

const shell = (pod: ProbedPod, text: string) => pod.exec('probed', 'sh', '-c', text);
const linesOf = async (pod: ProbedPod, file: string) => Number(await shell(pod, `wc -l <${file}`));

/** Waits until so many tries have come to the container. */
async function tried(pod: ProbedPod, times: number, file = '/tmp/tries'): Promise<void> {
  await eventually(async () => (await linesOf(pod, file)) >= times, `${times} probes`, 30_000);
}

async function restarted(pod: ProbedPod, count = 1): Promise<void> {
  await pod.until(`restart ${count}`, () => statusOf(pod).restartCount === count, 30_000);
}

/** It was probed for a while, and lives. */
async function livesOn(pod: ProbedPod): Promise<void> {
  await tried(pod, 4);
  assert.equal(statusOf(pod).restartCount, 0);
}

async function neverReady(pod: ProbedPod): Promise<void> {
  await livesOn(pod);
  assert.equal(isReady(pod), false);
  assert.equal(
    pod.seen.some(({ status }) => status.ready),
    false,
  );
}

/** It lives as long as it is healthy, and no longer. */
async function restartedWhenIll(pod: ProbedPod): Promise<void> {
  await tried(pod, 2);
  assert.equal(statusOf(pod).restartCount, 0);
  await shell(pod, 'rm /tmp/health');
  await restarted(pod);
}

/** The statements on probing, of app containers or of sidecars: `prefix` begins their titles. */
export function probing(topic: string, prefix: string, asSidecar: boolean): void {
  const title = (what: string, marks: Marks) => `${prefix} ${what}${asSidecar ? '' : marks}`;
  const logged: string[] = [];
  const log = (_level: string, message: string) => logged.push(message);

  statements(
    topic,
    (statement) => {
      let pods = 0;
      const probed = (
        what: string,
        marks: Marks,
        fields: Fields,
        show: (pod: ProbedPod) => Promise<void>,
        gracePeriodSeconds = 2,
      ) =>
        statement(title(what, marks), async (trial) => {
          const name = `probed-${pods++}`;
          await show(await runProbed(trial, asSidecar, name, fields, gracePeriodSeconds));
        });

      probed(
        'with readiness probe should not be ready before initial delay and never restart',
        ' [NodeConformance] [Conformance]',
        { command: healthy, readinessProbe: { ...soon, initialDelaySeconds: 3, ...counted('true') } },
        async (pod) => {
          await pod.until('ready', () => isReady(pod));
          const { at = 0 } = pod.seen.find(({ status }) => status.ready) ?? {};
          const startedAt = Date.parse(statusOf(pod).state.running?.startedAt ?? '');
          assert.ok(at - startedAt >= 3000, `ready after ${at - startedAt} ms`);
          await livesOn(pod);
        },
      );
      probed(
        'with readiness probe that fails should never be ready and never restart',
        ' [NodeConformance] [Conformance]',
        { command: healthy, readinessProbe: { ...soon, ...counted('false') } },
        neverReady,
      );
      probed(
        'should be restarted with a exec "cat /tmp/health" liveness probe',
        ' [NodeConformance] [Conformance]',
        { command: healthy, livenessProbe: { ...alive, ...counted('cat /tmp/health') } },
        restartedWhenIll,
      );
      probed(
        'should *not* be restarted with a exec "cat /tmp/health" liveness probe',
        ' [NodeConformance] [Conformance]',
        { command: healthy, livenessProbe: { ...alive, ...counted('cat /tmp/health') } },
        livesOn,
      );
      probed(
        'should be restarted with a /healthz http liveness probe',
        ' [NodeConformance] [Conformance]',
        { command: server, livenessProbe: { ...alive, ...http('healthz') } },
        restartedWhenIll,
      );
      probed(
        'should *not* be restarted with a tcp:8080 liveness probe',
        ' [NodeConformance] [Conformance]',
        { command: server, livenessProbe: { ...alive, tcpSocket: { port: 8080 } } },
        async (pod) => {
          // It answers no longer well; that it takes connections is all that is asked for.
          await shell(pod, 'rm /tmp/health');
          const accepted = `awk '/^Tcp: [0-9]/ { print $7 }' /proc/net/snmp`;
          await eventually(async () => Number(await shell(pod, accepted)) >= 4, '4 connections', 30_000);
          assert.equal(statusOf(pod).restartCount, 0);
        },
      );
      probed(
        'should *not* be restarted with a /healthz http liveness probe',
        ' [NodeConformance] [Conformance]',
        { command: server, livenessProbe: { ...alive, ...http('healthz') } },
        livesOn,
      );
      probed(
        'should *not* be restarted with a GRPC liveness probe',
        ' [NodeConformance] [Conformance]',
        { ...grpcServer, livenessProbe: { ...alive, grpc: { port: 8080 } } },
        livesOn,
      );
      probed(
        'should be restarted with a GRPC liveness probe',
        ' [NodeConformance] [Conformance]',
        { ...grpcServer, livenessProbe: { ...alive, grpc: { port: 2333 } } },
        restarted,
      );
      probed(
        'should be restarted with an exec liveness probe with timeout [MinimumKubeletVersion:1.20]',
        ' [NodeConformance]',
        { command: healthy, livenessProbe: { ...alive, timeoutSeconds: 1, ...counted('sleep 15') } },
        restarted,
      );
      probed(
        'should not be ready with an exec readiness probe timeout [MinimumKubeletVersion:1.20]',
        ' [NodeConformance]',
        { command: healthy, readinessProbe: { ...soon, timeoutSeconds: 1, ...counted('sleep 3') } },
        neverReady,
      );
      probed(
        'should be restarted with a failing exec liveness probe that took longer than the timeout',
        '',
        { command: healthy, livenessProbe: { ...alive, timeoutSeconds: 1, ...counted('sleep 3; exit 1') } },
        restarted,
      );
      probed(
        'should be restarted with a local redirect http liveness probe',
        '',
        { command: server, livenessProbe: { ...alive, ...http('redirect?/cgi-bin/healthz') } },
        restartedWhenIll,
      );
      probed(
        'should *not* be restarted with a non-local redirect http liveness probe',
        '',
        { command: server, livenessProbe: { ...alive, ...http('redirect?http://0.0.0.0/') } },
        async (pod) => {
          await livesOn(pod);
          const warning = 'container probed: Liveness probe warning: Probe terminated redirects';
          assert.ok(logged.some((line) => line.endsWith(warning)));
        },
      );
      probed(
        'should be restarted startup probe fails',
        '',
        {
          command: healthy,
          startupProbe: { ...alive, ...counted('test -e /tmp/again') },
          livenessProbe: { ...soon, ...counted('true') },
        },
        restarted,
      );
      const earlyIsMarked = '[ -e /tmp/started ] || touch /state/early';
      const noneWasEarly = async (pod: ProbedPod) => assert.equal(await shell(pod, 'ls /state'), 'first');
      probed(
        'should *not* be restarted by liveness probe because startup probe delays it',
        '',
        {
          command: slow,
          startupProbe: { ...soon, failureThreshold: 60, ...counted('cat /tmp/started') },
          livenessProbe: { ...soon, ...counted(`${earlyIsMarked}; cat /tmp/started`) },
        },
        async (pod) => {
          await livesOn(pod);
          await noneWasEarly(pod);
        },
      );
      probed(
        'should be restarted by liveness probe after startup probe enables it',
        '',
        {
          command: slow,
          startupProbe: { ...soon, failureThreshold: 60, ...counted('cat /tmp/started') },
          livenessProbe: { ...soon, ...counted(`${earlyIsMarked}; test -e /tmp/again`) },
        },
        async (pod) => {
          await restarted(pod);
          await pod.until('started', () => statusOf(pod).started);
          await noneWasEarly(pod);
        },
      );
      probed(
        'should be ready immediately after startupProbe succeeds',
        '',
        {
          command: slow,
          startupProbe: { ...soon, failureThreshold: 60, ...counted('cat /tmp/started') },
          // Were it tried before, it would fail, and be tried no more while the test waits.
          readinessProbe: { ...soon, periodSeconds: 600, exec: { command: ['cat', '/tmp/started'] } },
        },
        async (pod) => {
          await pod.until('ready', () => isReady(pod), 30_000);
          const before = pod.seen.filter(({ status }) => status.state.running && !status.started);
          assert.ok(before.length > 0);
          assert.ok(before.every(({ status }) => !status.ready));
        },
      );
      // Left alone it ends in the end, and by itself.
      const deafAtFirst = script('touch /tmp/health', '[ -e /tmp/again ] || sleep 20');
      const overriding = { ...alive, terminationGracePeriodSeconds: 1 };
      const killed = async (pod: ProbedPod) => {
        await restarted(pod);
        await pod.until('it runs again', () => !!statusOf(pod).state.running);
        assert.equal(statusOf(pod).lastState?.terminated?.exitCode, 137);
      };
      probed(
        'should override timeoutGracePeriodSeconds when LivenessProbe field is set',
        ' [NodeConformance]',
        { command: deafAtFirst, livenessProbe: { ...overriding, ...counted('test -e /tmp/again') } },
        killed,
        500,
      );
      probed(
        'should override timeoutGracePeriodSeconds when StartupProbe field is set',
        ' [NodeConformance]',
        { command: deafAtFirst, startupProbe: { ...overriding, ...counted('test -e /tmp/again') } },
        killed,
        500,
      );

      const lingering = script(
        'touch /tmp/health',
        'touch /tmp/ending; rm /tmp/health; until [ -e /tmp/end ]; do sleep 0.1; done',
      );
      /** While the pod is removed, which waits for it. */
      const whileEnding = async (pod: ProbedPod, show: () => Promise<void>) => {
        await pod.until('ready', () => isReady(pod));
        const removed = pod.remove();
        try {
          await pod.until('ready no more', () => !isReady(pod));
          assert.ok(statusOf(pod).state.running);
          await show();
        } finally {
          await shell(pod, 'touch /tmp/end');
          await removed;
        }
      };
      const readinessProbe = { ...soon, ...counted('cat /tmp/health') };
      probed(
        'should mark readiness on pods to false while pod is in progress of terminating when a pod has a readiness probe',
        '',
        { command: lingering, readinessProbe },
        (pod) => whileEnding(pod, async () => undefined),
        20,
      );
      const lateIsWritten = '[ ! -e /tmp/ending ] || echo >>/tmp/late; cat /tmp/health';
      probed(
        'should mark readiness on pods to false and disable liveness probes while pod is in progress of terminating',
        '',
        {
          command: lingering,
          readinessProbe,
          // Were it tried, it would be again and again.
          livenessProbe: { ...soon, failureThreshold: 100, exec: { command: ['sh', '-c', lateIsWritten] } },
        },
        (pod) =>
          whileEnding(pod, async () => {
            await tried(pod, (await linesOf(pod, '/tmp/tries')) + 3);
            // One may have been under way.
            assert.ok(Number(await shell(pod, 'cat /tmp/late 2>/dev/null | wc -l')) <= 1);
            assert.equal(statusOf(pod).restartCount, 0);
          }),
        20,
      );
    },
    { log },
  );

  const clock = skippingClock();
  statements(
    `${topic}, again and again`,
    (statement) => {
      statement(
        title('should have monotonically increasing restart count', ' [NodeConformance] [Conformance]'),
        async (trial) => {
          const ill = script('httpd -p 8080 -h /www');
          const livenessProbe = { ...soon, ...http('healthz') };
          const pod = await runProbed(trial, asSidecar, 'probed', { command: ill, livenessProbe }, 2);
          await restarted(pod, 1);
          for (const [index, seconds] of [10, 20, 40, 80].entries()) {
            const waits = () => statusOf(pod).state.waiting?.reason === 'CrashLoopBackOff';
            await pod.until(`back-off of ${seconds} s`, waits);
            clock.skip(seconds * 1000);
            await restarted(pod, index + 2);
          }
          const counts = pod.seen.map(({ status }) => status.restartCount);
          assert.deepEqual(
            counts,
            [...counts].sort((a, b) => a - b),
          );
        },
      );
    },
    { clock },
  );
}
