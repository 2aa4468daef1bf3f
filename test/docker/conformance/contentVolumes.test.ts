import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually';
import { type StatementTrial, statements } from './statements';

const conformance = '[NodeConformance] [Conformance]';

/** The four ways an object's keys become files, and how Kubernetes' tests call them. */
const kinds = [
  { name: 'ConfigMap', object: 'ConfigMap', projected: false, pods: 'the same pod' },
  { name: 'Secrets', object: 'Secret', projected: false, pods: 'a pod' },
  { name: 'Projected configMap', object: 'ConfigMap', projected: true, pods: 'the same pod' },
  { name: 'Projected secret', object: 'Secret', projected: true, pods: 'a pod' },
] as const;

interface Options {
  object: 'ConfigMap' | 'Secret';
  projected: boolean;
  name?: string;
  items?: string;
  defaultMode?: string;
  optional?: boolean;
}

/** A volume `data` of the object `settings`, as a manifest writes it. */
function volume({ object, projected, name = 'settings', items, defaultMode, optional }: Options): string {
  const nameField = object === 'Secret' && !projected ? 'secretName' : 'name';
  const own = [
    `${nameField}: ${name}`,
    ...(items ? [`items: [${items}]`] : []),
    ...(optional ? ['optional: true'] : []),
  ];
  const mode = defaultMode ? [`defaultMode: ${defaultMode}`] : [];
  const source = object === 'Secret' ? 'secret' : 'configMap';
  return projected
    ? `projected: { ${[...mode, `sources: [{ ${source}: { ${own.join(', ')} } }]`].join(', ')} }`
    : `${source}: { ${[...own, ...mode].join(', ')} }`;
}

function object(kind: 'ConfigMap' | 'Secret', data: Record<string, string>, name = 'settings'): string {
  const field = kind === 'Secret' ? 'stringData' : 'data';
  return JSON.stringify({ apiVersion: 'v1', kind, metadata: { name }, [field]: data });
}

/** Runs a script once beside the volume, and gives its output. */
function reader(name: string, source: string, script: string, securityContext = '{}'): string {
  return `
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  restartPolicy: Never
  securityContext: ${securityContext}
  volumes: [{ name: data, ${source} }]
  containers:
    - name: reader
      image: busybox:1.37
      command: [sh, -c, ${JSON.stringify(script)}]
      volumeMounts: [{ name: data, mountPath: /data }]
`;
}

const show = (path: string) => `stat -L -c %a ${path} && cat ${path}`;
const asUser = '{ runAsUser: 1000 }';
const inGroup = '{ runAsUser: 1000, fsGroup: 1001 }';

for (const { name, object: kind, projected, pods } of kinds) {
  statements(name, (statement) => {
    const own = { object: kind, projected };
    const isMap = kind === 'ConfigMap';
    const id = name.toLowerCase().replace(' ', '-');

    const read = (
      title: string,
      options: Partial<Options>,
      path: string,
      mode: string,
      securityContext?: string,
      suffix = conformance,
    ) =>
      statement(`[sig-storage] ${name} ${title} ${suffix}`, async ({ run }) => {
        const text = reader(`${id}-read`, volume({ ...own, ...options }), show(path), securityContext);
        const pod = await run(`${text}---\n${object(kind, { key: 'value-1', other: 'value-2' })}`);
        assert.equal(await pod.ended(), 'Succeeded');
        assert.equal(await pod.log('reader'), `${mode}\nvalue-1`);
      });

    const mapped = '{ key: key, path: path/to/it }';
    const mappedMode = '{ key: key, path: path/to/it, mode: 0400 }';
    read('should be consumable from pods in volume', {}, '/data/key', '644');
    read(
      'should be consumable from pods in volume with defaultMode set [LinuxOnly]',
      { defaultMode: '0400' },
      '/data/key',
      '400',
    );
    read(
      'should be consumable from pods in volume with mappings',
      { items: mapped },
      '/data/path/to/it',
      '644',
    );
    read(
      `should be consumable from pods in volume with mappings and Item ${isMap ? 'mode' : 'Mode'} set [LinuxOnly]`,
      { items: mappedMode },
      '/data/path/to/it',
      '400',
    );
    if (isMap) {
      const groups = '[LinuxOnly] [NodeFeature:FSGroup]';
      read('should be consumable from pods in volume as non-root', {}, '/data/key', '644', asUser);
      read(
        'should be consumable from pods in volume with mappings as non-root',
        { items: mapped },
        '/data/path/to/it',
        '644',
        asUser,
      );
      const fsGroup = 'should be consumable from pods in volume as non-root';
      read(
        `${fsGroup} with defaultMode and fsGroup set`,
        { defaultMode: '0440' },
        '/data/key',
        '440',
        inGroup,
        groups,
      );
      read(`${fsGroup} with FSGroup`, {}, '/data/key', '644', inGroup, groups);
      read(
        'should be consumable from pods in volume with mappings as non-root with FSGroup',
        { items: mapped },
        '/data/path/to/it',
        '644',
        inGroup,
        groups,
      );
    } else {
      read(
        'should be consumable from pods in volume as non-root with defaultMode and fsGroup set [LinuxOnly]',
        { defaultMode: '0440' },
        '/data/key',
        '440',
        inGroup,
      );
    }

    statement(
      `[sig-storage] ${name} should be consumable in multiple volumes in ${pods} ${conformance}`,
      async ({ run }) => {
        const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: ${id}-twice }
spec:
  restartPolicy: Never
  volumes: [{ name: one, ${volume(own)} }, { name: two, ${volume(own)} }]
  containers:
    - name: reader
      image: busybox:1.37
      command: [cat, /one/key, /two/key]
      volumeMounts: [{ name: one, mountPath: /one }, { name: two, mountPath: /two }]
---
${object(kind, { key: 'twice\n' })}`);
        assert.equal(await pod.ended(), 'Succeeded');
        assert.equal(await pod.log('reader'), 'twice\ntwice');
      },
    );

    const updates = async ({ run, apply }: StatementTrial, podName: string): Promise<void> => {
      const volumes = ['created', 'updated', 'deleted'].map(
        (each) => `{ name: ${each}, ${volume({ ...own, name: `${podName}-${each}`, optional: true })} }`,
      );
      const before = ['updated', 'deleted'].map((each) =>
        object(kind, { key: 'value-1' }, `${podName}-${each}`),
      );
      const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: ${podName} }
spec:
  terminationGracePeriodSeconds: 0
  volumes: [${volumes.join(', ')}]
  containers:
    - name: reader
      image: busybox:1.37
      command: [sleep, "1000"]
      volumeMounts:
        - { name: created, mountPath: /created }
        - { name: updated, mountPath: /updated }
        - { name: deleted, mountPath: /deleted }
---
${before.join('\n---\n')}`);
      const seen = () =>
        pod.exec('reader', 'sh', '-c', 'cd /; cat created/key updated/key deleted/key; true');
      assert.match(await seen(), /created\/key.*\nvalue-1value-1$/);
      apply(
        [
          object(kind, { key: 'value-2' }, `${podName}-updated`),
          object(kind, { key: 'value-1' }, `${podName}-created`),
          object(kind, { another: 'value-1' }, `${podName}-deleted`),
        ].join('\n---\n'),
      );
      await eventually(async () => /^value-1value-2.*deleted\/key/.test(await seen()), 'the volumes follow');
    };
    statement(
      `[sig-storage] ${name} optional updates should be reflected in volume ${conformance}`,
      (trial) => updates(trial, `${id}-optional`),
    );
    if (isMap) {
      statement(`[sig-storage] ${name} updates should be reflected in volume ${conformance}`, (trial) =>
        updates(trial, `${id}-updates`),
      );
    }

    const what = isMap ? 'configMap' : 'secret';
    const missing = async (
      { run, apply }: StatementTrial,
      podName: string,
      options: Partial<Options>,
      beside: string,
    ): Promise<void> => {
      const text = reader(podName, volume({ ...own, ...options }), show('/data/key'));
      const pod = await run(`${text}---\n${beside}`);
      const waits = await pod.until('waiting', () => pod.status('reader')?.state.waiting !== undefined);
      assert.equal(waits.status.phase, 'Pending');
      assert.match(pod.status('reader')?.state.waiting?.message ?? '', /settings/);
      // It starts as soon as the object is what the pod asks for.
      apply(object(kind, { key: 'late' }, options.name));
      assert.equal(await pod.ended(30_000), 'Succeeded');
      assert.equal(await pod.log('reader'), '644\nlate');
    };
    statement(
      `[sig-storage] ${name} Should fail non-optional pod creation due to ${what} object does not exist [Slow]`,
      (trial) => missing(trial, `${id}-missing`, { name: 'late-settings' }, object(kind, { key: 'x' })),
    );
    statement(
      `[sig-storage] ${name} Should fail non-optional pod creation due to the key in the ${what} object does not exist [Slow]`,
      (trial) =>
        missing(trial, `${id}-no-key`, { items: '{ key: key, path: key }' }, object(kind, { other: 'x' })),
    );
  });
}

statements('binary data and other namespaces', (statement) => {
  for (const [name, projected, suffix] of [
    ['Secrets', false, conformance],
    ['Projected secret', true, '[NodeConformance]'],
  ] as const) {
    const title =
      'should be able to mount in a volume regardless of a different secret existing with same name in different namespace';
    statement(`[sig-storage] ${name} ${title} ${suffix}`, async ({ run }) => {
      const text = reader('namespaces', volume({ object: 'Secret', projected }), show('/data/key'));
      const other = {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'settings', namespace: 'other' },
        stringData: { key: 'of another namespace' },
      };
      const objects = [object('Secret', { key: 'own' }), JSON.stringify(other)];
      const pod = await run(`${text}---\n${objects.join('\n---\n')}`);
      assert.equal(await pod.ended(), 'Succeeded');
      assert.equal(await pod.log('reader'), '644\nown');
    });
  }

  statement(
    `[sig-storage] ConfigMap binary data should be reflected in volume ${conformance}`,
    async ({ run }) => {
      const bytes = Buffer.from([0xde, 0xad, 0x00, 0xff]);
      const text = reader(
        'binary',
        volume({ object: 'ConfigMap', projected: false }),
        'cat /data/text; od -An -tx1 /data/bytes',
      );
      const map = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'settings' },
        data: { text: 'text\n' },
        binaryData: { bytes: bytes.toString('base64') },
      };
      const pod = await run(`${text}---\n${JSON.stringify(map)}`);
      assert.equal(await pod.ended(), 'Succeeded');
      assert.equal(await pod.log('reader'), 'text\n de ad 00 ff');
    },
  );
});
