import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StatementTrial, statements } from './statements';

/** Mounts `settings.conf` of the volume, or the directory `sub` that an item makes, and prints what it has. */
async function atSubPath(
  { run }: StatementTrial,
  name: string,
  volume: string,
  subPath: string,
  mountPath: string,
  file: string,
): Promise<string> {
  const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  restartPolicy: Never
  volumes: [{ name: data, ${volume} }]
  containers:
    - name: reader
      image: busybox:1.37
      command: [cat, ${file}]
      volumeMounts: [{ name: data, mountPath: ${mountPath}, subPath: ${subPath} }]
---
{ apiVersion: v1, kind: ConfigMap, metadata: { name: map }, data: { key: from a map } }
---
{ apiVersion: v1, kind: Secret, metadata: { name: secret }, stringData: { key: from a secret } }
`);
  assert.equal(await pod.ended(), 'Succeeded');
  return pod.log('reader');
}

statements('SubPath', (statement) => {
  const title = (what: string) =>
    `[sig-storage] Subpath Atomic writer volumes should support subpaths with ${what} [Conformance]`;
  const item = 'items: [{ key: key, path: sub/file }]';
  statement(title('configmap pod'), async (trial) => {
    const volume = `configMap: { name: map, ${item} }`;
    assert.equal(await atSubPath(trial, 'map', volume, 'sub', '/mnt', '/mnt/file'), 'from a map');
  });
  statement(title('configmap pod with mountPath of existing file'), async (trial) => {
    const volume = 'configMap: { name: map }';
    assert.equal(await atSubPath(trial, 'file', volume, 'key', '/etc/passwd', '/etc/passwd'), 'from a map');
  });
  statement(title('downward pod'), async (trial) => {
    const volume = 'downwardAPI: { items: [{ path: sub/file, fieldRef: { fieldPath: metadata.name } }] }';
    assert.equal(await atSubPath(trial, 'downward', volume, 'sub', '/mnt', '/mnt/file'), 'downward');
  });
  statement(title('projected pod'), async (trial) => {
    const volume = `projected: { sources: [{ configMap: { name: map, ${item} } }] }`;
    assert.equal(await atSubPath(trial, 'projected', volume, 'sub', '/mnt', '/mnt/file'), 'from a map');
  });
  statement(title('secret pod'), async (trial) => {
    const volume = `secret: { secretName: secret, ${item} }`;
    assert.equal(await atSubPath(trial, 'secret', volume, 'sub', '/mnt', '/mnt/file'), 'from a secret');
  });
});

statements('HostPath', (statement) => {
  const onHost = async (
    { run }: StatementTrial,
    name: string,
    script: string,
    subPath?: string,
  ): Promise<{ log: string; read: (file: string) => string; remove: () => void }> => {
    const directory = mkdtempSync(join(tmpdir(), 'docker-pods-host-'));
    const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  restartPolicy: Never
  volumes: [{ name: host, hostPath: { path: ${directory}/made } }]
  containers:
    - name: writer
      image: busybox:1.37
      command: [sh, -c, ${JSON.stringify(script)}]
      volumeMounts: [{ name: host, mountPath: /host${subPath ? `, subPath: ${subPath}` : ''} }]
`);
    assert.equal(await pod.ended(), 'Succeeded');
    return {
      log: await pod.log('writer'),
      read: (file) => readFileSync(join(directory, 'made', file), 'utf8'),
      remove: () => rmSync(directory, { recursive: true }),
    };
  };

  statement(
    '[sig-storage] HostPath should give a volume the correct mode [LinuxOnly] [NodeConformance]',
    async (trial) => {
      const { log, remove } = await onHost(trial, 'mode', 'stat -c %A /host');
      assert.equal(log, 'drwxr-xr-x');
      remove();
    },
  );
  statement('[sig-storage] HostPath should support r/w [NodeConformance]', async (trial) => {
    const { log, read, remove } = await onHost(trial, 'write', 'echo content > /host/file; cat /host/file');
    assert.deepEqual([log, read('file')], ['content', 'content\n']);
    remove();
  });
  statement('[sig-storage] HostPath should support subPath [NodeConformance]', async (trial) => {
    const { read, remove } = await onHost(trial, 'sub', 'echo below > /host/file', 'sub/path');
    assert.equal(read('sub/path/file'), 'below\n');
    remove();
  });
});
