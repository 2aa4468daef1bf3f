import assert from 'node:assert/strict';
import { readManifest } from '../../../src/engine/manifest/readManifest';
import { formatMessage } from '../../../src/engine/model/messages';
import { containerWith, findingsOf, podWith, soundPod } from './manifestTexts';

const metadata = (lines: string) => soundPod.replace('name: web', lines);
const volumes = 'volumes: [{name: data}]';

/** What is written, and `code|text at the finding` of all that is said of it. */
const cases: [string, string, string[]][] = [
  ['no name', metadata('labels: {a: b}'), ['required|metadata']],
  ['an empty name', metadata('name: ""'), ['required|""']],
  ['no metadata', soundPod.replace('metadata:\n  name: web\n', ''), ['required|kind: Pod']],
  ['generateName alone', metadata('generateName: web-'), ['required|metadata', 'field-ignored|generateName']],
  ['an invalid name', metadata('name: My_Pod'), ['invalid-name|My_Pod']],
  ['an invalid namespace', metadata('name: web\n  namespace: a.b'), ['invalid-name|a.b']],
  ['an invalid label key', metadata('name: web\n  labels: {a b: c}'), ['invalid-name|a b']],
  ['an invalid label value', metadata('name: web\n  labels: {a: b c}'), ['invalid-name|b c']],
  ['a number for a label', metadata('name: web\n  labels: {a: 1}'), ['wrong-type|1']],
  ['no spec', 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n', ['required|kind: Pod']],
  ['no containers', 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {}\n', ['required|spec']],
  [
    'an empty list of containers',
    soundPod.replace(/containers:.*/s, 'containers: []\n'),
    ['required|containers'],
  ],
  ['no image', podWith('- name: two'), ['required|name: two']],
  ['an image not yet written', podWith('- name: two\n  image:'), ['required|image']],
  ['no container name', podWith('- image: nginx\n  stdin: true'), ['required|image: nginx']],
  ['an empty item', podWith('-'), ['required|-', 'required|-']],
  ['an image with a space', containerWith('', '').replace('nginx', '"nginx "'), ['invalid-value|"nginx "']],
  ['two containers of one name', podWith('- {name: app, image: nginx}'), ['duplicate-name|app']],
  ['an invalid container name', podWith('- {name: App, image: nginx}'), ['invalid-name|App']],
  ['a number for text', containerWith('env: [{name: A, value: 8080}]'), ['wrong-type|8080']],
  ['a boolean for text', containerWith('args: [yes]'), ['wrong-type|yes']],
  ['text for a number', podWith('terminationGracePeriodSeconds: "5"'), ['wrong-type|"5"']],
  ['a fraction for a number', podWith('terminationGracePeriodSeconds: 5.5'), ['wrong-type|5.5']],
  ['text for a boolean', podWith('hostPID: "true"'), ['wrong-type|"true"']],
  ['text for a list', containerWith('command: sleep 1'), ['wrong-type|sleep 1']],
  ['a map for a list', containerWith('env: {A: b}'), ['wrong-type|env']],
  ['a list for a map', podWith('securityContext: []'), ['wrong-type|securityContext']],
  ['a misspelt field', containerWith('imagePullPolcy: Always'), ['unknown-field|imagePullPolcy']],
  ['a field twice', containerWith('image: httpd'), ['duplicate-field|image']],
  ['a list as a key', podWith('? [a]\n: b'), ['bad-key|[a]']],
  ['a restartPolicy in lower case', podWith('restartPolicy: always'), ['not-one-of|always']],
  ['an unknown imagePullPolicy', containerWith('imagePullPolicy: Sometimes'), ['not-one-of|Sometimes']],
  ['a negative grace period', podWith('terminationGracePeriodSeconds: -1'), ['invalid-value|-1']],
  ['an invalid hostname', podWith('hostname: a_b'), ['invalid-name|a_b']],
  [
    'hostPID and a shared one',
    podWith('hostPID: true\nshareProcessNamespace: true'),
    ['exclusive-fields|shareProcessNamespace'],
  ],
  ['an env without a name', containerWith('env: [{value: a}]'), ['required|{value: a}']],
  ['an env name with =', containerWith('env: [{name: A=B, value: a}]'), ['invalid-name|A=B']],
  ['an env name twice', containerWith('env: [{name: A, value: a}, {name: A, value: b}]'), []],
  ['a port out of range', containerWith('ports: [{containerPort: 65536}]'), ['invalid-value|65536']],
  ['port 0', containerWith('ports: [{containerPort: 0}]'), ['invalid-value|0']],
  ['no containerPort', containerWith('ports: [{hostPort: 80}]'), ['required|{hostPort: 80}']],
  [
    'a protocol in lower case',
    containerWith('ports: [{containerPort: 80, protocol: tcp}]'),
    ['not-one-of|tcp'],
  ],
  ['an invalid port name', containerWith('ports: [{containerPort: 80, name: a--b}]'), ['invalid-name|a--b']],
  [
    'two ports of one name',
    containerWith('ports: [{containerPort: 80, name: a}, {containerPort: 81, name: a}]'),
    ['duplicate-name|a'],
  ],
  [
    'a hostIP that is none',
    containerWith('ports: [{containerPort: 80, hostIP: localhost}]'),
    ['invalid-value|localhost'],
  ],
  [
    'a hostPort twice',
    containerWith('ports: [{containerPort: 80, hostPort: 90}, {containerPort: 81, hostPort: 90}]'),
    ['duplicate-host-port|90'],
  ],
  [
    'a hostPort for two protocols',
    containerWith(
      'ports: [{containerPort: 80, hostPort: 90}, {containerPort: 80, hostPort: 90, protocol: UDP}]',
    ),
    [],
  ],
  [
    'a mapped port on the host network',
    containerWith('ports: [{containerPort: 80, hostPort: 90}]', 'hostNetwork: true'),
    ['invalid-value|90'],
  ],
  [
    'an unknown volume',
    containerWith('volumeMounts: [{name: dta, mountPath: /d}]', volumes),
    ['unknown-volume|dta'],
  ],
  [
    'a mountPath twice',
    containerWith('volumeMounts: [{name: data, mountPath: /d}, {name: data, mountPath: /d}]', volumes),
    ['duplicate-mount-path|/d'],
  ],
  [
    'a mount without a path',
    containerWith('volumeMounts: [{name: data}]', volumes),
    ['required|{name: data}'],
  ],
  ['two volumes of one name', podWith('volumes: [{name: a}, {name: a}]'), ['duplicate-name|a']],
  [
    'a volume of two sources',
    podWith('volumes: [{name: a, emptyDir: {}, hostPath: {path: /a}}]'),
    ['exclusive-fields|hostPath'],
  ],
  ['a hostPath without a path', podWith('volumes: [{name: a, hostPath: {type: ""}}]'), ['required|hostPath']],
  [
    'a hostPath that steps back',
    podWith('volumes: [{name: a, hostPath: {path: /a/../b}}]'),
    ['invalid-value|/a/../b'],
  ],
  [
    'an unknown hostPath type',
    podWith('volumes: [{name: a, hostPath: {path: /a, type: Dir}}]'),
    ['not-one-of|Dir'],
  ],
  ['a medium that is none', podWith('volumes: [{name: a, emptyDir: {medium: Disk}}]'), ['not-one-of|Disk']],
  ['a quantity that is none', containerWith('resources: {limits: {memory: 64MB}}'), ['invalid-value|64MB']],
  ['a negative quantity', containerWith('resources: {limits: {memory: -1}}'), ['invalid-value|-1']],
  [
    'a request above its limit',
    containerWith('resources: {limits: {cpu: 500m}, requests: {cpu: 0.6}}'),
    ['limit-below-request|0.6'],
  ],
  ['a user out of range', podWith('securityContext: {runAsUser: -1}'), ['invalid-value|-1']],
  [
    'privileged without escalation',
    containerWith('securityContext: {privileged: true, allowPrivilegeEscalation: false}'),
    ['exclusive-fields|allowPrivilegeEscalation'],
  ],
  [
    'root under runAsNonRoot',
    containerWith('securityContext: {runAsUser: 0}', 'securityContext: {runAsNonRoot: true}'),
    ['exclusive-fields|0'],
  ],
  ['an alias without an anchor', podWith('hostname: *here'), ['alias-unknown|*here']],
  ['an alias in its own value', podWith('affinity: &a\n  nodeAffinity: *a'), ['alias-loop|nodeAffinity']],
  ['a control character', soundPod.replace('nginx', 'ngi\0nx'), ['control-character|\0']],
];

describe('findings of a manifest', () => {
  for (const [what, text, expected] of cases) {
    it(`points at ${what}`, () => {
      assert.deepEqual(findingsOf(text), expected);
    });
  }

  it('gives out no pod with an error, and a pod with anything less', () => {
    for (const [what, text] of cases) {
      const { pods, findings } = readManifest(text);
      assert.equal(pods.length, 1, what);
      assert.equal(
        pods[0]?.pod === undefined,
        findings.some(({ severity }) => severity === 'error'),
        what,
      );
    }
  });

  it('says what was likely meant, or where it belongs', () => {
    const args = (text: string) => readManifest(text).findings[0]?.args;
    assert.equal(args(containerWith('imagepullpolicy: Always'))?.similar, 'imagePullPolicy');
    assert.equal(args(podWith('restartpolcy: Always'))?.similar, 'restartPolicy');
    const misplaced = args(containerWith('securityContext: {fsGroup: 1}'));
    assert.equal(misplaced?.belongs, 'spec.securityContext.fsGroup');
    assert.equal(args(podWith('restartPolicy: never'))?.similar, 'Never');
    assert.equal(args(containerWith('volumeMounts: [{name: dta, mountPath: /d}]', volumes))?.similar, 'data');
    assert.equal(args(soundPod.replace('kind: Pod', 'kind: pod'))?.similar, 'Pod');
  });

  it('names the field as Kubernetes does', () => {
    const { findings } = readManifest(containerWith('env: [{name: A}, {name: B, value: 1}]'));
    assert.equal(findings[0]?.path, 'spec.containers[0].env[1].value');
  });

  it('has a whole sentence for each of them', () => {
    for (const [what, text] of cases) {
      for (const { code, args } of readManifest(text).findings) {
        const sentence = formatMessage(code, args);
        assert.doesNotMatch(sentence, /\{\w+\}|\[ |undefined/, `${what}: ${sentence}`);
        assert.match(sentence, /[.:?"\w]$/, sentence);
      }
    }
  });
});
