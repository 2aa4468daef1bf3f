import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { supportDocs } from '../../../scripts/lib/supportDocs';
import { readManifest } from '../../../src/engine/manifest/readManifest';
import { schemaPaths } from '../../../src/engine/manifest/schema';
import { supportTable } from '../../../src/engine/manifest/support';
import { supportOf } from '../../../src/engine/manifest/supportTree';
import { objectNotes } from '../../../src/engine/model/objectNotes';
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
    const isMapKey = (path: string) => /\.(limits|requests|annotations)\.[^.]+$/.test(path);
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
      Object.keys(supportNotes).filter(
        (note) => !used.has(note as keyof typeof supportNotes) && !(note in objectNotes),
      ),
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
    [podWith('initContainers: [{name: a, image: b}]\naffinity: {}\nsecurityContext: {}'), []],
    [podWith('ephemeralContainers: [{name: a, image: b}]'), ['field-refused|ephemeralContainers']],
    [podWith('nodeSelector: {a: b}'), ['field-ignored|nodeSelector']],
    [podWith('overhead: {cpu: 1}'), ['field-ignored|overhead']],
    [podWith('serviceAccountName: a'), ['field-ignored|serviceAccountName']],
    [podWith('automountServiceAccountToken: false'), ['field-ignored|automountServiceAccountToken']],
    [podWith('imagePullSecrets: [{name: a}]\nactiveDeadlineSeconds: 5\nruntimeClassName: a'), []],
    [podWith('dnsPolicy: Default'), ['field-emulated|dnsPolicy']],
    [podWith('dnsPolicy: None\ndnsConfig: {nameservers: [1.1.1.1], options: [{name: edns0}]}'), []],
    [podWith('hostAliases: [{ip: 1.1.1.1, hostnames: [a]}]\nsetHostnameAsFQDN: true'), []],
    [podWith('subdomain: a'), []],
    [podWith('os: {name: linux}'), []],
    [podWith('os: {name: windows}'), ['field-refused|name']],
    [podWith('hostUsers: true'), []],
    [podWith('hostUsers: false'), ['field-refused|hostUsers']],
    [podWith('resources: {limits: {cpu: 1}}'), ['field-emulated|cpu']],
    [
      podWith('resources: {limits: {cpu: 1, hugepages-2Mi: 2Mi}}'),
      ['field-emulated|cpu', 'field-refused|hugepages-2Mi'],
    ],
    [
      podWith('securityContext: {fsGroup: 1, supplementalGroups: [2], sysctls: [{name: net.a, value: b}]}'),
      [],
    ],
    [podWith('securityContext: {seccompProfile: {type: RuntimeDefault}}'), ['field-emulated|type']],
    [podWith('securityContext: {seccompProfile: {type: Unconfined}}'), []],
    [
      podWith('securityContext: {seccompProfile: {type: Localhost, localhostProfile: a.json}}'),
      ['field-emulated|localhostProfile'],
    ],
    [podWith('securityContext: {appArmorProfile: {type: Localhost, localhostProfile: a}}'), []],
    [podWith('securityContext: {seLinuxOptions: {level: a}}'), ['field-emulated|seLinuxOptions']],
    [podWith('securityContext: {runAsNonRoot: true, runAsGroup: 1}'), []],
    [containerWith('securityContext: {privileged: true, capabilities: {add: [NET_ADMIN], drop: [ALL]}}'), []],
    [containerWith('securityContext: {procMount: Default}'), []],
    [containerWith('securityContext: {procMount: Unmasked}'), ['field-refused|procMount']],
    [containerWith('resources: {requests: {cpu: 1, memory: 1Gi}}'), ['field-emulated|memory']],
    [containerWith('resources: {limits: {nvidia.com/gpu: 1}}'), ['field-emulated|nvidia.com/gpu']],
    [containerWith('resources: {limits: {a.com/b: 1}}'), ['field-refused|a.com/b']],
    [containerWith('resources: {limits: {cpu: 1, hugepages-2Mi: 2Mi}}'), ['field-refused|hugepages-2Mi']],
    [containerWith('resources: {limits: {ephemeral-storage: 1Gi}}'), ['field-emulated|ephemeral-storage']],
    [containerWith('livenessProbe: {exec: {command: [a]}}\nlifecycle: {preStop: {sleep: {seconds: 1}}}'), []],
    [
      containerWith('resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]'),
      ['field-ignored|resizePolicy'],
    ],
    [containerWith('restartPolicy: Never\nterminationMessagePolicy: File'), []],
    [
      containerWith(
        'envFrom: [{configMapRef: {name: a}}]\nenv: [{name: A, valueFrom: {secretKeyRef: {name: a, key: b}}}]',
      ),
      [],
    ],
    [
      containerWith(
        'volumeMounts: [{name: a, mountPath: /a, subPath: b, mountPropagation: HostToContainer}]',
        'volumes: [{name: a, hostPath: {path: /a, type: FileOrCreate}}]',
      ),
      ['field-emulated|mountPropagation'],
    ],
    [containerWith('volumeDevices: [{name: a, devicePath: /b}]'), ['field-refused|volumeDevices']],
    [podWith('volumes: [{name: a, hostPath: {path: /a}}, {name: b, hostPath: {path: /b, type: ""}}]'), []],
    [podWith('volumes: [{name: a, configMap: {name: a}}, {name: b, secret: {secretName: b}}]'), []],
    [
      podWith(
        'volumes: [{name: a, persistentVolumeClaim: {claimName: b}}, {name: b, image: {reference: c}}]',
      ),
      [],
    ],
    [podWith('volumes: [{name: a, nfs: {server: b, path: /c}}]'), ['field-emulated|nfs']],
    [
      podWith(
        'volumes:\n- name: a\n  ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}}',
      ),
      ['field-emulated|ephemeral'],
    ],
    [
      podWith('volumes: [{name: a, projected: {sources: [{serviceAccountToken: {path: b}}]}}]'),
      ['field-emulated|serviceAccountToken'],
    ],
    [
      podWith('volumes: [{name: a, projected: {sources: [{clusterTrustBundle: {path: b, name: c}}]}}]'),
      ['field-refused|clusterTrustBundle'],
    ],
    [podWith('volumes: [{name: a, csi: {driver: b}}]'), ['field-refused|csi']],
    [podWith('volumes: [{name: a, emptyDir: {sizeLimit: 1Gi}}]'), ['field-emulated|sizeLimit']],
    [podWith('volumes: [{name: a, emptyDir: {medium: Memory, sizeLimit: 1Gi}}]'), ['field-emulated|medium']],
    [podWith('volumes: [{name: a, emptyDir: {medium: HugePages-2Mi}}]'), ['field-refused|medium']],
    [`${soundPod}status: {phase: Running}\n`, ['field-ignored|status']],
    [soundPod.replace('name: web', 'name: web\n  creationTimestamp: null\n  annotations: {a: b}'), []],
    [
      soundPod.replace(
        'name: web',
        'name: web\n  annotations: {container.apparmor.security.beta.kubernetes.io/app: unconfined}',
      ),
      ['field-emulated|container.apparmor.security.beta.kubernetes.io/app'],
    ],
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
    assert.equal(runs('hostUsers: false'), false);
  });

  it('warns where a pod may behave differently', () => {
    const severities = readManifest(
      containerWith('resources: {limits: {ephemeral-storage: 1}}', 'dnsPolicy: Default\nnodeName: a'),
    ).findings.map(({ severity }) => severity);
    assert.deepEqual(severities, ['warning', 'information', 'information']);
  });
});
