import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import Docker from 'dockerode';
import { EngineError } from '../../../src/engine/model/engineError';
import { type StatementTrial, statements } from './statements';

const conformance = '[NodeConformance] [Conformance]';

describe('conformance: images with a command', function () {
  this.timeout(60_000);
  const docker = new Docker();
  const repo = `docker-pods-test/${randomBytes(4).toString('hex')}`;

  before(async () => {
    const source = await docker.createContainer({ Image: 'busybox:1.37' });
    const changes = ['ENTRYPOINT ["echo","entrypoint"]', 'CMD ["command"]'].join('\n');
    await source.commit({ repo, tag: '1', changes });
    await source.remove();
  });
  after(() => docker.getImage(`${repo}:1`).remove({ force: true }));

  statements('Containers', (statement) => {
    const prints = (title: string, fields: string, expected: string) =>
      statement(`[sig-node] Containers should ${title} ${conformance}`, async ({ run }) => {
        const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: image }
spec:
  restartPolicy: Never
  containers: [{ name: main, image: "${repo}:1", imagePullPolicy: Never${fields} }]
`);
        assert.equal(await pod.ended(), 'Succeeded');
        assert.equal(await pod.log('main'), expected);
      });
    prints('use the image defaults if command and args are blank', '', 'entrypoint command');
    prints(
      "be able to override the image's default arguments (container cmd)",
      ', args: [override]',
      'entrypoint override',
    );
    prints(
      "be able to override the image's default command (container entrypoint)",
      ', command: [echo, override]',
      'override',
    );
    prints(
      "be able to override the image's default command and arguments",
      ', command: [echo, a], args: [b]',
      'a b',
    );
  });
});

statements('Kubelet', (statement) => {
  const once = ({ run }: StatementTrial, name: string, script: string, more = '') =>
    run(`
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  restartPolicy: Never
  containers:
    - name: main
      image: busybox:1.37
      command: [sh, -c, ${JSON.stringify(script)}]
      ${more}
`);

  statement(
    `[sig-node] Kubelet when scheduling a busybox command in a pod should print the output to logs ${conformance}`,
    async (trial) => {
      const pod = await once(trial, 'prints', 'echo Hello World; sleep 0.2; echo again');
      assert.equal(await pod.ended(), 'Succeeded');
      assert.equal(await pod.log('main'), 'Hello World\nagain');
    },
  );
  statement(
    `[sig-node] Kubelet when scheduling a busybox command that always fails in a pod should have an terminated reason ${conformance}`,
    async (trial) => {
      const pod = await once(trial, 'fails', '/bin/false');
      assert.equal(await pod.ended(), 'Failed');
      const { reason, exitCode } = pod.status('main')?.state.terminated ?? {};
      assert.deepEqual([reason, exitCode], ['Error', 1]);
    },
  );
  statement(
    `[sig-node] Kubelet when scheduling a busybox command that always fails in a pod should be possible to delete ${conformance}`,
    async (trial) => {
      const pod = await once(trial, 'deleted', '/bin/false');
      await pod.ended();
      await pod.remove();
      assert.throws(() => pod.snapshot());
    },
  );
  statement(
    `[sig-node] Kubelet when scheduling a read only busybox container should not write to root filesystem [LinuxOnly] ${conformance}`,
    async (trial) => {
      const pod = await once(
        trial,
        'read-only',
        'echo test > /file; sleep 0.1; cat /file',
        'securityContext: { readOnlyRootFilesystem: true }',
      );
      assert.equal(await pod.ended(), 'Failed');
      assert.match(await pod.log('main'), /Read-only file system/);
    },
  );

  statement(
    `[sig-node] Container Runtime blackbox test when starting a container that exits should run with the expected status ${conformance}`,
    async ({ run }) => {
      const exits = (name: string, policy: string) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  restartPolicy: ${policy}
  volumes: [{ name: count, emptyDir: {} }]
  containers:
    - name: main
      image: busybox:1.37
      command: [sh, -c, "echo >> /count/n; [ $(wc -l < /count/n) -ge 2 ] && exit 0; exit 1"]
      volumeMounts: [{ name: count, mountPath: /count }]
`;
      const [always, onFailure, never] = await Promise.all([
        run(exits('always', 'Always')),
        run(exits('on-failure', 'OnFailure')),
        run(exits('never', 'Never')),
      ]);
      assert.equal(await never.ended(), 'Failed');
      assert.equal(never.status('main')?.restartCount, 0);
      assert.equal(await onFailure.ended(30_000), 'Succeeded');
      assert.equal(onFailure.status('main')?.restartCount, 1);
      // The second run of `always` has ended well, and still it is started again: in its back-off, or once more.
      await always.until('restarted', () => (always.status('main')?.restartCount ?? 0) >= 1, 30_000);
      await always.until('running on', ({ status }) => status.phase === 'Running');
      assert.notEqual(always.snapshot().status.phase, 'Succeeded');
    },
  );

  statement(
    `[sig-node] RuntimeClass should reject a Pod requesting a non-existent RuntimeClass ${conformance}`,
    async ({ run }) => {
      const text =
        'apiVersion: v1\nkind: Pod\nmetadata: { name: class }\nspec: { runtimeClassName: none, containers: [{ name: a, image: "busybox:1.37" }] }';
      await assert.rejects(
        run(text),
        (error) => error instanceof EngineError && error.code === 'runtime-class-unknown',
      );
    },
  );
});
