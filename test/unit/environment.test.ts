import assert from 'node:assert/strict';
import { EngineError } from '../../src/engine/model/engineError';
import type { Container, EnvVar, Pod } from '../../src/engine/model/pod';
import { objectKey, type PodObject } from '../../src/engine/model/podObject';
import { downwardValue } from '../../src/engine/plan/downwardApi';
import { invalidNames } from '../../src/engine/plan/envSources';
import { needsSandbox } from '../../src/engine/plan/needsSandbox';
import { objectsOf } from '../../src/engine/plan/objects';
import type { ContainerConfig } from '../../src/engine/plan/podPlan';
import { type ContainerFacts, resolveContainer } from '../../src/engine/plan/resolveContainer';
import { containerFactsOf, facts as daemon, planOf, podOf } from './support/pods';

const settings = object('ConfigMap', 'settings', { COLOUR: 'blue', SIZE: '$(COLOUR)', 'with.dot-1': 'x' });
const keys = object('Secret', 'keys', { PASSWORD: 'geheim ü', COLOUR: 'red' });

function object(kind: PodObject['kind'], name: string, text: Record<string, string>): PodObject {
  const data = Object.entries(text).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  return { kind, namespace: 'default', name, data: Object.fromEntries(data) };
}

/** The first container of a pod, as it would be created. */
function resolve(
  container: Partial<Container>,
  sketch: Partial<ContainerFacts> = {},
  pod: Pod = podOf([{ name: 'app', image: 'busybox:1.37', ...container }]),
): ContainerConfig {
  const plan = planOf(pod);
  const [planned] = plan.containers;
  assert.ok(planned);
  const objects = new Map([settings, keys].map((each) => [objectKey(each), each]));
  return resolveContainer(planned, { ...containerFactsOf(plan), objects, ...sketch });
}

function environment(container: Partial<Container>, sketch?: Partial<ContainerFacts>, pod?: Pod) {
  return Object.fromEntries(resolve(container, sketch, pod).envs.map(({ name, value }) => [name, value]));
}

const failsWith = (code: string, args: Record<string, string>) => (error: unknown) => {
  const { code: actual, args: own } = error as { code?: string; args?: Record<string, string> };
  assert.deepEqual({ code: actual, args: own }, { code, args });
  return true;
};

describe('environment', () => {
  it('lets a value see what stands before it, and the later of two of one name win', () => {
    const env = [
      { name: 'LATE', value: '$(B)' },
      { name: 'A', value: '1' },
      { name: 'B', value: '$(A)2' },
      { name: 'A', value: '$(A)3' },
      { name: 'NONE' },
    ];
    assert.deepEqual(environment({ env }), { LATE: '$(B)', A: '13', B: '12', NONE: '' });
  });

  it('takes a value as it stands from a key of a ConfigMap or a Secret, and lets others refer to it', () => {
    const env: EnvVar[] = [
      { name: 'SIZE', valueFrom: { configMapKeyRef: { name: 'settings', key: 'SIZE' } } },
      { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'keys', key: 'PASSWORD' } } },
      { name: 'URL', value: 'u:$(PASSWORD)@h' },
    ];
    const expected = { SIZE: '$(COLOUR)', PASSWORD: 'geheim ü', URL: 'u:geheim ü@h' };
    assert.deepEqual(environment({ env }), expected);
  });

  it('of envFrom takes all keys behind the prefix: a later source wins, and env over all', () => {
    const container: Partial<Container> = {
      envFrom: [
        { configMapRef: { name: 'settings' } },
        { secretRef: { name: 'keys' } },
        { prefix: 'P_', configMapRef: { name: 'settings' } },
      ],
      env: [
        { name: 'PASSWORD', value: 'own' },
        { name: 'SEES', value: '$(COLOUR) $(P_COLOUR) $(PASSWORD)' },
      ],
    };
    assert.deepEqual(environment(container), {
      COLOUR: 'red',
      SIZE: '$(COLOUR)',
      'with.dot-1': 'x',
      PASSWORD: 'own',
      P_COLOUR: 'blue',
      P_SIZE: '$(COLOUR)',
      'P_with.dot-1': 'x',
      SEES: 'red blue own',
    });
  });

  it('leaves out, and tells of, names that no variable can have', () => {
    const odd = object('ConfigMap', 'odd', { 'a=b': '1', ä: '2', '': '3', 'any ~!thing': '4' });
    const objects = new Map([[objectKey(odd), odd]]);
    const source = { configMapRef: { name: 'odd' } };
    assert.deepEqual(environment({ envFrom: [source] }, { objects }), { 'any ~!thing': '4' });
    const names = invalidNames(source, { pod: podOf(['a']), objects });
    assert.deepEqual(names, ['a=b', 'ä', '']);
  });

  it('leaves out what is optional and stands nowhere', () => {
    const container: Partial<Container> = {
      envFrom: [
        { configMapRef: { name: 'none', optional: true } },
        { secretRef: { name: 'none', optional: true } },
      ],
      env: [
        { name: 'A', valueFrom: { configMapKeyRef: { name: 'none', key: 'k', optional: true } } },
        { name: 'B', valueFrom: { secretKeyRef: { name: 'keys', key: 'none', optional: true } } },
        { name: 'C', value: '$(A)$(B)' },
      ],
    };
    assert.deepEqual(environment(container), { C: '$(A)$(B)' });
  });

  const missing: [string, Partial<Container>, string, Record<string, string>][] = [
    [
      'a ConfigMap of envFrom',
      { envFrom: [{ configMapRef: { name: 'none' } }] },
      'object-missing',
      { kind: 'ConfigMap', name: 'none' },
    ],
    [
      'a Secret of env',
      { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'none', key: 'k' } } }] },
      'object-missing',
      { kind: 'Secret', name: 'none' },
    ],
    [
      'a key',
      { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'keys', key: 'k' } } }] },
      'object-key-missing',
      { kind: 'Secret', name: 'keys', key: 'k' },
    ],
  ];
  for (const [what, container, code, args] of missing) {
    it(`fails without ${what}`, () => assert.throws(() => environment(container), failsWith(code, args)));
  }

  it('does not take binaryData, nor what every object of JavaScript has', () => {
    const mixed = { ...object('ConfigMap', 'mixed', { text: '1', binary: '2' }), binaryKeys: ['binary'] };
    const objects = new Map([[objectKey(mixed), mixed]]);
    assert.deepEqual(environment({ envFrom: [{ configMapRef: { name: 'mixed' } }] }, { objects }), {
      text: '1',
    });
    for (const key of ['binary', 'constructor']) {
      const configMapKeyRef = { name: 'mixed', key };
      const code = failsWith('object-key-missing', { kind: 'ConfigMap', name: 'mixed', key });
      assert.throws(
        () => environment({ env: [{ name: 'A', valueFrom: { configMapKeyRef } }] }, { objects }),
        code,
      );
    }
    const fieldRef = { fieldPath: "metadata.labels['constructor']" };
    assert.deepEqual(environment({ env: [{ name: 'A', valueFrom: { fieldRef } }] }), { A: '' });
  });

  it('does not take an object of another namespace', () => {
    const other = new Map([['ConfigMap other/settings', settings]]);
    const container = { envFrom: [{ configMapRef: { name: 'settings' } }] };
    assert.throws(() => environment(container, { objects: other }), /object-missing/);
  });

  it('replaces variables in command and args, and leaves what nobody defined', () => {
    const { command, args } = resolve({
      command: ['echo', '$(COLOUR)', '$$(COLOUR)'],
      args: ['$(date)', '$(SELF)'],
      envFrom: [{ configMapRef: { name: 'settings' } }],
      env: [{ name: 'SELF', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
    });
    assert.deepEqual(command, ['echo', 'blue', '$(COLOUR)']);
    assert.deepEqual(args, ['$(date)', 'web']);
  });
});

describe('downward API in the environment', () => {
  const pod = podOf(['app']);
  Object.assign(pod.metadata, {
    labels: { app: 'web', 'k8s.io/part-of': 'shop' },
    annotations: { 'a/b': 'two\nlines' },
  });
  const fields: [string, string][] = [
    ['metadata.name', 'web'],
    ['metadata.namespace', 'default'],
    ['metadata.uid', containerFactsOf(planOf(pod)).uid],
    ["metadata.labels['k8s.io/part-of']", 'shop'],
    ["metadata.labels['none']", ''],
    ["metadata.annotations['a/b']", 'two\nlines'],
    ['spec.nodeName', 'node-1'],
    ['spec.serviceAccountName', 'default'],
    ['status.podIP', '172.18.0.2'],
    ['status.podIPs', '172.18.0.2'],
    ['status.hostIP', '172.18.0.1'],
    ['status.hostIPs', '172.18.0.1'],
  ];
  const valueOfField = (fieldPath: string, of: Pod) => {
    const env = [{ name: 'V', valueFrom: { fieldRef: { fieldPath } } }];
    const [own] = of.spec.containers;
    assert.ok(own);
    const changed = { ...of, spec: { ...of.spec, containers: [{ ...own, env }] } };
    return environment({}, {}, changed).V;
  };
  for (const [fieldPath, expected] of fields) {
    it(`${fieldPath} is ${JSON.stringify(expected)}`, () =>
      assert.equal(valueOfField(fieldPath, pod), expected));
  }

  it('spec.serviceAccountName is the manifest’s, under either name', () => {
    const of = (spec: Partial<Pod['spec']>) => valueOfField('spec.serviceAccountName', podOf(['app'], spec));
    assert.equal(of({ serviceAccountName: 'robot' }), 'robot');
    assert.equal(of({ serviceAccount: 'old' }), 'old');
  });

  const resources: Container['resources'] = {
    requests: { cpu: '125m', memory: '32Mi' },
    limits: { cpu: '1250m', memory: '64Mi', 'ephemeral-storage': '1Gi' },
  };
  const amounts: [string, string | undefined, Container['resources'], string][] = [
    ['requests.cpu', undefined, resources, '1'],
    ['requests.cpu', '1m', resources, '125'],
    ['limits.cpu', undefined, resources, '2'],
    ['limits.cpu', '1m', resources, '1250'],
    ['limits.cpu', '0', resources, '2'],
    ['requests.memory', undefined, resources, '33554432'],
    ['limits.memory', '1Mi', resources, '64'],
    ['limits.memory', '1Gi', resources, '1'],
    ['limits.ephemeral-storage', '1Mi', resources, '1024'],
    ['requests.ephemeral-storage', '1Mi', resources, '1024'],
    ['requests.memory', undefined, { limits: { memory: '64Mi' } }, '67108864'],
    ['requests.memory', undefined, undefined, '0'],
    ['requests.cpu', undefined, undefined, '0'],
    ['limits.cpu', undefined, undefined, '8'],
    ['limits.memory', '1Gi', undefined, '16'],
    ['limits.memory', '1Gi', { limits: { memory: '0' } }, '16'],
    ['limits.hugepages-2Mi', undefined, undefined, '0'],
  ];
  for (const [resource, divisor, of, expected] of amounts) {
    it(`${resource} by ${divisor ?? 'nothing'} of ${JSON.stringify(of ?? {})} is ${expected}`, () => {
      const resourceFieldRef = { resource, ...(divisor ? { divisor } : {}) };
      const container = { env: [{ name: 'V', valueFrom: { resourceFieldRef } }] };
      assert.deepEqual(environment(of ? { ...container, resources: of } : container), { V: expected });
    });
  }

  it('a limit that is absent is the pod’s, at most the machine’s', () => {
    const limitOf = (memory: string) => {
      const env = [
        { name: 'V', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
      ];
      const container = { name: 'app', image: 'busybox:1.37', env };
      return environment(
        {},
        {},
        podOf([container], { resources: { limits: { memory }, requests: { memory: '1Mi' } } }),
      ).V;
    };
    assert.equal(limitOf('200Mi'), '200');
    assert.equal(limitOf('100Gi'), String(daemon.memoryBytes / 2 ** 20));
  });

  it('of another container where it is named', () => {
    const ref = { containerName: 'other', resource: 'limits.memory' };
    const pod = podOf(
      [{ name: 'app', image: 'i:1', env: [{ name: 'V', valueFrom: { resourceFieldRef: ref } }] }],
      { initContainers: [{ name: 'other', image: 'i:1', resources: { limits: { memory: '1Ki' } } }] },
    );
    assert.equal(environment({}, {}, pod).V, '1024');
  });
});

describe('downward API in a file', () => {
  const pod = podOf(['app']);
  const fieldOf = (fieldPath: string) =>
    downwardValue({ fieldRef: { fieldPath } }, { ...containerFactsOf(planOf(pod)), pod });

  it('has all labels or annotations, sorted, their values as Go quotes them', () => {
    pod.metadata.labels = { zone: 'us-est-coast', cluster: 'test-cluster1', Rack: 'rack-22' };
    assert.equal(fieldOf('metadata.labels'), 'Rack="rack-22"\ncluster="test-cluster1"\nzone="us-est-coast"');
    pod.metadata.annotations = { odd: 'a"\\\n\t\u0007\u0001\u007f\u00a0\u200bü🌍\u{e0001}' };
    assert.equal(
      fieldOf('metadata.annotations'),
      String.raw`odd="a\"\\\n\t\a\x01\x7f\u00a0\u200bü🌍\U000e0001"`,
    );
  });

  it('is empty where there are none', () => {
    assert.equal(
      downwardValue({ fieldRef: { fieldPath: 'metadata.labels' } }, containerFactsOf(planOf(podOf(['a'])))),
      '',
    );
  });
});

describe('an env file', () => {
  const read = (text: string | undefined, key: string, optional = false) => {
    const fileKeyRef = { volumeName: 'data', path: 'a/b.env', key, optional };
    const files = new Map(text === undefined ? [] : [['data/a/b.env', text]]);
    return environment({ env: [{ name: 'V', valueFrom: { fileKeyRef } }] }, { files }).V;
  };
  const values: [string, string, string, string][] = [
    ['a value', "KEY='value'", 'KEY', 'value'],
    ['one among others', "A='1'\nKEY='value'\nB='2'\n", 'KEY', 'value'],
    ['the first of two', "KEY='1'\nKEY='2'\n", 'KEY', '1'],
    ['space before the name', " \t KEY='value'\n", 'KEY', 'value'],
    ['nothing', "KEY=''\n", 'KEY', ''],
    ['space in the value', "KEY='  a  b  '\n", 'KEY', '  a  b  '],
    ['lines in the value', "KEY='one\n\n  # three'\nB='2'", 'KEY', 'one\n\n  # three'],
    ['no escapes and no variables', `KEY='\\n$A \${B} "c" #d=e'\n`, 'KEY', `\\n$A \${B} "c" #d=e`],
    ['comments and blank lines', "# x\n\n \t\n  # KEY='no'\nKEY='value' # why\n", 'KEY', 'value'],
    ['what stands before a broken line', "KEY='value'\nbroken\n", 'KEY', 'value'],
    ['Windows’ ends of lines', "A='1'\r\n\r\nKEY='value'\r\n", 'KEY', 'value'],
  ];
  for (const [what, text, key, expected] of values) {
    it(`has ${what}`, () => assert.equal(read(text, key), expected));
  }

  const broken: [string, string, string][] = [
    ['a line without =', "A='1'\nbroken\nKEY='2'", '2'],
    ['space before =', "KEY ='1'", '1'],
    ['space after =', "KEY= '1'", '1'],
    ['no name', "\n\n='1'", '3'],
    ['no quotes', "A='1'\nKEY=value", '2'],
    ['double quotes', 'KEY="value"', '1'],
    ['two quoted texts', "KEY='a''b'", '1'],
    ['text after the quote', "KEY='a'b", '1'],
    ['a comment that touches the quote', "KEY='a'#b", '1'],
    ['no end of the quote', "A='1'\nKEY='a\nb", '2'],
  ];
  for (const [what, text, line] of broken) {
    it(`is broken by ${what}`, () =>
      assert.throws(
        () => read(text, 'KEY', true),
        failsWith('env-file-malformed', { file: 'a/b.env', volume: 'data', line }),
      ));
  }

  it('must have the key, and be there, unless that is optional', () => {
    const fails = failsWith('file-key-missing', { file: 'a/b.env', volume: 'data', key: 'KEY' });
    assert.throws(() => read("A='1'", 'KEY'), fails);
    assert.throws(() => read(undefined, 'KEY'), fails);
    assert.equal(read("A='1'", 'KEY', true), undefined);
    assert.equal(read(undefined, 'KEY', true), undefined);
  });

  it('is read once, however it was made to hurt', () => {
    assert.throws(() => read(`KEY='${"a' ".repeat(200_000)}`, 'KEY'), /env-file-malformed/);
    assert.throws(() => read(' '.repeat(500_000).concat('x'), 'KEY'), /env-file-malformed/);
  });
});

describe('a sub-path with variables', () => {
  const subPathOf = (
    subPathExpr: string,
    env: EnvVar[] = [
      { name: 'NAME', value: 'a/b' },
      { name: 'NO', value: '' },
    ],
  ) => {
    const volumeMounts = [{ name: 'data', mountPath: '/data', subPathExpr }];
    const container = { name: 'app', image: 'i:1', env, volumeMounts };
    const plan = planOf(podOf([container], { volumes: [{ name: 'data', emptyDir: {} }] }));
    const [planned] = plan.containers;
    assert.ok(planned);
    // As a plan has it.
    const mounts = planned.config.mounts.map((mount) => ({
      ...mount,
      subPath: subPathExpr,
      subPathIsExpr: true,
    }));
    const [mount] = resolveContainer(
      { ...planned, config: { ...planned.config, mounts } },
      containerFactsOf(plan),
    ).mounts;
    assert.equal(mount?.subPathIsExpr, undefined);
    return mount?.subPath;
  };

  it('is replaced', () => {
    assert.equal(subPathOf('logs/$(NAME)/$$(NAME)'), 'logs/a/b/$(NAME)');
  });

  it('of a value is not told where it cannot be: it may be a Secret’s', () => {
    assert.throws(
      () => subPathOf('/$(NAME)'),
      (error) => error instanceof EngineError && !JSON.stringify(error.args).includes('a/b'),
    );
  });

  for (const [path, detail] of [
    ['x/$(NONE)/$(NO)', 'missing value for NONE, NO'],
    ['/$(NAME)', 'it must be a relative path'],
    ['$(NAME)/../..', "it must not contain '..'"],
  ] as const) {
    it(`cannot be ${path}`, () =>
      assert.throws(() => subPathOf(path), failsWith('sub-path', { path, volume: 'data', detail })));
  }
});

describe('what a container waits for', () => {
  const field = (fieldPath: string): Partial<Container> => ({
    env: [{ name: 'V', valueFrom: { fieldRef: { fieldPath } } }],
  });
  const cases: [string, Partial<Container>, boolean][] = [
    ['nothing', {}, false],
    ['its name', field('metadata.name'), false],
    ['its address', field('status.podIP'), true],
    ['its addresses', field('status.podIPs'), true],
    ['its host’s address', field('status.hostIP'), true],
    ['its host’s addresses', field('status.hostIPs'), true],
    [
      'a file',
      { env: [{ name: 'V', valueFrom: { fileKeyRef: { volumeName: 'v', path: 'p', key: 'k' } } }] },
      true,
    ],
    ['a volume', { volumeMounts: [{ name: 'v', mountPath: '/v' }] }, false],
    ['a sub-path', { volumeMounts: [{ name: 'v', mountPath: '/v', subPath: 'a' }] }, true],
    [
      'a sub-path with variables',
      { volumeMounts: [{ name: 'v', mountPath: '/v', subPathExpr: '$(A)' }] },
      true,
    ],
  ];
  for (const [what, container, expected] of cases) {
    it(`${what}: ${expected ? 'the sandbox' : 'no sandbox'}`, () =>
      assert.equal(needsSandbox({ name: 'c', image: 'i:1', ...container }), expected));
  }
});

describe('the objects of a pod', () => {
  it('are those of environment and volumes of all its containers, each once', () => {
    const pod = podOf(
      [
        {
          name: 'app',
          image: 'i:1',
          envFrom: [{ configMapRef: { name: 'a' } }, { secretRef: { name: 'a' } }],
          env: [{ name: 'V', valueFrom: { configMapKeyRef: { name: 'a', key: 'k' } } }],
        },
      ],
      {
        initContainers: [
          {
            name: 'i',
            image: 'i:1',
            env: [{ name: 'V', valueFrom: { secretKeyRef: { name: 'b', key: 'k' } } }],
          },
        ],
        volumes: [
          { name: 'c', configMap: { name: 'c' } },
          { name: 's', secret: { secretName: 's' } },
          { name: 'p', projected: { sources: [{ configMap: { name: 'pc' } }, { secret: { name: 'ps' } }] } },
          { name: 'e', emptyDir: {} },
        ],
      },
    );
    const names = objectsOf(pod).map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`);
    assert.deepEqual(names, [
      'Secret default/b',
      'ConfigMap default/a',
      'Secret default/a',
      'ConfigMap default/c',
      'Secret default/s',
      'ConfigMap default/pc',
      'Secret default/ps',
    ]);
  });

  it('are optional where every use is', () => {
    const use = (optional: boolean) => ({ configMapRef: { name: 'a', optional } });
    const isOptional = (...uses: boolean[]) =>
      objectsOf(podOf([{ name: 'c', image: 'i:1', envFrom: uses.map(use) }]))[0]?.optional;
    assert.equal(isOptional(true), true);
    assert.equal(isOptional(true, true), true);
    assert.equal(isOptional(true, false), false);
    assert.equal(isOptional(false, true), false);
  });
});
