import assert from 'node:assert/strict';
import type { Finding } from '../../../src/engine';
import { concernsPods, mayHoldPod } from '../../../src/ui/mayHoldPod';

describe('mayHoldPod', () => {
  const yes = [
    'kind: Pod',
    'apiVersion: v1\r\nkind: Pod\r\n',
    '---\nkind: "Pod" # mine\n',
    'items:\n- kind: Pod\n',
    '{"apiVersion":"v1","kind":"Pod","metadata":{}}',
    '{ kind: Pod }',
    'kind: pod',
    'kind: Deployment',
    'kind: CronJob # nightly',
    'kind: ConfigMap',
    'kind: List',
    'kind: PodList',
  ];
  const no = ['', 'kind: Service', '# kind: Pod', 'kind: Ingress', 'mykind: Pod', 'kind: Pods'];
  for (const text of yes)
    it(`sees one in ${JSON.stringify(text)}`, () => assert.equal(mayHoldPod(text), true));
  for (const text of no)
    it(`sees none in ${JSON.stringify(text)}`, () => assert.equal(mayHoldPod(text), false));

  it('takes no time over a large text', () => {
    const text = `${'kind:        '.repeat(200_000)}\n`;
    const start = performance.now();
    mayHoldPod(text);
    assert.ok(performance.now() - start < 1000);
  });
});

describe('concernsPods', () => {
  const finding = (code: Finding['code']): Finding => ({ code, severity: 'error', range: [0, 1], args: {} });

  const read = (...codes: Finding['code'][]) => ({
    pods: [],
    objects: [],
    isKubernetes: true,
    findings: codes.map(finding),
  });

  it('leaves other kinds alone, and speaks up where the text cannot be read', () => {
    assert.equal(concernsPods(read('unsupported-kind'), 'kind: Service'), false);
    assert.equal(concernsPods(read('yaml-syntax'), 'kind: [Pod'), true);
  });

  it('leaves templates of Helm alone', () => {
    assert.equal(concernsPods(read('yaml-syntax'), 'kind: Pod\nname: {{ .Values.name }}: x'), false);
  });
});
