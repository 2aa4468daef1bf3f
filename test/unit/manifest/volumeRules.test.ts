import { containerWith, podWith } from './manifestTexts';
import { describeRules, type Row } from './ruleRows';

const at = 'spec.volumes[0]';
const volume = (source: string) => podWith(`volumes: [{name: v, ${source}}]`);
const items = (fields: string) => volume(`configMap: {name: a, items: [{${fields}}]}`);
const downward = (fields: string) => volume(`downwardAPI: {items: [{${fields}}]}`);
const projected = (...sources: string[]) => volume(`projected: {sources: [${sources.join(', ')}]}`);
const claim = (spec: string) => volume(`ephemeral: {volumeClaimTemplate: {spec: {${spec}}}}`);
const storage = 'resources: {requests: {storage: 1Gi}}';

const volumes: Row[] = [
  ['a name with a dot', podWith('volumes: [{name: a.b}]'), ['invalid-name|spec.volumes[0].name|a.b']],
  ['no name', podWith('volumes: [{emptyDir: {}}]'), ['required|spec.volumes[0].name|{emptyDir: {}}']],
  [
    'a ConfigMap without a name',
    volume('configMap: {optional: true}'),
    [`required|${at}.configMap.name|configMap`],
  ],
  ['a Secret without a name', volume('secret: {}'), [`required|${at}.secret.secretName|secret`]],
  [
    'a mode above 0777',
    volume('secret: {secretName: a, defaultMode: 01000}'),
    [`invalid-value|${at}.secret.defaultMode|01000`],
  ],
  [
    'a negative mode',
    volume('configMap: {name: a, defaultMode: -1}'),
    [`invalid-value|${at}.configMap.defaultMode|-1`],
  ],
  ['an absolute path', items('key: a, path: /b'), [`invalid-value|${at}.configMap.items[0].path|/b`]],
  [
    'a path that steps back',
    items('key: a, path: b/../c'),
    [`invalid-value|${at}.configMap.items[0].path|b/../c`],
  ],
  [
    'a path that begins with dots',
    items('key: a, path: ..b'),
    [`invalid-value|${at}.configMap.items[0].path|..b`],
  ],
  ['an item without a path', items('key: a'), [`required|${at}.configMap.items[0].path|{key: a}`]],
  ['a key that is none', items('key: a b, path: c'), [`invalid-name|${at}.configMap.items[0].key|a b`]],
  [
    'a mode of an item',
    items('key: a, path: b, mode: 512'),
    [`invalid-value|${at}.configMap.items[0].mode|512`],
  ],
  ['a file of nothing', downward('path: a'), [`one-required|${at}.downwardAPI.items[0]|{path: a}`]],
  [
    'a file of two things',
    downward(
      'path: a, fieldRef: {fieldPath: metadata.name}, resourceFieldRef: {containerName: app, resource: limits.cpu}',
    ),
    [`exclusive-fields|${at}.downwardAPI.items[0].resourceFieldRef|resourceFieldRef`],
  ],
  [
    'a field that only an environment may have',
    downward('path: a, fieldRef: {fieldPath: status.podIP}'),
    [`not-one-of|${at}.downwardAPI.items[0].fieldRef.fieldPath|status.podIP`],
  ],
  [
    'a resource of no container',
    downward('path: a, resourceFieldRef: {resource: limits.cpu}'),
    [`required|${at}.downwardAPI.items[0].resourceFieldRef.containerName|resourceFieldRef`],
  ],
  [
    'two kinds in one projected source',
    projected('{configMap: {name: a}, secret: {name: b}}'),
    [`exclusive-fields|${at}.projected.sources[0].configMap|configMap`],
  ],
  [
    'two files of one path',
    projected(
      '{configMap: {name: a, items: [{key: a, path: b}]}}',
      '{secret: {name: a, items: [{key: c, path: b}]}}',
    ),
    [`duplicate-path|${at}.projected.sources[1].secret.items[0].path|b`],
  ],
  [
    'a projected Secret without a name',
    projected('{secret: {}}'),
    [`required|${at}.projected.sources[0].secret.name|secret`],
  ],
  [
    'a token that lives a minute',
    projected('{serviceAccountToken: {path: a, expirationSeconds: 60}}'),
    [`invalid-value|${at}.projected.sources[0].serviceAccountToken.expirationSeconds|60`],
  ],
  [
    'a token without a path',
    projected('{serviceAccountToken: {path: ""}}'),
    [`required|${at}.projected.sources[0].serviceAccountToken.path|""`],
  ],
  [
    'a mode of a projected volume',
    volume('projected: {defaultMode: 01000}'),
    [`invalid-value|${at}.projected.defaultMode|01000`],
  ],
  [
    'a key of a projected ConfigMap',
    projected('{configMap: {name: a, items: [{key: a b, path: c}]}}'),
    [`invalid-name|${at}.projected.sources[0].configMap.items[0].key|a b`],
  ],
  [
    'a projected file of nothing',
    projected('{downwardAPI: {items: [{path: a}]}}'),
    [`one-required|${at}.projected.sources[0].downwardAPI.items[0]|{path: a}`],
  ],
  [
    'a token outside of the volume',
    projected('{serviceAccountToken: {path: ../a}}'),
    [`invalid-value|${at}.projected.sources[0].serviceAccountToken.path|../a`],
  ],
  ['a negative size', volume('emptyDir: {sizeLimit: -1}'), [`invalid-value|${at}.emptyDir.sizeLimit|-1`]],
  [
    'an image volume without an image',
    volume('image: {pullPolicy: Always}'),
    [`required|${at}.image.reference|image`],
  ],
  [
    'a pull policy of an image volume',
    volume('image: {reference: a, pullPolicy: always}'),
    [`not-one-of|${at}.image.pullPolicy|always`],
  ],
  ['a hostPath of nothing', volume('hostPath: {path: ""}'), [`required|${at}.hostPath.path|""`]],
  ['NFS of no server', volume('nfs: {server: "", path: /b}'), [`required|${at}.nfs.server|""`]],
  ['NFS of no path', volume('nfs: {server: a, path: ""}'), [`required|${at}.nfs.path|""`]],
  [
    'a mode of files with fields',
    volume('downwardAPI: {defaultMode: 01000}'),
    [`invalid-value|${at}.downwardAPI.defaultMode|01000`],
  ],
  [
    'a mode of one such file',
    downward('path: a, mode: 01000, fieldRef: {fieldPath: metadata.name}'),
    [`invalid-value|${at}.downwardAPI.items[0].mode|01000`],
  ],
  [
    'a file of an unknown container',
    downward('path: a, resourceFieldRef: {containerName: b, resource: limits.cpu}'),
    [`unknown-container|${at}.downwardAPI.items[0].resourceFieldRef.containerName|b`],
  ],
  ['an item of no path', items('key: a, path: ""'), [`required|${at}.configMap.items[0].path|""`]],
  ['a relative NFS path', volume('nfs: {server: a, path: b}'), [`invalid-value|${at}.nfs.path|b`]],
  ['NFS without a server', volume('nfs: {path: /b}'), [`required|${at}.nfs.server|nfs`]],
  [
    'a claim without a name',
    volume('persistentVolumeClaim: {}'),
    [`required|${at}.persistentVolumeClaim.claimName|persistentVolumeClaim`],
  ],
  [
    "another volume's own claim",
    podWith(
      `volumes:\n- name: b\n  ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], ${storage}}}}\n- {name: c, persistentVolumeClaim: {claimName: web-b}}`,
    ),
    ['invalid-value|spec.volumes[1].persistentVolumeClaim.claimName|web-b'],
  ],
  [
    'an ephemeral volume of nothing',
    volume('ephemeral: {}'),
    [`required|${at}.ephemeral.volumeClaimTemplate|ephemeral`],
  ],
  [
    'a claim without modes',
    claim(storage),
    [`required|${at}.ephemeral.volumeClaimTemplate.spec.accessModes|spec`],
  ],
  [
    'a mode that is none',
    claim(`accessModes: [ReadWrite], ${storage}`),
    [`not-one-of|${at}.ephemeral.volumeClaimTemplate.spec.accessModes[0]|ReadWrite`],
  ],
  [
    'a mode that is for one pod, and another',
    claim(`accessModes: [ReadWriteOncePod, ReadWriteMany], ${storage}`),
    [`exclusive-fields|${at}.ephemeral.volumeClaimTemplate.spec.accessModes|accessModes`],
  ],
  [
    'a claim that asks for nothing',
    claim('accessModes: [ReadWriteOnce]'),
    [`required|${at}.ephemeral.volumeClaimTemplate.spec.resources|spec`],
  ],
  [
    'a claim that asks for no storage',
    claim('accessModes: [ReadWriteOnce], resources: {requests: {}}'),
    [`required|${at}.ephemeral.volumeClaimTemplate.spec.resources.requests.storage|requests`],
  ],
  [
    'a claim of no size',
    claim('accessModes: [ReadWriteOnce], resources: {requests: {storage: 0}}'),
    [`invalid-value|${at}.ephemeral.volumeClaimTemplate.spec.resources.requests.storage|0`],
  ],
];

describeRules('volumes', volumes, [
  [
    'modes in octal and decimal',
    volume('secret: {secretName: a, defaultMode: 0777, items: [{key: a, path: b/c, mode: 511}]}'),
  ],
  ['all files of the pod', downward('path: a, fieldRef: {fieldPath: metadata.labels}')],
  ['a label as a file', downward(`path: a, fieldRef: {fieldPath: "metadata.labels['a']"}`)],
  [
    'a resource of a container',
    downward('path: a, resourceFieldRef: {containerName: app, resource: requests.memory, divisor: 1Mi}'),
  ],
  [
    'the same path in two volumes',
    podWith(
      'volumes: [{name: a, configMap: {name: a, items: [{key: a, path: b}]}}, {name: b, configMap: {name: a, items: [{key: a, path: b}]}}]',
    ),
  ],
  ['a projected source of nothing', projected('{}')],
  ['a token of an hour', projected('{serviceAccountToken: {path: a, expirationSeconds: 3600, audience: b}}')],
  ['huge pages, in a way', volume('emptyDir: {medium: ""}')],
  ['a sound ephemeral volume', claim(`accessModes: [ReadWriteOncePod], ${storage}`)],
]);

const mountAt = 'spec.containers[0].volumeMounts[0]';
const mount = (fields: string, more = '') =>
  containerWith(`volumeMounts: [{name: v, mountPath: /a, ${fields}}]${more}`, 'volumes: [{name: v}]');

const mounts: Row[] = [
  [
    'a mount of nothing',
    containerWith('volumeMounts: [{name: "", mountPath: /a}]'),
    [`required|${mountAt}.name|""`],
  ],
  [
    'a mount at no path',
    containerWith('volumeMounts: [{name: v, mountPath: ""}]', 'volumes: [{name: v}]'),
    [`required|${mountAt}.mountPath|""`],
  ],
  ['an absolute subPath', mount('subPath: /b'), [`invalid-value|${mountAt}.subPath|/b`]],
  ['a subPath that steps back', mount('subPath: a/../../b'), [`invalid-value|${mountAt}.subPath|a/../../b`]],
  ['an absolute subPathExpr', mount('subPathExpr: /$(A)'), [`invalid-value|${mountAt}.subPathExpr|/$(A)`]],
  [
    'both kinds of subPath',
    mount('subPath: a, subPathExpr: b'),
    [`exclusive-fields|${mountAt}.subPathExpr|subPathExpr`],
  ],
  [
    'a propagation that is none',
    mount('mountPropagation: Shared'),
    [`not-one-of|${mountAt}.mountPropagation|Shared`],
  ],
  [
    'Bidirectional without privilege',
    mount('mountPropagation: Bidirectional'),
    [`needs|${mountAt}.mountPropagation|Bidirectional`],
  ],
  [
    'recursive, but not read-only',
    mount('recursiveReadOnly: Enabled'),
    [`needs|${mountAt}.recursiveReadOnly|Enabled`],
  ],
  [
    'recursive, and propagated',
    mount('readOnly: true, recursiveReadOnly: IfPossible, mountPropagation: HostToContainer'),
    [`exclusive-fields|${mountAt}.mountPropagation|mountPropagation`],
  ],
  [
    'a word that recursiveReadOnly does not have',
    mount('readOnly: true, recursiveReadOnly: Yes'),
    [`wrong-type|${mountAt}.recursiveReadOnly|Yes`],
  ],
];

describeRules('mounts', mounts, [
  ['a subPath', mount('subPath: a/b..c')],
  [
    'a colon, which the API describes as forbidden and the API server lets pass',
    containerWith('volumeMounts: [{name: v, mountPath: "/a:b"}]', 'volumes: [{name: v}]'),
  ],
  ['a subPathExpr', mount('subPathExpr: $(A)/b')],
  [
    'Bidirectional with privilege',
    mount('mountPropagation: Bidirectional', '\nsecurityContext: {privileged: true}'),
  ],
  ['recursively read-only', mount('readOnly: true, recursiveReadOnly: Enabled, mountPropagation: None')],
  ['plainly not recursive', mount('recursiveReadOnly: Disabled')],
]);
