import assert from 'node:assert/strict';
import { skippingClock } from '../support/skippingClock';
import { statements } from './statements';

const clock = skippingClock();

statements(
  'back-off',
  (statement) => {
    statement(
      '[sig-node] Pods should cap back-off at MaxContainerBackOff [Slow][NodeConformance]',
      async ({ run }) => {
        const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: crashing }
spec:
  terminationGracePeriodSeconds: 0
  containers: [{ name: app, image: "busybox:1.37", command: ["false"] }]
`);
        const waitsAfter = (restarts: number) =>
          pod.until(`waits after ${restarts} restarts`, () => {
            const { restartCount, state } = pod.status('app') ?? {};
            return restartCount === restarts && state?.waiting?.reason === 'CrashLoopBackOff';
          });
        // The first restart is at once.
        for (const [index, seconds] of [10, 20, 40, 80, 160, 300, 300].entries()) {
          await waitsAfter(index + 1);
          clock.skip((seconds - 5) * 1000);
          assert.equal(pod.status('app')?.restartCount, index + 1, `before ${seconds} s are over`);
          clock.skip(5000);
        }
        await waitsAfter(8);
      },
    );
  },
  { clock },
);
