import assert from 'node:assert/strict';
import { fieldOfError } from '../../../src/engine/manifest/fieldOfError';
import type { EngineErrorCode } from '../../../src/engine/model/engineError';
import type { Pod } from '../../../src/engine/model/pod';

const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    volumes: [
      { name: 'data', emptyDir: {} },
      { name: 'config', hostPath: { path: './nginx.conf', type: 'File' } },
      { name: 'files', image: { reference: 'docs:1' } },
    ],
    initContainers: [{ name: 'setup', image: 'git', lifecycle: { postStart: {} } }],
    securityContext: { sysctls: [{ name: 'kernel/msgmax', value: '1' }] },
    runtimeClassName: 'gvisor',
    containers: [
      {
        name: 'first',
        image: 'nginx',
        ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 8081 }],
      },
      { name: 'second', image: 'nginx', command: ['/no/such', 'it'], args: ['x'] },
      { name: 'third', image: 'busybox', args: ['serve'], ports: [{ containerPort: 82, hostPort: 8082 }] },
      {
        name: 'fourth',
        image: 'redis',
        env: [
          { name: 'A', value: '1' },
          { name: 'B', valueFrom: { fileKeyRef: { volumeName: 'data', path: 'a.env', key: 'B' } } },
          { name: 'C', valueFrom: { fileKeyRef: { volumeName: 'data', path: 'a.env', key: 'C' } } },
        ],
        resources: { limits: { memory: '1Mi' } },
        securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'a.json' } },
      },
    ],
  },
};

const containers = 'spec.containers';
const limit = `${containers}[3].resources.limits.memory`;
const cases: [EngineErrorCode, Record<string, string>, string | undefined][] = [
  ['image-pull-failed', { image: 'nginx', detail: 'no route' }, `${containers}[0].image`],
  ['image-not-found', { image: 'busybox' }, `${containers}[2].image`],
  ['image-not-found', { image: 'docker.io/library/nginx', container: 'second' }, `${containers}[1].image`],
  ['image-never-pulled', { image: 'nginx', container: 'second' }, `${containers}[1].image`],
  ['image-platform', { image: 'busybox' }, `${containers}[2].image`],
  ['image-name-invalid', { image: 'No', container: 'second' }, `${containers}[1].image`],
  [
    'file-key-missing',
    { volume: 'data', file: 'a.env', key: 'C' },
    `${containers}[3].env[2].valueFrom.fileKeyRef.key`,
  ],
  [
    'env-file-malformed',
    { volume: 'data', file: 'a.env', line: '1' },
    `${containers}[3].env[1].valueFrom.fileKeyRef.path`,
  ],
  ['file-key-missing', { volume: 'data', file: 'b.env', key: 'C' }, undefined],
  ['name-taken', { name: 'k8s_second_web', container: 'second' }, `${containers}[1].name`],
  // The sandbox's own image is in no manifest.
  ['image-not-found', { image: 'registry.k8s.io/pause:3.10', pod: 'web' }, undefined],
  ['port-taken', { port: '8081', pod: 'web' }, `${containers}[0].ports[1].hostPort`],
  ['port-taken', { port: '8082', pod: 'web' }, `${containers}[2].ports[0].hostPort`],
  ['port-taken', { port: '80' }, undefined],
  ['port-taken', {}, undefined],
  [
    'docker-failed',
    { container: 'first', detail: 'Minimum memory limit allowed is 6MB' },
    `${containers}[0].name`,
  ],
  ['docker-failed', { container: 'fourth', detail: 'Minimum memory limit allowed is 6MB' }, limit],
  ['docker-failed', { container: 'fourth', detail: 'invalid CapAdd' }, `${containers}[3].name`],
  ['docker-failed', { detail: 'Minimum memory limit allowed is 6MB' }, undefined],
  [
    'host-path-missing',
    { path: '/work/nginx.conf', volume: 'config', container: 'first' },
    'spec.volumes[1].hostPath.path',
  ],
  ['host-path-relative', { path: './nginx.conf', volume: 'config' }, 'spec.volumes[1].hostPath.path'],
  ['host-path-missing', { path: '/gone' }, undefined],
  ['command-not-found', { container: 'second', detail: 'exec: "/no/such"' }, `${containers}[1].command[0]`],
  ['command-not-found', { container: 'third', detail: 'exec: "serve"' }, `${containers}[2].args[0]`],
  ['command-not-found', { container: 'third', detail: 'exec: "/entry.sh"' }, `${containers}[2].name`],
  ['command-not-found', { container: 'first', detail: 'exec: "/entry.sh"' }, `${containers}[0].name`],
  ['command-not-found', { container: 'gone', detail: '' }, undefined],
  ['image-denied', { image: 'git', container: 'setup' }, 'spec.initContainers[0].image'],
  ['image-not-found', { image: 'docs:1' }, 'spec.volumes[2].image.reference'],
  ['image-never-pulled', { image: 'docs:1', volume: 'files' }, 'spec.volumes[2].image.reference'],
  ['command-not-found', { container: 'setup', detail: 'exec: "git"' }, 'spec.initContainers[0].name'],
  ['hook-failed', { container: 'setup', hook: 'postStart' }, 'spec.initContainers[0].lifecycle.postStart'],
  ['host-path-type', { volume: 'config', type: 'File' }, 'spec.volumes[1].hostPath.type'],
  ['volume-failed', { volume: 'data', detail: '' }, 'spec.volumes[0]'],
  ['sysctl-forbidden', { name: 'kernel.msgmax' }, 'spec.securityContext.sysctls[0].name'],
  ['sysctl-of-host', { name: 'kernel/msgmax' }, 'spec.securityContext.sysctls[0].name'],
  ['hostname-too-long', { name: 'a' }, 'spec.setHostnameAsFQDN'],
  [
    'seccomp-profile',
    { container: 'fourth', profile: 'a.json', detail: '' },
    `${containers}[3].securityContext.seccompProfile.localhostProfile`,
  ],
  [
    'apparmor-missing',
    { container: 'fourth', profile: 'a' },
    'spec.securityContext.appArmorProfile.localhostProfile',
  ],
  ['runtime-class-unknown', { name: 'gvisor' }, 'spec.runtimeClassName'],
  ['insufficient-resource', { resource: 'memory' }, limit],
  ['insufficient-resource', { resource: 'cpu' }, undefined],
  ['runtime-unknown', { runtime: 'crun', known: 'runc' }, undefined],
  ['docker-unreachable', { endpoint: 'unix:///var/run/docker.sock' }, undefined],
];

const naming: Pod = {
  ...pod,
  spec: {
    containers: [
      {
        name: 'app',
        image: 'nginx',
        env: [
          { name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'a', optional: true } } },
          { name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'b' } } },
        ],
      },
    ],
    volumes: [{ name: 'v', configMap: { name: 'm', items: [{ key: 'k', path: 'p' }] } }],
  },
};

describe('fieldOfError of an object', () => {
  for (const [code, args, expected] of [
    [
      'object-missing',
      { kind: 'Secret', name: 's' },
      'spec.containers[0].env[1].valueFrom.secretKeyRef.name',
    ],
    [
      'object-key-missing',
      { kind: 'Secret', name: 's', key: 'b' },
      'spec.containers[0].env[1].valueFrom.secretKeyRef.key',
    ],
    [
      'object-key-missing',
      { kind: 'ConfigMap', name: 'm', key: 'k' },
      'spec.volumes[0].configMap.items[0].key',
    ],
    ['object-missing', { kind: 'ConfigMap', name: 's' }, undefined],
  ] as const) {
    it(`${code} ${JSON.stringify(args)}: ${expected ?? 'no field'}`, () => {
      assert.equal(fieldOfError({ code, args }, naming), expected);
    });
  }
});

describe('fieldOfError', () => {
  for (const [code, args, expected] of cases) {
    it(`${code} ${JSON.stringify(args)}: ${expected ?? 'no field'}`, () => {
      assert.equal(fieldOfError({ code, args }, pod), expected);
    });
  }
});
