import assert from 'node:assert/strict';
import { type StatementTrial, statements } from './statements';

const linux = '[LinuxOnly] [NodeConformance] [Conformance]';
const groups = '[LinuxOnly] [NodeFeature:FSGroup]';
const media = { tmpfs: '{ medium: Memory }', default: '{}' } as const;

async function output(
  { run }: StatementTrial,
  name: string,
  emptyDir: string,
  script: string,
  securityContext = '{}',
): Promise<string[]> {
  const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  restartPolicy: Never
  securityContext: ${securityContext}
  volumes: [{ name: scratch, emptyDir: ${emptyDir} }]
  containers:
    - name: writer
      image: busybox:1.37
      command: [sh, -c, ${JSON.stringify(`cd /scratch; ${script}`)}]
      volumeMounts: [{ name: scratch, mountPath: /scratch }]
`);
  assert.equal(await pod.ended(), 'Succeeded');
  return (await pod.log('writer')).split('\n');
}

const type = 'mount | sed -n "s/.* on \\/scratch type \\([a-z0-9]*\\) .*/\\1/p"';

statements('EmptyDir volumes', (statement) => {
  for (const medium of ['tmpfs', 'default'] as const) {
    const where = medium === 'tmpfs' ? 'tmpfs' : 'default medium';
    const isTmpfs = ([kind]: string[]) => assert.equal(kind === 'tmpfs', medium === 'tmpfs', kind);

    statement(
      `[sig-storage] EmptyDir volumes volume on ${where} should have the correct mode ${linux}`,
      async (trial) => {
        const lines = await output(trial, 'mode', media[medium], `${type}; stat -c %A .`);
        isTmpfs(lines);
        assert.equal(lines[1], 'drwxrwxrwx');
      },
    );

    for (const user of ['root', 'non-root'] as const) {
      for (const mode of ['0644', '0666', '0777'] as const) {
        statement(
          `[sig-storage] EmptyDir volumes should support (${user},${mode},${medium}) ${linux}`,
          async (trial) => {
            const script = `${type}; echo content > file; chmod ${mode} file; stat -c "%a %u" file; cat file`;
            const context = user === 'root' ? '{}' : '{ runAsUser: 1001 }';
            const lines = await output(trial, `${user}-${mode}`, media[medium], script, context);
            isTmpfs(lines);
            assert.deepEqual(lines.slice(1), [`${mode.slice(1)} ${user === 'root' ? 0 : 1001}`, 'content']);
          },
        );
      }
    }

    statement(
      `[sig-storage] EmptyDir volumes when FSGroup is specified ${groups} volume on ${where} should have the correct mode using FSGroup`,
      async (trial) => {
        const lines = await output(
          trial,
          'group',
          media[medium],
          `${type}; stat -c "%A %g" .`,
          '{ fsGroup: 123 }',
        );
        isTmpfs(lines);
        assert.equal(lines[1], 'drwxrwsrwx 123');
      },
    );
  }

  const specified =
    '[sig-storage] EmptyDir volumes when FSGroup is specified [LinuxOnly] [NodeFeature:FSGroup]';
  for (const [user, uid] of [
    ['root', 0],
    ['non-root', 1001],
  ] as const) {
    statement(
      `${specified} new files should be created with FSGroup ownership when container is ${user}`,
      async (trial) => {
        const context = `{ runAsUser: ${uid}, fsGroup: 123 }`;
        assert.deepEqual(
          await output(trial, user, media.tmpfs, 'touch file; stat -c "%u %g" file', context),
          [`${uid} 123`],
        );
      },
    );
  }
  statement(`${specified} files with FSGroup ownership should support (root,0644,tmpfs)`, async (trial) => {
    const script = `${type}; echo content > file; chmod 0644 file; stat -c "%a %g" file; cat file`;
    const lines = await output(trial, 'owned', media.tmpfs, script, '{ fsGroup: 123 }');
    assert.deepEqual(lines, ['tmpfs', '644 123', 'content']);
  });
  statement(
    `${specified} nonexistent volume subPath should have the correct mode and owner using FSGroup`,
    async ({ run }) => {
      const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: sub }
spec:
  restartPolicy: Never
  securityContext: { fsGroup: 123 }
  volumes: [{ name: scratch, emptyDir: { medium: Memory } }]
  containers:
    - name: reader
      image: busybox:1.37
      command: [stat, -c, "%A %u %g", /sub]
      volumeMounts: [{ name: scratch, mountPath: /sub, subPath: not/yet/there }]
`);
      assert.equal(await pod.ended(), 'Succeeded');
      assert.equal(await pod.log('reader'), 'drwxrwsrwx 0 123');
    },
  );
  statement(
    '[sig-storage] EmptyDir volumes pod should support memory backed volumes of specified size',
    async (trial) => {
      const lines = await output(
        trial,
        'sized',
        '{ medium: Memory, sizeLimit: 10Mi }',
        'df -k . | tail -1 | awk "{ print \\$2 }"',
      );
      assert.deepEqual(lines, [String(10 * 1024)]);
    },
  );
  statement(
    '[sig-storage] EmptyDir volumes pod should support shared volumes between containers [Conformance]',
    async ({ run }) => {
      const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: shared }
spec:
  restartPolicy: Never
  volumes: [{ name: scratch, emptyDir: {} }]
  containers:
    - name: main
      image: busybox:1.37
      command: [sh, -c, "until [ -f /scratch/done ]; do sleep 0.1; done; cat /scratch/data"]
      volumeMounts: [{ name: scratch, mountPath: /scratch }]
    - name: sub
      image: busybox:1.37
      command: [sh, -c, "echo from the sub container > /else/data; touch /else/done"]
      volumeMounts: [{ name: scratch, mountPath: /else }]
`);
      assert.equal(await pod.ended(), 'Succeeded');
      assert.equal(await pod.log('main'), 'from the sub container');
    },
  );
});
