import assert from 'node:assert/strict';
import type { Pod, Volume, VolumeMount } from '../../src/engine/model/pod';
import type { DaemonFacts } from '../../src/engine/plan/podPlan';
import { mountOptions } from '../../src/engine/runtime/docker/convertMounts';
import { facts, planOf, podOf } from './support/pods';

type Source = Omit<Volume, 'name'>;

function pod(source: Source, mount: Partial<VolumeMount>, spec: Partial<Pod['spec']> = {}): Pod {
  const volumeMounts = [{ name: 'data', mountPath: '/data', ...mount }];
  return podOf([{ name: 'app', image: 'busybox:1.37', volumeMounts }], {
    volumes: [{ name: 'data', ...source }],
    ...spec,
  });
}

/** What Docker is asked for, without the termination log. */
function asked(source: Source, mount: Partial<VolumeMount>, apiVersion: string) {
  const daemon: DaemonFacts = { ...facts, apiVersion };
  const plan = planOf(pod(source, mount), { facts: daemon });
  const mounts = plan.containers[0]?.config.mounts.filter(({ isTerminationLog }) => !isTerminationLog) ?? [];
  const { Binds, Mounts } = mountOptions(mounts, daemon);
  return [...Binds, ...Mounts.map((each) => JSON.parse(JSON.stringify(each)))];
}

const bind = (more: object) => ({ Target: '/data', ReadOnly: false, Type: 'bind', Source: '/h', ...more });

describe('mounts as Docker is asked for them', () => {
  const host = { hostPath: { path: '/h' } };

  it('of a hostPath make a directory in the way that the engine knows', () => {
    assert.deepEqual(asked(host, {}, '1.41'), ['/h:/data']);
    assert.deepEqual(asked(host, {}, '1.44'), [bind({ BindOptions: { CreateMountpoint: true } })]);
    assert.deepEqual(asked({ hostPath: { path: '/h', type: 'File' } }, {}, '1.41'), [bind({})]);
    assert.deepEqual(asked(host, { subPath: 'a/b' }, '1.41'), ['/h/a/b:/data']);
    // A colon divides the parts of a string.
    assert.deepEqual(asked({ hostPath: { path: '/h:h' } }, {}, '1.41'), [bind({ Source: '/h:h' })]);
  });

  it('propagate, and are read-only with or without what is mounted below', () => {
    const readOnly = { readOnly: true };
    assert.deepEqual(asked(host, { ...readOnly, mountPropagation: 'HostToContainer' }, '1.41'), [
      '/h:/data:ro,rslave',
    ]);
    assert.deepEqual(
      asked({ hostPath: { path: '/h', type: 'Directory' } }, { mountPropagation: 'Bidirectional' }, '1.41'),
      [bind({ BindOptions: { Propagation: 'rshared' } })],
    );
    const options = (mount: Partial<VolumeMount>) =>
      asked({ hostPath: { path: '/h', type: 'Directory' } }, mount, '1.44')[0].BindOptions;
    assert.deepEqual(options(readOnly), { ReadOnlyNonRecursive: true });
    assert.deepEqual(options({ ...readOnly, recursiveReadOnly: 'Enabled' }), {
      ReadOnlyForceRecursive: true,
    });
    assert.equal(options({ ...readOnly, recursiveReadOnly: 'IfPossible' }), undefined);
    assert.throws(() => asked(host, { ...readOnly, recursiveReadOnly: 'Enabled' }, '1.43'), {
      code: 'not-with-this-docker',
    });
  });

  it('of a part of a volume are Docker’s, or a path of its host before API 1.45', () => {
    const subPath = { subPath: 'a/b' };
    const name = 'k8s_data_web_default_b514e502-1ddd-8fe7-af97-2238d6b977f3';
    assert.deepEqual(asked({ emptyDir: {} }, subPath, '1.44'), [
      bind({
        Source: `/var/lib/docker/volumes/${name}/_data/a/b`,
        BindOptions: { CreateMountpoint: true },
      }),
    ]);
    assert.deepEqual(asked({ emptyDir: {} }, subPath, '1.41'), [
      `/var/lib/docker/volumes/${name}/_data/a/b:/data`,
    ]);
    assert.equal(asked({ emptyDir: {} }, subPath, '1.45')[0].VolumeOptions.Subpath, 'a/b');
  });

  it('are read-only where nobody may write, whatever the container asks', () => {
    const readOnly = (source: Source) => asked(source, {}, '1.45')[0].ReadOnly;
    assert.equal(readOnly({ configMap: { name: 'map' } }), true);
    assert.equal(readOnly({ secret: { secretName: 'map' } }), true);
    assert.equal(readOnly({ persistentVolumeClaim: { claimName: 'c' } }), false);
    assert.equal(readOnly({ persistentVolumeClaim: { claimName: 'c', readOnly: true } }), true);
    assert.equal(readOnly({ nfs: { server: 's', path: '/p', readOnly: true } }), true);
  });
});

describe('the sandbox of a pod with volumes', () => {
  const sandbox = (source: Source, mount: Partial<VolumeMount> = {}, spec: Partial<Pod['spec']> = {}) =>
    planOf(pod(source, mount, spec)).sandbox;
  const fsGroup = { securityContext: { fsGroup: 5 } };
  const all = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID'];

  it('has a capability only where it must change files of others', () => {
    assert.deepEqual(sandbox({ emptyDir: {} }).capabilities, []);
    assert.deepEqual(sandbox({ configMap: { name: 'map' } }, {}, fsGroup).capabilities, []);
    assert.deepEqual(sandbox({ emptyDir: { medium: 'Memory' } }, {}, fsGroup).capabilities, []);
    assert.deepEqual(sandbox({ hostPath: { path: '/h' } }, {}, fsGroup).capabilities, []);
    assert.deepEqual(sandbox({ emptyDir: {} }, {}, fsGroup).capabilities, all);
    assert.deepEqual(sandbox({ persistentVolumeClaim: { claimName: 'c' } }, {}, fsGroup).capabilities, all);
    assert.deepEqual(sandbox({ emptyDir: {} }, { subPath: 'a' }).capabilities, all);
    const token = { projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } };
    assert.deepEqual(sandbox(token).capabilities, []);
    assert.deepEqual(sandbox(token, {}, { securityContext: { runAsUser: 5 } }).capabilities, all);
  });

  it('asks Docker for NFS, and for memory that the group owns', () => {
    const [, nfs] = sandbox(
      { nfs: { server: 'files', path: '/export', readOnly: true } },
      {},
      fsGroup,
    ).volumes;
    assert.deepEqual(nfs?.driverOptions, { type: 'nfs', device: ':/export', o: 'addr=files,nfsvers=4,ro' });
    assert.equal(nfs?.ownedByGroup, undefined);
    const [, memory] = sandbox({ emptyDir: { medium: 'Memory', sizeLimit: '1Ki' } }, {}, fsGroup).volumes;
    assert.deepEqual(memory?.tmpfs, { sizeBytes: 1024, gid: 5 });
  });

  it('keeps objects only where there are any, and nothing without a program of ours', () => {
    const names = (source: Source, withoutAgent?: true) =>
      planOf(pod(source, {}), {
        facts: { ...facts, ...(withoutAgent ? { withoutAgent } : {}) },
      }).sandbox.volumes.map(({ name }) => name);
    assert.deepEqual(names({ emptyDir: {} }), ['KEPT', 'data']);
    assert.deepEqual(names({ secret: { secretName: 's' } }), ['KEPT', 'OBJECTS', 'data']);
    assert.deepEqual(names({ emptyDir: {} }, true), ['data']);
  });

  it('has each where another Docker would have it, which mounts images itself or not', () => {
    const volumes = [
      { name: 'files', image: { reference: 'busybox:1.37' } },
      { name: 'data', emptyDir: {} },
      { name: 'map', configMap: { name: 'map' } },
    ];
    const names = (apiVersion: string) =>
      planOf(pod({ emptyDir: {} }, {}, { volumes }), { facts: { ...facts, apiVersion } }).sandbox.volumes.map(
        ({ name }) => name,
      );
    assert.deepEqual(names('1.48'), ['KEPT', 'OBJECTS', 'data', 'map']);
    assert.deepEqual(names('1.47'), ['KEPT', 'OBJECTS', 'data', 'map', 'files']);
  });

  it('gives a claim a name that no pod is in, and no label by which it would go with one', () => {
    const [, claim] = sandbox({ persistentVolumeClaim: { claimName: 'my.claim' } }).volumes;
    assert.equal(claim?.volumeName, 'k8s_pvc_default_my.claim');
    assert.ok(!Object.keys(claim?.labels ?? {}).includes('io.kubernetes.pod.uid'));
    assert.equal(claim?.outlivesPod, true);
  });
});
