import assert from 'node:assert/strict';
import type { Container, PodSpec, ResourceRequirements } from '../../src/engine/model/pod';
import { labels } from '../../src/engine/plan/names';
import { oomScoreAdj } from '../../src/engine/plan/oomScoreAdj';
import type { DaemonFacts, PodPlan } from '../../src/engine/plan/podPlan';
import { qosClassOf } from '../../src/engine/plan/qosClass';
import { linuxResources } from '../../src/engine/plan/resources';
import { filesOfV1, filesOfV2, propertiesOf } from '../../src/engine/runtime/docker/podCgroup';
import { facts, planOf, podOf } from './support/pods';

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
    it(`${what}: ${expected}`, () => assert.equal(qosClassOf(podOf(all.map(containerWith))), expected));
  }

  it('counts init containers and sidecars', () => {
    const guaranteed = [containerWith({ limits: whole }, 0)];
    const of = (init: Partial<Container>) =>
      qosClassOf(podOf(guaranteed, { initContainers: [{ name: 'i', image: 'i:1', ...init }] }));
    assert.equal(of({ resources: { limits: whole } }), 'Guaranteed');
    assert.equal(of({}), 'Burstable');
    assert.equal(of({ restartPolicy: 'Always' }), 'Burstable');
  });

  const podLevel: [string, ResourceRequirements, ResourceRequirements | undefined, string][] = [
    ['limits alone', { limits: whole }, undefined, 'Guaranteed'],
    ['equal requests', { limits: whole, requests: { cpu: '0.5', memory: '64Mi' } }, undefined, 'Guaranteed'],
    ['a lower request', { limits: whole, requests: { cpu: '100m' } }, undefined, 'Burstable'],
    ['a request alone', { requests: { memory: '1Mi' } }, undefined, 'Burstable'],
    ['a memory limit alone', { limits: { memory: '64Mi' } }, undefined, 'Burstable'],
    [
      'limits, with a container that requests less',
      { limits: whole },
      { requests: { cpu: '1m' } },
      'Burstable',
    ],
    ['zeros', { limits: { cpu: '0' } }, undefined, 'BestEffort'],
  ];
  for (const [what, resources, own, expected] of podLevel) {
    it(`of the pod’s own resources, ${what}: ${expected}`, () =>
      assert.equal(qosClassOf(podOf([containerWith(own, 0)], { resources })), expected));
  }
});

function containerWith(resources: ResourceRequirements | undefined, index: number): Container {
  return { name: `c${index}`, image: 'i:1', ...(resources ? { resources } : {}) };
}

describe('oom_score_adj', () => {
  const machine = 100 * 2 ** 30;
  const scores = (
    containers: (ResourceRequirements | undefined)[],
    spec: Partial<PodSpec> = {},
    init: Container[] = [],
  ) => {
    const pod = podOf(containers.map(containerWith), { ...spec, initContainers: init });
    return [
      ...init.map((each) =>
        oomScoreAdj(pod, each, each.restartPolicy === 'Always' ? 'sidecar' : 'init', machine),
      ),
      ...pod.spec.containers.map((each) => oomScoreAdj(pod, each, 'app', machine)),
    ];
  };
  const asks = (memory: string): ResourceRequirements => ({ requests: { memory } });
  const init = (memory: string, sketch: Partial<Container> = {}): Container => ({
    name: 'init',
    image: 'i:1',
    resources: asks(memory),
    ...sketch,
  });

  it('is -997 for Guaranteed and 1000 for BestEffort', () => {
    assert.deepEqual(scores([{ limits: { cpu: '1', memory: '1Gi' } }]), [-997]);
    assert.deepEqual(scores([undefined]), [1000]);
  });

  it('of a sandbox is below those of its containers', () => {
    const sandboxScore = (resources?: ResourceRequirements) =>
      planOf(podOf([containerWith(resources, 0)])).sandbox.oomScoreAdj;
    assert.equal(sandboxScore({ limits: { cpu: '1', memory: '1Gi' } }), -998);
    assert.equal(sandboxScore(asks('1Gi')), undefined);
    assert.equal(sandboxScore(), undefined);
  });

  it('is lower the more of the machine’s memory a Burstable container requests', () => {
    assert.deepEqual(scores([asks('10Gi'), asks('1Mi'), undefined]), [900, 999, 999]);
    assert.deepEqual(scores([asks('100Gi')]), [3]);
    assert.deepEqual(scores([{ requests: { cpu: '1' }, limits: { memory: '25Gi' } }]), [750]);
  });

  it('of a sidecar is at most the highest of the app containers; of an init container its own', () => {
    assert.deepEqual(
      scores([asks('10Gi'), asks('20Gi')], {}, [init('1Gi', { restartPolicy: 'Always' })]),
      [900, 900, 800],
    );
    assert.deepEqual(scores([asks('10Gi')], {}, [init('30Gi', { restartPolicy: 'Always' })]), [700, 900]);
    assert.deepEqual(scores([asks('10Gi')], {}, [init('1Gi')]), [990, 900]);
  });

  it('shares what the pod requests beyond its containers among them', () => {
    assert.deepEqual(scores([asks('10Gi'), undefined], { resources: asks('30Gi') }), [800, 900]);
    assert.deepEqual(
      scores([asks('10Gi'), undefined], { resources: { limits: { memory: '30Gi' } } }),
      [900, 999],
    );
    assert.deepEqual(scores([undefined], { resources: { limits: { memory: '30Gi' } } }), [700]);
  });
});

describe('the pod’s own resources', () => {
  const cpuAndMemory = { limits: { cpu: '1', memory: '200Mi' }, requests: { cpu: '500m', memory: '100Mi' } };
  const plan = (cgroupDriver: DaemonFacts['cgroupDriver'], resources: ResourceRequirements | undefined) =>
    planOf(
      podOf(
        [
          { name: 'own', image: 'i:1', resources: { limits: { cpu: '250m', memory: '50Mi' } } },
          { name: 'none', image: 'i:1' },
        ],
        resources ? { resources } : {},
      ),
      { facts: { ...facts, cgroupDriver } },
    );
  const parents = ({ sandbox, containers }: PodPlan) => [
    sandbox.cgroupParent,
    ...containers.map(({ config }) => config.cgroupParent),
  ];

  it('are limits of a cgroup in the pod’s, in which all its containers stand', () => {
    const limited = plan('cgroupfs', cpuAndMemory);
    const expected = {
      cpuShares: 512,
      cpuQuota: 100_000,
      cpuPeriod: 100_000,
      memoryLimitInBytes: 209_715_200,
    };
    assert.deepEqual(limited.sandbox.podResources, expected);
    const [parent, ...others] = new Set(parents(limited));
    assert.deepEqual(others, []);
    const [plain] = parents(plan('cgroupfs', undefined));
    assert.match(parent ?? '', new RegExp(`^${plain}/limits-[0-9a-f]{8}$`));
  });

  it('are another cgroup when they change, and none where there are none', () => {
    const less = plan('cgroupfs', { limits: { cpu: '1', memory: '100Mi' } });
    assert.notEqual(parents(less)[0], parents(plan('cgroupfs', cpuAndMemory))[0]);
    const none = plan('cgroupfs', undefined);
    assert.equal(none.sandbox.podResources, undefined);
    assert.deepEqual(new Set(parents(none)).size, 1);
  });

  it('are those of a slice in the pod’s, as systemd reads its name', () => {
    const { sandbox } = plan('systemd', cpuAndMemory);
    assert.equal(sandbox.podResources?.memoryLimitInBytes, 209_715_200);
    const [plain = ''] = parents(plan('systemd', undefined));
    assert.match(plain, /^dockerpods_pod\w+\.slice$/);
    assert.match(
      sandbox.cgroupParent ?? '',
      new RegExp(`^${plain.replace('.slice', '')}-limits_[0-9a-f]{8}\\.slice$`),
    );
  });

  it('stand in the plan of a Docker without cgroups, where nothing holds them', () => {
    const { sandbox } = plan('none', cpuAndMemory);
    assert.equal(sandbox.cgroupParent, undefined);
    assert.equal(sandbox.podResources?.cpuQuota, 100_000);
  });

  it('are the most CPU that any of its containers gets', () => {
    const wants = { limits: { cpu: '2', memory: '300Mi' } };
    const [init, none] = planOf(
      podOf([{ name: 'none', image: 'i:1', resources: { limits: { cpu: '0' } } }], {
        resources: cpuAndMemory,
        initContainers: [{ name: 'init', image: 'i:1', resources: wants }],
      }),
    ).initContainers.concat(
      planOf(podOf([{ name: 'none', image: 'i:1' }], { resources: cpuAndMemory })).containers,
    );
    assert.equal(init?.config.resources.cpuQuota, 100_000);
    assert.equal(init?.config.resources.memoryLimitInBytes, 300 * 2 ** 20);
    assert.equal(none?.config.resources.cpuQuota, 100_000);
  });

  it('hold for each container that has no limits', () => {
    const [own, none] = plan('systemd', cpuAndMemory).containers.map(({ config }) => config.resources);
    assert.equal(own?.cpuQuota, 25_000);
    assert.equal(own?.memoryLimitInBytes, 52_428_800);
    assert.equal(none?.cpuQuota, 100_000);
    assert.equal(none?.memoryLimitInBytes, 209_715_200);
  });

  it('request what the containers do where they request nothing themselves, else their limit', () => {
    const shares = (resources: ResourceRequirements) =>
      plan('cgroupfs', resources).sandbox.podResources?.cpuShares;
    assert.equal(shares({ limits: { memory: '200Mi' } }), 256);
    assert.equal(shares({ limits: { cpu: '1' } }), 256);
    assert.equal(shares({ limits: { cpu: '1' }, requests: { cpu: '1' } }), 1024);
  });
});

describe('the limits of a pod as the sum of its containers’', () => {
  const limits = (cpu?: string, memory?: string): ResourceRequirements => ({
    limits: { ...(cpu ? { cpu } : {}), ...(memory ? { memory } : {}) },
  });
  const own = (name: string, resources: ResourceRequirements, sketch: Partial<Container> = {}) => ({
    name,
    image: 'i:1',
    resources,
    ...sketch,
  });
  const sidecar = { restartPolicy: 'Always' as const };
  const plan = (
    containers: Container[],
    { podLimits = 'containers', ...spec }: Partial<PodSpec> & { podLimits?: 'spec' | 'containers' } = {},
  ) => planOf(podOf(containers, spec), { podLimits });
  const podLimitsOf = (...args: Parameters<typeof plan>) => {
    const { cpuQuota, memoryLimitInBytes } = plan(...args).sandbox.podResources ?? {};
    return [cpuQuota, memoryLimitInBytes];
  };
  const two = [own('a', limits('100m', '10Mi')), own('b', limits('200m', '20Mi'))];
  const sum = [30_000, 30 * 2 ** 20];

  it('is asked for by the setting', () => {
    assert.deepEqual(podLimitsOf(two), sum);
    assert.deepEqual(podLimitsOf(two, { podLimits: 'spec' }), [undefined, undefined]);
  });

  it('holds for a resource of which all have a limit, init containers, too', () => {
    assert.deepEqual(podLimitsOf([...two, own('c', limits('300m'))]), [60_000, undefined]);
    const initContainers = [own('init', limits(undefined, '1Mi'))];
    assert.deepEqual(podLimitsOf(two, { initContainers }), [undefined, sum[1]]);
    assert.deepEqual(podLimitsOf([own('a', {})]), [undefined, undefined]);
    assert.equal(plan([own('a', {})]).sandbox.podResources, undefined);
  });

  it('counts sidecars with all others, and each init container with the sidecars before it', () => {
    const mesh = own('mesh', limits('100m', '5Mi'), sidecar);
    const migrate = own('migrate', limits('500m', '10Mi'));
    assert.deepEqual(podLimitsOf(two, { initContainers: [mesh, migrate] }), [60_000, 35 * 2 ** 20]);
    assert.deepEqual(podLimitsOf(two, { initContainers: [migrate, mesh] }), [50_000, 35 * 2 ** 20]);
  });

  it('is told as what it is, where another has a field', () => {
    const { reasons } = plan(two, { resources: limits('1') });
    const told = reasons.filter(({ subject, what }) => subject === 'sandbox' && /memory|quota/.test(what));
    assert.deepEqual(
      told.map(({ path, why }) => path ?? why),
      ["the sum of its containers' limits, by the setting dockerPods.podLimits", 'spec.resources.limits.cpu'],
    );
  });

  it('yields to the pod’s own limit of a resource', () => {
    assert.deepEqual(podLimitsOf(two, { resources: limits('1') }), [100_000, sum[1]]);
  });

  it('is known to other windows, for pods that it changes', () => {
    const label = (...args: Parameters<typeof plan>) => plan(...args).sandbox.labels[labels.settings];
    assert.equal(label(two), '{"podLimits":"containers"}');
    assert.equal(label(two, { podLimits: 'spec' }), undefined);
    assert.equal(label(two, { resources: limits('1', '1Gi') }), undefined);
    assert.equal(label([own('a', {})]), undefined);
  });
});

describe('the properties of a slice', () => {
  const limits = { cpuShares: 1024, cpuQuota: 50_000, cpuPeriod: 100_000, memoryLimitInBytes: 1000 };

  it('are those of cgroup v2, or of v1', () => {
    assert.deepEqual(propertiesOf(limits, 2), [
      'CPUWeight=39',
      'CPUQuotaPerSecUSec=500000',
      'MemoryMax=1000',
      'MemorySwapMax=0',
    ]);
    assert.deepEqual(propertiesOf(limits, 1), [
      'CPUShares=1024',
      'CPUQuotaPerSecUSec=500000',
      'MemoryLimit=1000',
    ]);
    assert.deepEqual(propertiesOf({ cpuShares: 2 }, 2), ['CPUWeight=1']);
  });
});

describe('the files of a pod’s limits', () => {
  const limits = { cpuShares: 1024, cpuQuota: 50_000, cpuPeriod: 100_000, memoryLimitInBytes: 1000 };

  it('stand in a tree for each controller with cgroup v1', () => {
    assert.deepEqual(filesOfV1('/pod', limits), [
      '/sys/fs/cgroup/cpu/pod/cpu.shares=1024',
      '/sys/fs/cgroup/cpu/pod/cpu.cfs_period_us=100000',
      '/sys/fs/cgroup/cpu/pod/cpu.cfs_quota_us=50000',
      '/sys/fs/cgroup/memory/pod/memory.limit_in_bytes=1000',
      '?/sys/fs/cgroup/memory/pod/memory.memsw.limit_in_bytes=1000',
    ]);
    assert.deepEqual(filesOfV1('/pod', { cpuShares: 2 }), ['/sys/fs/cgroup/cpu/pod/cpu.shares=2']);
  });

  it('stand in one tree with cgroup v2', () => {
    assert.deepEqual(filesOfV2('/pod', limits), [
      '/sys/fs/cgroup/pod/cpu.weight=39',
      '/sys/fs/cgroup/pod/cpu.max=50000 100000',
      '/sys/fs/cgroup/pod/memory.max=1000',
      '?/sys/fs/cgroup/pod/memory.swap.max=0',
    ]);
    assert.deepEqual(filesOfV2('/pod', { cpuShares: 2 }), ['/sys/fs/cgroup/pod/cpu.weight=1']);
    assert.deepEqual(filesOfV2('/pod', { cpuShares: 262144 }), ['/sys/fs/cgroup/pod/cpu.weight=10000']);
  });
});

describe('GPUs', () => {
  it('are devices of their vendor’s driver', () => {
    const limits = { 'nvidia.com/gpu': '2', 'amd.com/gpu': '1', 'example.com/other': '1' };
    const [planned] = planOf(podOf([containerWith({ limits }, 0)])).containers;
    assert.deepEqual(planned?.config.resources.devices, [
      { driver: 'nvidia', count: 2, capabilities: ['gpu'] },
      { driver: 'amd', count: 1, capabilities: ['gpu'] },
    ]);
  });
});
