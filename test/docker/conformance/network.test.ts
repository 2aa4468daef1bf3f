import assert from 'node:assert/strict';
import { EngineError } from '../../../src/engine/model/engineError';
import { freePort } from '../support/engineTrial';
import { statements } from './statements';

const served = (name: string) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  terminationGracePeriodSeconds: 0
  containers:
    - name: server
      image: busybox:1.37
      command: [sh, -c, "mkdir /www; hostname > /www/index.html; httpd -f -p 8080 -h /www"]
    - { name: client, image: "busybox:1.37", command: [sleep, "1000"] }
`;

statements('Networking', (statement) => {
  const checks = '[sig-network] Networking Granular Checks: Pods should function for';
  statement(`${checks} intra-pod communication: http [NodeConformance] [Conformance]`, async ({ run }) => {
    const [one, two] = [await run(served('one')), await run(served('two'))];
    const addresses = [one, two].map((pod) => pod.snapshot().status.podIP ?? '');
    for (const from of [one, two]) {
      const pages = await Promise.all(
        addresses.map((ip) => from.exec('client', 'wget', '-qO-', `http://${ip}:8080/`)),
      );
      assert.deepEqual(pages, ['one', 'two']);
    }
  });
  statement(
    `${checks} node-pod communication: http [LinuxOnly] [NodeConformance] [Conformance]`,
    async ({ run }) => {
      const pod = await run(served('from-node'));
      const node = await run(
        served('node').replace('spec:', 'spec:\n  hostNetwork: true').replaceAll('8080', '18080'),
      );
      const page = await node.exec('client', 'wget', '-qO-', `http://${pod.snapshot().status.podIP}:8080/`);
      assert.equal(page, 'from-node');
    },
  );
  statement(
    '[sig-scheduling] SchedulerPredicates [Serial] validates that there exists conflict between pods with same hostPort and protocol but one using 0.0.0.0 hostIP [Conformance]',
    async ({ run }) => {
      const port = await freePort();
      const at = (name: string, hostIP: string) =>
        `{ apiVersion: v1, kind: Pod, metadata: { name: ${name} }, spec: { containers: [{ name: a, image: "busybox:1.37", command: [sleep, "1000"], ports: [{ containerPort: 8080, hostPort: ${port}, hostIP: "${hostIP}" }] }], terminationGracePeriodSeconds: 0 } }`;
      await run(at('all', '0.0.0.0'));
      await assert.rejects(
        run(at('one', '127.0.0.1')),
        (error) => error instanceof EngineError && error.code === 'port-taken',
      );
    },
  );
});

statements('Pods', (statement) => {
  statement('[sig-node] Pods should get a host IP [NodeConformance] [Conformance]', async ({ run }) => {
    const pod = await run(served('host-ip'));
    assert.match(pod.snapshot().status.hostIP ?? '', /^\d+\.\d+\.\d+\.\d+$/);
  });
  statement(
    '[sig-node] Pods should be submitted and removed [NodeConformance] [Conformance]',
    async ({ run }) => {
      const pod = await run(served('removed'));
      assert.equal(pod.snapshot().status.phase, 'Running');
      await pod.remove();
      assert.throws(() => pod.snapshot());
    },
  );
  statement(
    '[sig-node] Pods Extended Pods Set QOS Class should be set on Pods with matching resource requests and limits for memory and cpu [Conformance]',
    async ({ run }) => {
      const resources = '{ cpu: 100m, memory: 100Mi }';
      const text = served('guaranteed').replaceAll(
        /(image: "?busybox:1.37"?)(,?)/g,
        (_, image: string, comma: string) =>
          comma
            ? `${image}, resources: { requests: ${resources}, limits: ${resources} },`
            : `${image}\n      resources: { requests: ${resources}, limits: ${resources} }`,
      );
      const pod = await run(text);
      assert.equal(pod.snapshot().status.qosClass, 'Guaranteed');
    },
  );
});
