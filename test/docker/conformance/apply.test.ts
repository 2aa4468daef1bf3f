import assert from 'node:assert/strict';
import { skippingClock } from '../support/skippingClock';
import { statements } from './statements';

const clock = skippingClock();
const idle = `image: "busybox:1.37", command: [sh, -c, 'trap "exit 0" TERM; while :; do sleep 1 & wait; done']`;

statements(
  'changed manifests',
  (statement) => {
    statement('[sig-node] Pods should be updated [NodeConformance] [Conformance]', async ({ run }) => {
      const labelled = (value: string) => `
apiVersion: v1
kind: Pod
metadata: { name: updated, labels: { time: ${value} } }
spec:
  volumes:
    - name: about
      downwardAPI: { items: [{ path: time, fieldRef: { fieldPath: "metadata.labels['time']" } }] }
  containers: [{ name: app, ${idle}, volumeMounts: [{ name: about, mountPath: /about }] }]
`;
      const pod = await run(labelled('first'));
      const { containerID } = pod.status('app') ?? {};
      await run(labelled('second'));
      assert.equal(await pod.exec('app', 'cat', '/about/time'), 'second');
      assert.equal(pod.status('app')?.containerID, containerID);
    });

    statement(
      '[sig-node] Pods should allow activeDeadlineSeconds to be updated [NodeConformance] [Conformance]',
      async ({ run }) => {
        const until = (deadline: string) => `
apiVersion: v1
kind: Pod
metadata: { name: deadline }
spec: { containers: [{ name: app, ${idle} }]${deadline} }
`;
        const pod = await run(until(''));
        await run(until(', activeDeadlineSeconds: 300'));
        assert.equal(pod.snapshot().status.phase, 'Running');
        await run(until(', activeDeadlineSeconds: 120'));
        clock.skip(120_000);
        assert.equal(await pod.ended(), 'Failed');
        assert.equal(pod.snapshot().status.reason, 'DeadlineExceeded');
        assert.equal(pod.status('app')?.restartCount, 0);
      },
    );

    statement(
      '[sig-node] Pods should have their auto-restart back-off timer reset on image update [Slow][NodeConformance]',
      async ({ run }) => {
        const crashing = (image: string) => `
apiVersion: v1
kind: Pod
metadata: { name: crashing }
spec:
  terminationGracePeriodSeconds: 0
  containers: [{ name: app, image: "${image}", command: ["false"] }]
`;
        const pod = await run(crashing('busybox:1.37'));
        const waitsAfter = (restarts: number) =>
          pod.until(`waits after ${restarts} restarts`, () => {
            const { restartCount, state } = pod.status('app') ?? {};
            return restartCount === restarts && state?.waiting?.reason === 'CrashLoopBackOff';
          });
        for (const [index, seconds] of [10, 20].entries()) {
          await waitsAfter(index + 1);
          clock.skip(seconds * 1000);
        }
        await waitsAfter(3);
        await run(crashing('nginx:1.28-alpine'));
        // It is begun anew, and its first crash restarts it at once, as every container's does.
        await waitsAfter(5);
        clock.skip(10_000);
        await waitsAfter(6);
      },
    );

    statement(
      '[sig-node] Variable Expansion should verify that a failing subpath expansion can be modified during the lifecycle of a container [Slow] [Conformance]',
      async ({ run }) => {
        const annotated = (name: string) => `
apiVersion: v1
kind: Pod
metadata: { name: expanded, annotations: { ${name}: mypath } }
spec:
  volumes: [{ name: work, emptyDir: {} }]
  containers:
    - name: app
      ${idle.replace(', command', '\n      command')}
      env:
        - { name: POD_NAME, valueFrom: { fieldRef: { fieldPath: metadata.name } } }
        - { name: ANNOTATION, valueFrom: { fieldRef: { fieldPath: "metadata.annotations['mysubpath']" } } }
      volumeMounts:
        - { name: work, mountPath: /subpath, subPathExpr: $(ANNOTATION)/$(POD_NAME) }
        - { name: work, mountPath: /volume }
`;
        const pod = await run(annotated('notmysubpath'));
        assert.equal(pod.status('app')?.state.waiting?.reason, 'CreateContainerConfigError');
        await run(annotated('mysubpath'));
        await pod.exec('app', 'touch', '/subpath/file');
        assert.equal(await pod.exec('app', 'ls', '/volume/mypath/expanded'), 'file');
      },
    );
  },
  { clock },
);
