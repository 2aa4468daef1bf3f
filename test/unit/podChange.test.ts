import assert from 'node:assert/strict';
import type { Container, ObjectMeta, Pod, PodSpec } from '../../src/engine/model/pod';
import { type PodChange, podChangeOf } from '../../src/engine/plan/podChange';
import type { PlanContext } from '../../src/engine/plan/podPlan';
import { planOf, podOf } from './support/pods';

const image = 'busybox:1.37';
const first: Container = { name: 'first', image };
const side: Container = { name: 'side', image, restartPolicy: 'Always' };
const a: Container = { name: 'a', image, env: [{ name: 'X', value: '1' }] };
const b: Container = { name: 'b', image, ports: [{ containerPort: 80 }] };
const settings = { name: 'settings', configMap: { name: 'settings' } };
const data = { name: 'data', emptyDir: {} };
const host = { name: 'host', hostPath: { path: '/srv/one' } };

const before: PodSpec = {
  initContainers: [first, side],
  containers: [a, b],
  volumes: [data, settings, host],
};

interface Case {
  what: string;
  standing?: Partial<PodSpec>;
  next?: Partial<PodSpec>;
  metadata?: Partial<ObjectMeta>;
  context?: Partial<PlanContext>;
  expected: PodChange;
}

const none: PodChange = { kind: 'none', containers: [], fields: [] };
const inPlace = (...fields: string[]): PodChange => ({ kind: 'inPlace', containers: [], fields });
const whole = (...fields: string[]): PodChange => ({ kind: 'pod', containers: ['side', 'a', 'b'], fields });
const containers = (names: string[], ...fields: string[]): PodChange => ({
  kind: 'containers',
  containers: names,
  fields,
});
/** The container with these fields instead. */
const with_ = (container: Container, more: Partial<Container>): Container => ({ ...container, ...more });

const cases: Case[] = [
  { what: 'the same', expected: none },
  {
    what: 'the same, with its keys in another order',
    next: { containers: [{ env: [{ value: '1', name: 'X' }], image, name: 'a' }, b] },
    expected: none,
  },
  {
    what: 'an image',
    next: { containers: [a, with_(b, { image: 'nginx:1' })] },
    expected: containers(['b'], 'spec.containers[1].image'),
  },
  {
    what: 'a variable more, and another value',
    next: {
      containers: [
        with_(a, {
          env: [
            { name: 'Y', value: '1' },
            { name: 'X', value: '2' },
          ],
        }),
        b,
      ],
    },
    expected: containers(['a'], 'spec.containers[0].env[0]', 'spec.containers[0].env[1].value'),
  },
  {
    what: 'one of two values of one variable',
    standing: {
      containers: [
        with_(a, {
          env: [
            { name: 'X', value: '1' },
            { name: 'X', value: '2' },
          ],
        }),
        b,
      ],
    },
    next: {
      containers: [
        with_(a, {
          env: [
            { name: 'X', value: '1' },
            { name: 'X', value: '1' },
          ],
        }),
        b,
      ],
    },
    expected: containers(['a'], 'spec.containers[0].env'),
  },
  {
    what: 'a command',
    next: { containers: [with_(a, { command: ['sh'] }), b] },
    expected: containers(['a'], 'spec.containers[0].command'),
  },
  {
    what: 'a probe',
    next: { containers: [with_(a, { readinessProbe: { tcpSocket: { port: 80 } } }), b] },
    expected: containers(['a'], 'spec.containers[0].readinessProbe'),
  },
  {
    what: 'a hook',
    next: { containers: [with_(a, { lifecycle: { preStop: { sleep: { seconds: 1 } } } }), b] },
    expected: containers(['a'], 'spec.containers[0].lifecycle'),
  },
  {
    what: 'a mount of a volume that stands',
    next: { containers: [with_(a, { volumeMounts: [{ name: 'data', mountPath: '/d' }] }), b] },
    expected: containers(['a'], 'spec.containers[0].volumeMounts'),
  },
  {
    what: 'a port that is not published',
    next: { containers: [a, with_(b, { ports: [{ containerPort: 80 }, { containerPort: 81 }] })] },
    expected: containers(['b'], 'spec.containers[1].ports[1]'),
  },
  {
    what: 'a sidecar',
    next: { initContainers: [first, with_(side, { args: ['x'] })] },
    expected: containers(['side'], 'spec.initContainers[1].args'),
  },
  {
    what: 'a container more, and one less',
    next: { containers: [{ name: 'c', image }, b] },
    expected: containers(['c', 'a'], 'spec.containers'),
  },
  {
    what: 'a container more',
    next: { containers: [a, { name: 'c', image }, b] },
    expected: containers(['c'], 'spec.containers[1]'),
  },
  {
    what: 'a sidecar less',
    next: { initContainers: [first] },
    expected: containers(['side'], 'spec.initContainers'),
  },
  { what: 'the order of containers', next: { containers: [b, a] }, expected: inPlace('spec.containers') },
  {
    what: 'labels and annotations',
    metadata: { labels: { kept: '1', 'app.kubernetes.io/name': 'x' }, annotations: { note: 'y' } },
    expected: inPlace('metadata.labels[app.kubernetes.io/name]', 'metadata.annotations'),
  },
  ...(
    [
      { restartPolicy: 'OnFailure' },
      { terminationGracePeriodSeconds: 5 },
      { activeDeadlineSeconds: 600 },
      { imagePullSecrets: [{ name: 'login' }] },
      { nodeName: 'node-2' },
    ] satisfies Partial<PodSpec>[]
  ).map((next) => {
    const [field = ''] = Object.keys(next);
    return { what: field, next, expected: inPlace(`spec.${field}`) };
  }),
  ...(
    [
      { hostNetwork: true },
      { hostname: 'other' },
      { hostAliases: [{ ip: '10.0.0.1', hostnames: ['x'] }] },
      { dnsConfig: { searches: ['x'] } },
      { shareProcessNamespace: true },
      { hostIPC: true },
      { securityContext: { runAsUser: 1000 } },
      { securityContext: { fsGroup: 1000 } },
      { resources: { limits: { memory: '64Mi' } } },
      { serviceAccountName: 'other' },
    ] satisfies Partial<PodSpec>[]
  ).map((next) => {
    const [field = ''] = Object.keys(next);
    return { what: `${field} ${JSON.stringify(next)}`, next, expected: whole(`spec.${field}`) };
  }),
  {
    what: 'a published port',
    next: { containers: [a, with_(b, { ports: [{ containerPort: 80, hostPort: 8080 }] })] },
    expected: whole('spec.containers[1].ports[0].hostPort'),
  },
  {
    what: 'a volume more',
    next: { volumes: [data, settings, host, { name: 'more' }] },
    expected: whole('spec.volumes[3]'),
  },
  {
    what: 'the path of a hostPath',
    next: { volumes: [data, settings, { name: 'host', hostPath: { path: '/srv/two' } }] },
    expected: whole('spec.volumes[2].hostPath.path'),
  },
  {
    what: 'an init container',
    next: { initContainers: [with_(first, { args: ['x'] }), side] },
    expected: whole('spec.initContainers[0].args'),
  },
  {
    what: 'an init container more',
    next: { initContainers: [first, side, { name: 'second', image }] },
    expected: whole('spec.initContainers[2]'),
  },
  {
    what: 'an init container less',
    next: { initContainers: [side] },
    expected: whole('spec.initContainers'),
  },
  {
    what: 'a sidecar that becomes an init container',
    next: { initContainers: [first, { name: 'side', image }] },
    expected: whole('spec.initContainers[1].restartPolicy'),
  },
  {
    what: 'a sidecar that becomes an app container',
    next: { initContainers: [first], containers: [a, b, side] },
    expected: whole('spec.containers[2]', 'spec.initContainers'),
  },
  {
    what: 'limits that make another QoS class of the pod',
    next: { containers: [with_(a, { resources: { limits: { memory: '64Mi' } } }), b] },
    expected: whole('spec.containers[0].resources'),
  },
  {
    what: 'a capability that the sandbox needs for a sub-path',
    next: { containers: [with_(a, { volumeMounts: [{ name: 'data', mountPath: '/d', subPath: 'x' }] }), b] },
    expected: whole('spec.containers[0].volumeMounts'),
  },
  {
    what: 'the setting of the OCI runtime, with a label',
    metadata: { labels: { kept: '2' } },
    context: { runtime: 'crun' },
    expected: whole('metadata.labels.kept'),
  },
  { what: 'a setting alone', context: { runtime: 'crun' }, expected: none },
];

function labelled(pod: Pod, metadata: Partial<ObjectMeta>): Pod {
  return { ...pod, metadata: { ...pod.metadata, ...metadata } };
}

describe('podChangeOf', () => {
  for (const { what, standing = {}, next = {}, metadata = {}, context = {}, expected } of cases) {
    it(`${what}: ${expected.kind}`, () => {
      const old = labelled(podOf([], { ...before, ...standing }), { labels: { kept: '1' } });
      const wanted = labelled(podOf([], { ...before, ...standing, ...next }), {
        labels: { kept: '1' },
        ...metadata,
      });
      // As it comes back from Docker.
      const kept = JSON.parse(JSON.stringify(old)) as typeof old;
      assert.deepEqual(podChangeOf(planOf(kept), planOf(wanted, context)), expected);
    });
  }

  it('compares what it was given, whatever hashes stand in it', () => {
    const plan = planOf(podOf(['a']));
    assert.deepEqual(podChangeOf({ ...plan, specHash: 'of another version' }, plan), none);
  });
});
