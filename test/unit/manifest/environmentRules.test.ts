import { containerWith } from './manifestTexts';
import { describeRules, type Row } from './ruleRows';

const at = 'spec.containers[0].env[0]';
const from = (source: string, spec = '') => containerWith(`env: [{name: A, valueFrom: {${source}}}]`, spec);
const field = (path: string) => from(`fieldRef: {fieldPath: "${path}"}`);
const resource = (fields: string) => from(`resourceFieldRef: {${fields}}`);
const file = (fields: string, volume = '{name: v, emptyDir: {}}') =>
  from(`fileKeyRef: {${fields}}`, `volumes: [${volume}]`);

const env: Row[] = [
  [
    'a value and a source',
    containerWith('env: [{name: A, value: b, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]'),
    [`exclusive-fields|${at}.valueFrom|valueFrom`],
  ],
  ['a source that is none', from(''), [`one-required|${at}.valueFrom|valueFrom`]],
  [
    'two sources',
    from('fieldRef: {fieldPath: metadata.name}, secretKeyRef: {name: a, key: b}'),
    [`exclusive-fields|${at}.valueFrom.secretKeyRef|secretKeyRef`],
  ],
  [
    'a ConfigMap without a name',
    from('configMapKeyRef: {key: a}'),
    [`required|${at}.valueFrom.configMapKeyRef.name|configMapKeyRef`],
  ],
  [
    'a ConfigMap without a key',
    from('configMapKeyRef: {name: a}'),
    [`required|${at}.valueFrom.configMapKeyRef.key|configMapKeyRef`],
  ],
  [
    'a name of a Secret',
    from('secretKeyRef: {name: A, key: b}'),
    [`invalid-name|${at}.valueFrom.secretKeyRef.name|A`],
  ],
  [
    'a key with a slash',
    from('secretKeyRef: {name: a, key: b/c}'),
    [`invalid-name|${at}.valueFrom.secretKeyRef.key|b/c`],
  ],
  [
    'a key of dots',
    from('secretKeyRef: {name: a, key: ..}'),
    [`invalid-name|${at}.valueFrom.secretKeyRef.key|..`],
  ],
  [
    'a misspelt field',
    field('metadata.nam'),
    [`not-one-of|${at}.valueFrom.fieldRef.fieldPath|"metadata.nam"`],
  ],
  [
    'all labels',
    field('metadata.labels'),
    [`not-one-of|${at}.valueFrom.fieldRef.fieldPath|"metadata.labels"`],
  ],
  [
    'a field that only files may have',
    field('spec.restartPolicy'),
    [`not-one-of|${at}.valueFrom.fieldRef.fieldPath|"spec.restartPolicy"`],
  ],
  [
    'a label that is none',
    field("metadata.labels['a b']"),
    [`invalid-name|${at}.valueFrom.fieldRef.fieldPath|"metadata.labels['a b']"`],
  ],
  [
    'a key of a field that is no map',
    field("metadata.name['a']"),
    [`not-one-of|${at}.valueFrom.fieldRef.fieldPath|"metadata.name['a']"`],
  ],
  [
    'another version of the field',
    from('fieldRef: {apiVersion: v2, fieldPath: metadata.name}'),
    [`not-one-of|${at}.valueFrom.fieldRef.apiVersion|v2`],
  ],
  [
    'a resource that is none',
    resource('resource: limits.gpu'),
    [`not-one-of|${at}.valueFrom.resourceFieldRef.resource|limits.gpu`],
  ],
  [
    'an unknown container',
    resource('resource: limits.cpu, containerName: ap'),
    [`unknown-container|${at}.valueFrom.resourceFieldRef.containerName|ap`],
  ],
  [
    'a divisor of cpu',
    resource('resource: limits.cpu, divisor: 1k'),
    [`invalid-value|${at}.valueFrom.resourceFieldRef.divisor|1k`],
  ],
  [
    'a divisor of memory',
    resource('resource: limits.memory, divisor: 10Mi'),
    [`invalid-value|${at}.valueFrom.resourceFieldRef.divisor|10Mi`],
  ],
  ['no field', field(''), [`required|${at}.valueFrom.fieldRef.fieldPath|""`]],
  ['no resource', resource('resource: ""'), [`required|${at}.valueFrom.resourceFieldRef.resource|""`]],
  ['no file', file('volumeName: v, path: "", key: B'), [`required|${at}.valueFrom.fileKeyRef.path|""`]],
  [
    'no volume of a file',
    file('volumeName: "", path: a, key: B'),
    [`required|${at}.valueFrom.fileKeyRef.volumeName|""`],
  ],
  [
    'an unknown volume',
    file('volumeName: w, path: a, key: B'),
    [`unknown-volume|${at}.valueFrom.fileKeyRef.volumeName|w`],
  ],
  [
    'a file of another volume than an emptyDir',
    file('volumeName: v, path: a, key: B', '{name: v, hostPath: {path: /a}}'),
    [`invalid-value|${at}.valueFrom.fileKeyRef.volumeName|v`],
  ],
  [
    'an absolute file',
    file('volumeName: v, path: /a, key: B'),
    [`invalid-value|${at}.valueFrom.fileKeyRef.path|/a`],
  ],
  [
    'a file that steps back',
    file('volumeName: v, path: a/../b, key: B'),
    [`invalid-value|${at}.valueFrom.fileKeyRef.path|a/../b`],
  ],
  [
    'a key in a file with =',
    file('volumeName: v, path: a, key: B=C'),
    [`invalid-name|${at}.valueFrom.fileKeyRef.key|B=C`],
  ],
  [
    'a prefix with =',
    containerWith('envFrom: [{prefix: "A=", configMapRef: {name: a}}]'),
    ['invalid-name|spec.containers[0].envFrom[0].prefix|"A="'],
  ],
  [
    'a list without an object',
    containerWith('envFrom: [{prefix: A_}]'),
    ['one-required|spec.containers[0].envFrom[0]|{prefix: A_}'],
  ],
  [
    'two objects in one item',
    containerWith('envFrom: [{configMapRef: {name: a}, secretRef: {name: b}}]'),
    ['exclusive-fields|spec.containers[0].envFrom[0].secretRef|secretRef'],
  ],
  [
    'an object without a name',
    containerWith('envFrom: [{secretRef: {optional: true}}]'),
    ['required|spec.containers[0].envFrom[0].secretRef.name|secretRef'],
  ],
];

const fields = [
  ...['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName'],
  ...['status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'],
  ...["metadata.labels['app.kubernetes.io/name']", "metadata.annotations['Example.COM/a']"],
];

describeRules('the environment', env, [
  ...fields.map((path): [string, string] => [path, field(path)]),
  ['the unit of a CPU', resource('resource: requests.cpu, divisor: 1m, containerName: app')],
  ['0 for no divisor', resource('resource: requests.memory, divisor: "0"')],
  ['a unit of bytes', resource('resource: limits.ephemeral-storage, divisor: 1Gi')],
  ['huge pages', resource('resource: limits.hugepages-2Mi, divisor: 1Ki')],
  ['a key of a file', file('volumeName: v, path: a/b.env, key: B')],
  ['a volume without a source, which is an emptyDir', file('volumeName: v, path: a, key: B', '{name: v}')],
  ['keys of objects', from('configMapKeyRef: {name: a.b, key: _A-b.c, optional: true}')],
  ['all of an object', containerWith('envFrom: [{prefix: a.b-, secretRef: {name: a}}]')],
]);
