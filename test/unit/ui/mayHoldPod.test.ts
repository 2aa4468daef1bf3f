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
  ];
  const no = ['', 'kind: PodTemplate', '# kind: Pod', 'kind: Deployment', 'mykind: Pod', 'kind: Pods'];
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

  it('leaves other kinds alone, and speaks up where the text cannot be read', () => {
    assert.equal(
      concernsPods({ pods: [], isKubernetes: true, findings: [finding('unsupported-kind')] }),
      false,
    );
    assert.equal(concernsPods({ pods: [], isKubernetes: true, findings: [finding('yaml-syntax')] }), true);
  });
});
