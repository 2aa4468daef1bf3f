import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { supportDocs } from '../../../scripts/lib/supportDocs';
import { readManifest } from '../../../src/engine/manifest/readManifest';
import { schemaPaths } from '../../../src/engine/manifest/schema';
import { supportTable } from '../../../src/engine/manifest/support';
import { supportOf } from '../../../src/engine/manifest/supportTree';
import { supportNotes } from '../../../src/engine/model/supportNotes';
import { kubernetesFacts } from './kubernetesFacts';
import { containerWith, findingsOf, podWith, soundPod } from './manifestTexts';

const plain = (path: string) => path.replaceAll('[]', '');

describe('support table', () => {
  it('says of every field of the schema what becomes of it', () => {
    const missing = schemaPaths().filter(({ path }) => !supportOf(path));
    assert.deepEqual(
      missing.map(({ path }) => path),
      [],
    );
  });

  it('speaks of no field that the schema does not have', () => {
    const known = new Set(schemaPaths().map(({ path }) => plain(path)));
    const isMapKey = (path: string) => /\.(limits|requests)\.[^.]+$/.test(path);
    const stale = Object.keys(supportTable).filter((path) => !known.has(path) && !isMapKey(path));
    assert.deepEqual(stale, []);
  });

  it('gives a reason for whatever is not plainly supported, and has no reason to spare', () => {
    const rules = Object.values(supportTable).flat();
    assert.deepEqual(
      rules.filter(({ support, note }) => support !== 'supported' && !note),
      [],
    );
    const used = new Set(rules.map(({ note }) => note));
    assert.deepEqual(
      Object.keys(supportNotes).filter((note) => !used.has(note as keyof typeof supportNotes)),
      [],
    );
  });

  it('is what docs/SUPPORT.md says (npm run docs)', () => {
    assert.equal(readFileSync('docs/SUPPORT.md', 'utf8'), supportDocs());
  });

  it('stands on the fields of Kubernetes 1.36', function () {
    const file = `${kubernetesFacts}/podspec-1.36-fields.json`;
    if (!existsSync(file)) {
      this.skip();
    }
    const listed = (JSON.parse(readFileSync(file, 'utf8')) as { path: string }[]).map(({ path }) => path);
    const ours = schemaPaths().map(({ path }) => path);
    assert.deepEqual(ours.filter((path) => path !== 'status').sort(), listed.sort());
  });
});

describe('support of a field', () => {
  /** What is written, and `code|text at the finding` of what the table says. */
  const cases: [string, string[]][] = [
    [podWith('initContainers: [{name: a, image: b}]'), ['field-refused|initContainers']],
    [podWith('initContainers: []\naffinity: {}\nsecurityContext: {}'), []],
    [podWith('ephemeralContainers: [{name: a, image: b}]'), ['field-refused|ephemeralContainers']],
    [podWith('nodeSelector: {a: b}'), ['field-ignored|nodeSelector']],
    [podWith('serviceAccountName: a'), ['field-ignored|serviceAccountName']],
    [podWith('automountServiceAccountToken: false'), ['field-ignored|automountServiceAccountToken']],
    [podWith('dnsPolicy: Default'), ['field-emulated|dnsPolicy']],
    [podWith('dnsPolicy: None'), ['field-refused|dnsPolicy']],
    [podWith('os: {name: linux}'), []],
    [podWith('os: {name: windows}'), ['field-refused|name']],
    [podWith('hostUsers: true'), []],
    [podWith('hostUsers: false'), ['field-refused|hostUsers']],
    [podWith('securityContext: {fsGroup: 1}'), ['field-refused|fsGroup']],
    [podWith('securityContext: {seccompProfile: {type: RuntimeDefault}}'), ['field-emulated|seccompProfile']],
    [podWith('securityContext: {seccompProfile: {type: Unconfined}}'), ['field-refused|seccompProfile']],
    [podWith('securityContext: {runAsNonRoot: true}'), ['field-refused|runAsNonRoot']],
    [podWith('securityContext: {runAsNonRoot: true, runAsUser: 1000}'), []],
    [containerWith('securityContext: {runAsNonRoot: true}', 'securityContext: {runAsUser: 1000}'), []],
    [containerWith('securityContext: {privileged: true, capabilities: {add: [NET_ADMIN], drop: [ALL]}}'), []],
    [podWith('securityContext: {runAsGroup: 1}'), ['field-refused|runAsGroup']],
    [podWith('securityContext: {runAsUser: 1, runAsGroup: 1}'), []],
    [containerWith('securityContext: {runAsGroup: 1}'), ['field-refused|runAsGroup']],
    [containerWith('securityContext: {runAsGroup: 1}', 'securityContext: {runAsUser: 1}'), []],
    [containerWith('securityContext: {runAsUser: 1}', 'securityContext: {runAsGroup: 1}'), []],
    [podWith('imagePullSecrets: [{name: a}]'), ['field-emulated|imagePullSecrets']],
    [containerWith('resources: {requests: {cpu: 1, memory: 1Gi}}'), ['field-emulated|memory']],
    [podWith('volumes: [{name: a, hostPath: {path: /a}}, {name: b, hostPath: {path: /b, type: ""}}]'), []],
    [podWith('volumes: [{name: a, hostPath: {path: /a, type: File}}]'), ['field-emulated|type']],
    [podWith('volumes: [{name: a, hostPath: {path: /a, type: FileOrCreate}}]'), ['field-refused|type']],
    [containerWith('livenessProbe: {exec: {command: [a]}}'), ['field-emulated|livenessProbe']],
    [containerWith('lifecycle: {preStop: {sleep: {seconds: 1}}}'), ['field-emulated|preStop']],
    [containerWith('envFrom: [{configMapRef: {name: a}}]'), ['field-refused|envFrom']],
    [containerWith('env: [{name: A, valueFrom: {fieldRef: {fieldPath: a}}}]'), ['field-refused|valueFrom']],
    [containerWith('resources: {limits: {cpu: 1, nvidia.com/gpu: 1}}'), ['field-refused|nvidia.com/gpu']],
    [containerWith('resources: {limits: {ephemeral-storage: 1Gi}}'), ['field-emulated|ephemeral-storage']],
    [podWith('volumes: [{name: a, configMap: {}}]'), ['field-refused|configMap']],
    [podWith('volumes: [{name: a, emptyDir: {sizeLimit: 1Gi}}]'), ['field-emulated|sizeLimit']],
    [podWith('volumes: [{name: a, emptyDir: {medium: Memory, sizeLimit: 1Gi}}]'), ['field-emulated|medium']],
    [podWith('volumes: [{name: a, emptyDir: {medium: HugePages-2Mi}}]'), ['field-refused|medium']],
    [`${soundPod}status: {phase: Running}\n`, ['field-ignored|status']],
    [soundPod.replace('name: web', 'name: web\n  creationTimestamp: null'), []],
  ];
  for (const [text, expected] of cases) {
    it(`${text
      .trimEnd()
      .slice(soundPod.length - 1)
      .trim()} gives ${expected.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(findingsOf(text), expected);
    });
  }

  it('keeps only a pod with a refused field from being run', () => {
    const runs = (lines: string) => readManifest(podWith(lines)).pods[0]?.pod !== undefined;
    assert.equal(runs('nodeSelector: {a: b}\ndnsPolicy: Default\nsubdomain: a'), true);
    assert.equal(runs('initContainers: [{name: a, image: b}]'), false);
  });

  it('warns where a pod may behave differently', () => {
    const severities = readManifest(
      containerWith('livenessProbe: {exec: {command: [a]}}', 'dnsPolicy: Default\nnodeName: a'),
    ).findings.map(({ severity }) => severity);
    assert.deepEqual(severities, ['warning', 'information', 'information']);
  });
});
