import assert from 'node:assert/strict';
import type { Container } from '../../src/engine/model/pod';
import { checkCapacity } from '../../src/engine/plan/capacity';
import { facts, podOf } from './support/pods';

describe('checkCapacity', () => {
  const asks = (name: string, cpu: string, more: Partial<Container> = {}): Container => ({
    name,
    image: 'busybox:1.37',
    resources: { requests: { cpu } },
    ...more,
  });
  const eight = { ...facts, cpus: 8, memoryBytes: 2 ** 30 };
  const cpuOf = (...args: Parameters<typeof podOf>) => {
    for (let cpus = 0; ; cpus++) {
      try {
        checkCapacity(podOf(...args), { ...eight, cpus });
        return cpus;
      } catch {}
    }
  };

  it('adds up containers and sidecars', () => {
    const sidecar = asks('s', '2', { restartPolicy: 'Always' });
    assert.equal(cpuOf([asks('a', '1'), asks('b', '2')], { initContainers: [sidecar] }), 5);
  });

  it('takes the highest of the init containers with the sidecars before it, where that is more', () => {
    const initContainers = [asks('s', '1', { restartPolicy: 'Always' }), asks('i', '6'), asks('j', '2')];
    assert.equal(cpuOf([asks('a', '1')], { initContainers }), 7);
  });

  it('takes a limit for the request that is not there, and the pod’s own word before its containers’', () => {
    assert.equal(cpuOf([{ ...asks('a', '1'), resources: { limits: { cpu: '3' } } }]), 3);
    assert.equal(cpuOf([asks('a', '7')], { resources: { requests: { cpu: '2' } } }), 2);
  });

  it('says what the machine has', () => {
    const pod = podOf([{ ...asks('a', '1'), resources: { requests: { memory: '1000Gi' } } }]);
    assert.throws(() => checkCapacity(pod, eight), {
      code: 'insufficient-resource',
      args: { resource: 'memory', available: '1024Mi' },
    });
    checkCapacity(podOf(['a']), { ...eight, cpus: 0 });
  });
});
