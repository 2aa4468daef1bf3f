import assert from 'node:assert/strict';
import { type ManifestTrial, manifestTrial } from '../support/manifestTrial';

/** Busybox that says which signal came, and ends. */
const telling = `image: busybox:1.37
    command:
    - sh
    - -c
    - |
      for signal in TERM INT USR1; do trap "echo got $signal; exit 0" $signal; done
      echo began
      while :; do sleep 1 & wait; done`;

function pod(name: string, fields: string, spec = ''): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  terminationGracePeriodSeconds: 5
${spec}
  containers:
  - name: app
    ${telling}
${fields.replace(/^/gm, '    ')}
`;
}

describe('hooks and stop signals on Docker', function () {
  this.timeout(60_000);
  let trial: ManifestTrial;

  before(() => {
    trial = manifestTrial();
  });
  after(() => trial.dispose());

  /** What the container said until it was stopped. */
  async function saidWhenStopped(text: string): Promise<string[]> {
    const { key, log, until } = await trial.run(text);
    await until('the container runs', ({ status }) => !!status.containerStatuses[0]?.state.running);
    await trial.podEngine.stop(key);
    return (await log('app')).split('\n');
  }

  it('runs a postStart command before anything counts as running, and a preStop command before the signal', async () => {
    const lines = await saidWhenStopped(
      pod(
        'order',
        `lifecycle:
  postStart: { exec: { command: [sh, -c, 'sleep 1; echo postStart >/proc/1/fd/1'] } }
  preStop: { exec: { command: [sh, -c, 'echo preStop >/proc/1/fd/1; sleep 1; echo waited >/proc/1/fd/1'] } }`,
      ),
    );
    assert.deepEqual(lines, ['began', 'postStart', 'preStop', 'waited', 'got TERM']);
  });

  it('asks over HTTP at the address of the pod', async () => {
    const text = pod(
      'asked',
      `ports: [{ name: hook, containerPort: 8080 }]
lifecycle:
  postStart: { httpGet: { path: /cgi-bin/hook?postStart, port: hook } }
  preStop: { httpGet: { path: /cgi-bin/hook?preStop, port: 8080 } }`,
      `  initContainers:
  - name: server
    image: busybox:1.37
    restartPolicy: Always
    startupProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 }
    command:
    - sh
    - -c
    - |
      trap "exit 0" TERM
      mkdir -p /w/cgi-bin
      printf '#!/bin/sh\\necho "$QUERY_STRING $HTTP_USER_AGENT" >/proc/1/fd/1; echo; echo' >/w/cgi-bin/hook
      chmod +x /w/cgi-bin/hook
      httpd -p 8080 -h /w
      while :; do sleep 1 & wait; done`,
    );
    const { key, log, until } = await trial.run(text);
    await until('the container runs', ({ status }) => !!status.containerStatuses[0]?.state.running);
    await trial.podEngine.stop(key);
    assert.equal(await log('server'), 'postStart kube-lifecycle/1.36\npreStop kube-lifecycle/1.36');
    assert.equal(await log('app'), 'began\ngot TERM');
  });

  it('ends a container whose postStart hook fails, and leaves the rest to its restartPolicy', async () => {
    const { ended, snapshot } = await trial.run(
      pod('failing', `lifecycle: { postStart: { httpGet: { port: 81 } } }`, '  restartPolicy: Never'),
    );
    assert.equal(await ended(), 'Succeeded');
    const [app] = snapshot().status.containerStatuses;
    assert.deepEqual([app?.restartCount, app?.state.terminated?.exitCode], [0, 0]);
  });

  it('stops with the signal that the manifest names', async () => {
    const lines = await saidWhenStopped(
      pod('signal', 'lifecycle: { stopSignal: SIGUSR1 }', '  os: { name: linux }'),
    );
    assert.deepEqual(lines, ['began', 'got USR1']);
  });

  it('gives a preStop hook no more than the grace period, and kills two seconds later', async () => {
    const text = pod(
      'hung',
      `lifecycle: { preStop: { exec: { command: [sh, -c, 'echo preStop >/proc/1/fd/1; sleep 1000'] } } }`,
    ).replace('GracePeriodSeconds: 5', 'GracePeriodSeconds: 1');
    assert.deepEqual(await saidWhenStopped(text), ['began', 'preStop', 'got TERM']);
  });

  it('kills at once and without its hook where no grace is given', async () => {
    const text = pod(
      'graceless',
      `lifecycle: { preStop: { exec: { command: [sh, -c, 'echo preStop >/proc/1/fd/1'] } } }`,
    ).replace('GracePeriodSeconds: 5', 'GracePeriodSeconds: 0');
    assert.deepEqual(await saidWhenStopped(text), ['began']);
  });
});
