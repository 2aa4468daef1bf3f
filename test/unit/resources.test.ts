import assert from 'node:assert/strict';
import type { Container, ResourceRequirements } from '../../src/engine/model/pod';
import { qosClassOf } from '../../src/engine/observe/qosClass';
import { linuxResources } from '../../src/engine/plan/resources';
import { podOf } from './support/pods';

describe('resources', () => {
  const cases: [string, ResourceRequirements | undefined, ReturnType<typeof linuxResources>][] = [
    ['nothing', undefined, { cpuShares: 2 }],
    ['a cpu request', { requests: { cpu: '100m' } }, { cpuShares: 102 }],
    ['one whole cpu', { requests: { cpu: '1' } }, { cpuShares: 1024 }],
    ['a cpu request of nothing', { requests: { cpu: '0' }, limits: { cpu: '1' } }, quota(2, 100_000)],
    ['a cpu limit, which is the request, too', { limits: { cpu: '500m' } }, quota(512, 50_000)],
    ['a limit above the request', { requests: { cpu: '1' }, limits: { cpu: '1.5' } }, quota(1024, 150_000)],
    ['a quota of at least a millisecond', { limits: { cpu: '1m' } }, quota(2, 1000)],
    ['a cpu limit of nothing, which is none', { limits: { cpu: '0' } }, { cpuShares: 2 }],
    ['as many shares as cgroups take', { requests: { cpu: '1000' } }, { cpuShares: 262144 }],
    ['a memory request, which sets nothing', { requests: { memory: '1Gi' } }, { cpuShares: 2 }],
    ['a memory limit', { limits: { memory: '64Mi' } }, { cpuShares: 2, memoryLimitInBytes: 67_108_864 }],
  ];
  for (const [what, resources, expected] of cases) {
    it(what, () => assert.deepEqual(linuxResources(resources), expected));
  }

  function quota(cpuShares: number, cpuQuota: number) {
    return { cpuShares, cpuQuota, cpuPeriod: 100_000 };
  }
});

describe('qosClass', () => {
  const whole = { cpu: '500m', memory: '64Mi' };
  const cases: [string, (ResourceRequirements | undefined)[], string][] = [
    ['nothing', [undefined], 'BestEffort'],
    ['zeros', [{ requests: { cpu: '0' }, limits: { memory: '0' } }], 'BestEffort'],
    ['limits alone', [{ limits: whole }], 'Guaranteed'],
    [
      'equal amounts written differently',
      [{ limits: whole, requests: { cpu: '0.5', memory: '65536Ki' } }],
      'Guaranteed',
    ],
    [
      'one amount as 0.7 and as 700m',
      [{ limits: { cpu: '0.7', memory: '1' }, requests: { cpu: '700m' } }],
      'Guaranteed',
    ],
    ['one lower request', [{ limits: whole, requests: { cpu: '100m' } }], 'Burstable'],
    ['one limit missing', [{ limits: { cpu: '1' } }], 'Burstable'],
    ['one container without', [{ limits: whole }, undefined], 'Burstable'],
    ['all containers', [{ limits: whole }, { limits: whole }], 'Guaranteed'],
    ['a request alone', [undefined, { requests: { memory: '1Mi' } }], 'Burstable'],
    ['a resource that does not count', [{ limits: { 'ephemeral-storage': '1Gi' } }], 'BestEffort'],
  ];
  for (const [what, all, expected] of cases) {
    it(`${what}: ${expected}`, () => {
      const containers = all.map(
        (resources, index): Container => ({
          name: `c${index}`,
          image: 'i:1',
          ...(resources ? { resources } : {}),
        }),
      );
      assert.equal(qosClassOf(podOf(containers)), expected);
    });
  }
});
