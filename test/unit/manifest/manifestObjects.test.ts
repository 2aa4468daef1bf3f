import assert from 'node:assert/strict';
import { readManifest } from '../../../src/engine/manifest/readManifest';
import { formatMessage } from '../../../src/engine/model/messages';
import { findingsOf, shown, soundPod } from './manifestTexts';

const object = (kind: string, lines: string) =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: it\n${lines}\n`;
const configMap = (lines: string) => object('ConfigMap', lines);
const secret = (lines: string) => object('Secret', lines);
const claim = (lines: string) => object('PersistentVolumeClaim', lines);
const claimSpec = 'spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}';
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('objects of a manifest', () => {
  it('reads what a ConfigMap holds, as bytes', () => {
    const text = configMap(
      'data: {text: "a\\nb", empty: "", nothing: }\nbinaryData:\n  bytes: |\n    AAEC\n    Aw==',
    );
    const [read] = readManifest(text).objects;
    assert.deepEqual(read?.object, {
      kind: 'ConfigMap',
      namespace: 'default',
      name: 'it',
      data: { text: base64('a\nb'), empty: '', nothing: '', bytes: 'AAECAw==' },
      binaryKeys: ['bytes'],
    });
    assert.equal(text.slice(...(read?.nameRange ?? [0, 0])), 'it');
    assert.equal(text.slice(...(read?.range ?? [0, 0])), text.trimEnd());
  });

  it('reads a Secret, stringData over data', () => {
    const text = secret(
      `type: example.com/own\ndata: {a: ${base64('old')}, b: ${base64('b')}}\nstringData: {a: new}`,
    );
    const [read] = readManifest(text.replace('name: it', 'name: it\n  namespace: team')).objects;
    assert.deepEqual(read?.object, {
      kind: 'Secret',
      namespace: 'team',
      name: 'it',
      type: 'example.com/own',
      data: { a: base64('new'), b: base64('b') },
    });
  });

  it('reads a claim, which holds nothing', () => {
    const [read] = readManifest(claim(`${claimSpec}}`)).objects;
    assert.deepEqual(read?.object, {
      kind: 'PersistentVolumeClaim',
      namespace: 'default',
      name: 'it',
      data: {},
    });
  });

  const tooBig = 'x'.repeat(1024 * 1024);
  const cases: [string, string, string[]][] = [
    ['a sound ConfigMap', configMap('data: {a.b-c_D: x}'), []],
    ['an empty ConfigMap', configMap(''), []],
    ['a number as a value', configMap('data: {port: 80}'), ['wrong-type|80']],
    ['a list as a value', configMap('data: {a: [b]}'), ['wrong-type|a']],
    ['an empty key', configMap('data: {"": x}'), ['invalid-name|""']],
    ['a key with a slash', configMap('data: {a/b: x}'), ['invalid-name|a/b']],
    ['a key that steps back', configMap('data: {..a: x}'), ['invalid-name|..a']],
    ['a key of 254', configMap(`data: {${'k'.repeat(254)}: x}`), [`invalid-name|${'k'.repeat(254)}`]],
    ['a key of 253', configMap(`data: {${'k'.repeat(253)}: x}`), []],
    ['a key twice', configMap('data: {a: x}\nbinaryData: {a: AA==}'), ['duplicate-field|a']],
    ['bytes that are no Base64', configMap('binaryData: {a: "AA="}'), ['not-base64|"AA="']],
    ['a MiB of data', configMap(`data: {a: ${tooBig}}`), []],
    ['more than a MiB', configMap(`data: {a: ${tooBig}, b: x}`), ['too-much-data|kind: ConfigMap']],
    ['an unknown field', configMap('dta: {}'), ['unknown-field|dta']],
    ['an immutable one', configMap('immutable: true'), ['field-ignored|immutable']],
    ['no name', configMap('').replace('  name: it\n', '  labels: {a: b}\n'), ['required|metadata']],
    ['an invalid name', configMap('').replace('it', 'It'), ['invalid-name|It']],
    ['a Secret that is no Base64', secret('data: {a: hunter2!}'), ['not-base64|hunter2!']],
    ['a number in a Secret', secret('stringData: {pin: 1234}'), ['wrong-type|1234']],
    [
      'a docker Secret without its key',
      secret('type: kubernetes.io/dockerconfigjson'),
      ['required|kubernetes.io/dockerconfigjson'],
    ],
    [
      'a docker Secret that is no JSON',
      secret('type: kubernetes.io/dockerconfigjson\nstringData: {.dockerconfigjson: "{auths"}'),
      ['not-json|"{auths"'],
    ],
    [
      'a sound docker Secret',
      secret(`type: kubernetes.io/dockerconfigjson\ndata: {.dockerconfigjson: ${base64('{"auths":{}}')}}`),
      [],
    ],
    [
      'a certificate without a key',
      secret('type: kubernetes.io/tls\nstringData: {tls.crt: x}'),
      ['required|kubernetes.io/tls'],
    ],
    [
      'a login without either',
      secret('type: kubernetes.io/basic-auth'),
      ['required|kubernetes.io/basic-auth'],
    ],
    ['a login with a user', secret('type: kubernetes.io/basic-auth\nstringData: {username: u}'), []],
    ['an SSH key that is none', secret('type: kubernetes.io/ssh-auth'), ['required|kubernetes.io/ssh-auth']],
    [
      'a token for nobody',
      secret('type: kubernetes.io/service-account-token'),
      ['required|kubernetes.io/service-account-token'],
    ],
    ['a sound claim', claim(`${claimSpec}}`), ['field-emulated|accessModes', 'field-emulated|resources']],
    ['a claim without a spec', claim(''), ['required|kind: PersistentVolumeClaim']],
    [
      'a claim without modes and size',
      claim('spec: {volumeName: v}'),
      ['required|spec', 'required|spec', 'field-ignored|volumeName'],
    ],
    [
      'a claim of a block device',
      claim(`${claimSpec}, volumeMode: Block}`),
      ['field-emulated|accessModes', 'field-emulated|resources', 'field-refused|volumeMode'],
    ],
    ['another apiVersion', configMap('').replace('v1', 'v2'), ['unsupported-version|v2']],
    [
      "somebody else's Secret",
      'apiVersion: example.com/v1\nkind: Secret\nmetadata: {}\n',
      ['unsupported-kind|Secret'],
    ],
  ];
  for (const [what, text, expected] of cases) {
    it(`points at ${what}`, () => assert.deepEqual(findingsOf(text), expected));
  }

  it('gives out no object with an error, and knows its name all the same', () => {
    for (const [what, text] of cases) {
      const { objects, findings } = readManifest(text);
      const isWrong = findings.some(({ severity }) => severity === 'error');
      for (const { name, object: read } of objects) {
        assert.match(name, /^it$/i);
        assert.equal(read === undefined, isWrong, what);
      }
    }
  });

  it('repeats no value of a Secret in what it says', () => {
    const values = [
      'hunter2',
      '8675309',
      '0.8675309',
      'true',
      '[hunter2]',
      '{hunter2: hunter2}',
      '"hunter2\\q"',
    ];
    const syntax = [
      '"hunter2',
      "'hunter2",
      '[hunter2',
      '{hunter2',
      '*hunter2',
      '!hunter2',
      '@hunter2',
      '`hunter2',
      '%hunter2',
      '\thunter2',
      '|hunter2',
      '|\n hunter2',
      'hunter2: hunter2: hunter2',
      '- hunter2',
      '&a hunter2 hunter2\n *a',
    ];
    for (const field of ['data', 'stringData']) {
      for (const value of [...values, ...syntax]) {
        const types = ['Opaque', 'kubernetes.io/dockerconfigjson', 'kubernetes.io/tls'];
        for (const type of types) {
          const text = secret(`type: ${type}\n${field}:\n  .dockerconfigjson: ${value}\n  b: x`);
          for (const { code, args } of readManifest(text).findings) {
            assert.doesNotMatch(formatMessage(code, args), /hunter2|8675309/, text);
            assert.doesNotMatch(JSON.stringify(args), /hunter2|8675309/, text);
          }
        }
      }
    }
  });
});

describe('Lists of a manifest', () => {
  const item = (text: string) => `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`;
  const list = (...items: string[]) =>
    `apiVersion: v1\nkind: List\nmetadata: {}\nitems:\n${items.map(item).join('')}`;

  it('reads each item as a document of its own', () => {
    const wrong = soundPod.replace('nginx', '[1]').replace('web', 'db');
    const text = `# a list\n${list(soundPod, configMap('data: {a: b}'), wrong)}---\n${soundPod}`;
    const { pods, objects, findings } = readManifest(text);
    assert.deepEqual(
      pods.map(({ name, pod, item: at, findings: own }) => [name, pod !== undefined, at, own.length]),
      [
        ['web', true, 'items[0]', 0],
        ['db', false, 'items[2]', 1],
        ['web', true, undefined, 0],
      ],
    );
    assert.deepEqual(
      objects.map(({ kind, name }) => `${kind} ${name}`),
      ['ConfigMap it'],
    );
    assert.deepEqual(
      findings.map((finding) => [shown(text, finding), finding.path]),
      [['wrong-type|image', 'spec.containers[0].image']],
    );
    assert.deepEqual(
      pods.map(({ anchor }) => text.slice(...anchor)),
      ['kind: Pod', 'kind: Pod', 'kind: Pod'],
    );
    assert.equal(text.slice(...(pods[0]?.range ?? [0, 0])), item(soundPod).slice(2).trimEnd());
  });

  it('knows the kind of a PodList’s items, and lists in lists', () => {
    const bare = soundPod.replace('apiVersion: v1\nkind: Pod\n', '');
    const pods = `apiVersion: v1\nkind: PodList\nitems:\n${item(bare)}`;
    const inner = list(pods, object('Service', ''));
    const { pods: read, findings } = readManifest(inner);
    assert.deepEqual(
      read.map(({ name, item: at, pod }) => [name, at, pod?.kind]),
      [['web', 'items[0].items[0]', undefined]],
    );
    assert.deepEqual(
      findings.map((finding) => shown(inner, finding)),
      ['unsupported-kind|Service'],
    );
  });

  it('says what is no object, and does not follow a list into itself', () => {
    assert.deepEqual(findingsOf(list('text')), ['wrong-type|text']);
    assert.deepEqual(findingsOf(`&l\n${list('*l')}`), ['alias-loop|kind: List']);
    assert.deepEqual(findingsOf('apiVersion: v1\nkind: List\n'), []);
    assert.deepEqual(findingsOf('apiVersion: v1\nkind: List\nitem: []\n'), ['unknown-field|item']);
  });

  it('runs none of its pods where its YAML is broken', () => {
    const { pods } = readManifest(`${list(soundPod, soundPod)}  - [\n`);
    assert.deepEqual(
      pods.map(({ pod, findings }) => [pod, findings[0]?.code]),
      [
        [undefined, 'yaml-syntax'],
        [undefined, 'yaml-syntax'],
      ],
    );
  });
});
