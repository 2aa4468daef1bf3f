import assert from 'node:assert/strict';
import { missingObjects } from '../../../src/engine/manifest/objects/missingObjects';
import { readManifest } from '../../../src/engine/manifest/readManifest';
import { formatMessage } from '../../../src/engine/model/messages';
import { objectKey } from '../../../src/engine/model/podObject';
import { containerWith, shown, soundPod } from './manifestTexts';

const text = containerWith(
  `env:
- {name: A, valueFrom: {configMapKeyRef: {name: env-map, key: a}}}
- {name: B, valueFrom: {secretKeyRef: {name: env-secret, key: b, optional: true}}}
envFrom:
- configMapRef: {name: all-map}
- secretRef: {name: "all-secret", optional: true}`,
  `initContainers:
- name: first
  image: nginx
  env: [{name: A, valueFrom: {secretKeyRef: {name: init-secret, key: a}}}]
imagePullSecrets: [{name: pull}]
volumes:
- {name: a, configMap: {name: volume-map, items: [{key: here, path: a}, {key: gone, path: b}]}}
- {name: b, secret: {secretName: volume-secret}}
- {name: c, persistentVolumeClaim: {claimName: claim}}
- name: d
  projected:
    sources:
    - configMap: {name: projected-map}
    - secret: {name: projected-secret, optional: true}`,
);

function document(manifest: string) {
  const [pod] = readManifest(manifest).pods;
  assert.ok(pod);
  return pod;
}

describe('objects a pod names', () => {
  it('has each place of their names', () => {
    const { references } = document(text.replace('name: web', 'name: web\n  namespace: team'));
    assert.deepEqual(
      references.map(({ ref, path, optional, keys }) =>
        [objectKey(ref), path, optional ? 'optional' : '', ...keys.map(({ key }) => key)].join(' ').trim(),
      ),
      [
        'Secret team/init-secret spec.initContainers[0].env[0].valueFrom.secretKeyRef.name  a',
        'ConfigMap team/all-map spec.containers[0].envFrom[0].configMapRef.name',
        'Secret team/all-secret spec.containers[0].envFrom[1].secretRef.name optional',
        'ConfigMap team/env-map spec.containers[0].env[0].valueFrom.configMapKeyRef.name  a',
        'Secret team/env-secret spec.containers[0].env[1].valueFrom.secretKeyRef.name optional b',
        'ConfigMap team/volume-map spec.volumes[0].configMap.name  here gone',
        'Secret team/volume-secret spec.volumes[1].secret.secretName',
        'PersistentVolumeClaim team/claim spec.volumes[2].persistentVolumeClaim.claimName',
        'ConfigMap team/projected-map spec.volumes[3].projected.sources[0].configMap.name',
        'Secret team/projected-secret spec.volumes[3].projected.sources[1].secret.name optional',
        'Secret team/pull spec.imagePullSecrets[0].name optional',
      ],
    );
  });

  it('warns of those that stand nowhere, at their names', () => {
    const found = missingObjects(document(text), () => false);
    assert.deepEqual(
      found.map((finding) => `${finding.severity} ${shown(text, finding)}`),
      [
        'warning object-missing|init-secret',
        'warning object-missing|all-map',
        'information object-missing|"all-secret"',
        'warning object-missing|env-map',
        'information object-missing|env-secret',
        'warning object-missing|volume-map',
        'warning object-missing|volume-secret',
        'information object-missing|claim',
        'warning object-missing|projected-map',
        'information object-missing|projected-secret',
        'information object-missing|pull',
      ],
    );
    const sentences = found.map(({ code, args }) => formatMessage(code, args));
    assert.equal(
      sentences[7],
      'PersistentVolumeClaim "claim" is not found: neither in this file nor beside it. A volume is made for it.',
    );
  });

  it('warns of keys that an object does not have', () => {
    const found = missingObjects(
      document(text),
      () => true,
      ({ name }) => (name === 'volume-map' || name === 'env-secret' ? ['here'] : undefined),
    );
    assert.deepEqual(
      found.map((finding) => `${finding.severity} ${shown(text, finding)} ${finding.path}`),
      [
        'information object-key-missing|b spec.containers[0].env[1].valueFrom.secretKeyRef.key',
        'warning object-key-missing|gone spec.volumes[0].configMap.items[1].key',
      ],
    );
    assert.deepEqual(found[1]?.args.kind, 'ConfigMap');
  });

  it('has nothing to say of a pod that names none, or is half written', () => {
    assert.deepEqual(document(soundPod).references, []);
    for (const end of [40, 120, 200, 300, 400, 500, 600]) {
      const [pod] = readManifest(text.slice(0, end)).pods;
      for (const finding of pod ? missingObjects(pod, () => false) : []) {
        assert.ok(finding.range[0] < finding.range[1] && finding.range[1] <= end);
      }
    }
  });

  it('finds them in a template', () => {
    const template = text.replace('apiVersion: v1\nkind: Pod', '').replace(/^/gm, '  ');
    const workload = `apiVersion: v1\nkind: PodTemplate\nmetadata: {name: web}\ntemplate:${template}`;
    const found = missingObjects(document(workload), ({ kind }) => kind !== 'PersistentVolumeClaim');
    assert.deepEqual(
      found.map((finding) => shown(workload, finding)),
      ['object-missing|claim'],
    );
  });
});
