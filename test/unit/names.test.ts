import assert from 'node:assert/strict';
import type { DesiredState } from '../../src/engine/model/podSnapshot';
import { hostnameOf } from '../../src/engine/plan/hostname';
import {
  cgroupParent,
  containerName,
  podUid,
  sandboxName,
  volumeName,
  wordOfSandboxName,
} from '../../src/engine/plan/names';
import { hashOf, specHashOf } from '../../src/engine/plan/specHash';
import { podOf } from './support/pods';

const key = { namespace: 'ns', name: 'my.pod' };

describe('names', () => {
  it('make a uid of namespace and name alone, shaped as a version 8 UUID', () => {
    assert.match(podUid(key), /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(podUid(key), podUid({ ...key }));
    const others = [
      { namespace: 'ns', name: 'my-pod' },
      { namespace: 'n', name: 'smy.pod' },
      { namespace: 'other', name: 'my.pod' },
    ];
    assert.equal(new Set([key, ...others].map(podUid)).size, 4);
  });

  it('are those of Kubernetes’ Docker runtime', () => {
    assert.equal(sandboxName(key, 'u', 2), 'k8s_POD_my.pod_ns_u_2');
    assert.equal(containerName('app', key, 'u', 0), 'k8s_app_my.pod_ns_u_0');
    assert.equal(volumeName('data', key, 'u'), 'k8s_data_my.pod_ns_u');
  });

  for (const desired of ['Running', 'Stopped', 'Removed'] satisfies DesiredState[]) {
    it(`carry that a pod shall be ${desired}`, () => {
      assert.deepEqual(wordOfSandboxName(sandboxName(key, 'u', 0, { desired })), { desired });
      // Docker's inspection has a slash before it.
      assert.deepEqual(wordOfSandboxName(`/${sandboxName(key, 'u', 0, { desired })}`), { desired });
      const applied = '0123456789abcdef';
      const word = { desired, applied };
      assert.deepEqual(wordOfSandboxName(`/${sandboxName(key, 'u', 0, word)}`), word);
    });
  }

  it('name the cgroup as the daemon’s driver wants it', () => {
    assert.equal(cgroupParent('a-b', 'cgroupfs'), '/dockerpods-poda-b');
    assert.equal(cgroupParent('a-b', 'systemd'), 'dockerpods_poda_b.slice');
    assert.equal(cgroupParent('a-b', 'none'), undefined);
  });

  const hostnames: [string, string | undefined, string][] = [
    ['web', undefined, 'web'],
    ['web', 'other', 'other'],
    ['a.b', undefined, 'a.b'],
    ['x'.repeat(63), undefined, 'x'.repeat(63)],
    ['x'.repeat(70), undefined, 'x'.repeat(63)],
    [`${'x'.repeat(60)}.-.yyy`, undefined, 'x'.repeat(60)],
  ];
  for (const [name, hostname, expected] of hostnames) {
    it(`give ${name}${hostname ? ` (${hostname})` : ''} the hostname ${expected}`, () => {
      const pod = podOf(['app'], hostname ? { hostname } : {});
      assert.equal(hostnameOf({ ...pod, metadata: { ...pod.metadata, name } }), expected);
    });
  }
});

describe('specHash', () => {
  it('does not depend on the order of keys, at any depth', () => {
    assert.equal(hashOf({ a: 1, b: [{ c: 1, d: 2 }] }), hashOf({ b: [{ d: 2, c: 1 }], a: 1 }));
  });

  it('depends on every value, on the order of a list, and on what is absent', () => {
    const values = [
      { a: [1, 2] },
      { a: [2, 1] },
      { a: [1, 2], b: null },
      { a: { 0: 1, 1: 2 } },
      { a: '1,2' },
      {},
    ];
    assert.equal(new Set(values.map(hashOf)).size, values.length);
  });

  it('changes with the labels and with the spec', () => {
    const pod = podOf(['app']);
    const labelled = { ...pod, metadata: { ...pod.metadata, labels: { a: 'b' } } };
    assert.equal(new Set([pod, labelled, podOf(['app', 'more'])].map(specHashOf)).size, 3);
    assert.equal(specHashOf(pod), specHashOf(structuredClone(pod)));
  });
});
