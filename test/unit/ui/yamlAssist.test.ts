import assert from 'node:assert/strict';
import { completionAt, fieldAt, type PodObject } from '../../../src/engine';
import { completionItems } from '../../../src/ui/assist/completionItems';
import { fieldMarkdown, referenceUrl } from '../../../src/ui/assist/fieldText';
import { plainText } from './fakeEngine';

const pod = (spec: string) => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n${spec}`;

/** What is suggested at the `¦` of a text. */
function suggest(marked: string, objects: PodObject[] = []) {
  const offset = marked.indexOf('¦');
  const text = marked.replace('¦', '');
  const at = completionAt(text, offset);
  assert.ok(at);
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const indent = line.length - line.trimStart().length;
  return completionItems(at, objects, { indent, hasColon: text[at.range[1]] === ':' }, plainText);
}
const snippet = (marked: string, label: string) =>
  suggest(marked).find((one) => one.label === label)?.snippet;

function hover(marked: string, isSaid = false): string {
  const field = fieldAt(marked.replace('¦', ''), marked.indexOf('¦'));
  assert.ok(field);
  return fieldMarkdown(field, isSaid, plainText);
}

describe('completionItems', () => {
  it('writes a field with what follows its colon', () => {
    assert.equal(snippet(pod('  ¦'), 'hostname'), 'hostname: $0');
    assert.equal(snippet(pod('  ¦'), 'securityContext'), 'securityContext:\n  $0');
    assert.equal(snippet(pod('  ¦'), 'containers'), 'containers:\n  - name: $1\n    image: $2');
    assert.equal(snippet(pod('  host¦: a'), 'hostname'), 'hostname');
  });

  it('indents behind the dash of an item, and writes a dash that is missing', () => {
    assert.equal(snippet(pod('  containers:\n    - ¦'), 'ports'), 'ports:\n    - containerPort: $1');
    assert.equal(snippet(pod('  volumes:\n    ¦'), 'emptyDir'), '- emptyDir:\n    $0');
  });

  it('names the class of a field, what is required first and what is refused last', () => {
    const items = suggest(pod('  containers:\n    - ¦'));
    const item = (label: string) => items.find((one) => one.label === label);
    assert.match(item('name')?.detail ?? '', /^string — required$/);
    assert.match(item('volumeDevices')?.note ?? '', /^not supported here$/);
    const sorted = [...items].sort((a, b) => (a.sort < b.sort ? -1 : 1)).map(({ label }) => label);
    assert.equal(sorted[0], 'name');
    assert.equal(sorted.at(-1), 'volumeDevices');
  });

  it('offers objects of the kind, and the keys of the one that is named', () => {
    const objects: PodObject[] = [
      { kind: 'ConfigMap', namespace: 'default', name: 'settings', data: { a$b: '', c: '' } },
      { kind: 'Secret', namespace: 'default', name: 'db', data: { password: '' } },
    ];
    const ref =
      '  containers:\n    - name: a\n      env:\n        - name: A\n          valueFrom:\n            configMapKeyRef:\n              ';
    const labels = (marked: string) => suggest(marked, objects).map(({ label }) => label);
    assert.deepEqual(labels(pod(`${ref}name: ¦`)), ['settings']);
    assert.deepEqual(labels(pod(`${ref}name: settings\n              key: ¦`)), ['a$b', 'c']);
    assert.equal(suggest(pod(`${ref}name: settings\n              key: ¦`), objects)[0]?.snippet, 'a\\$b');
  });
});

describe('fieldMarkdown', () => {
  it('says path, type, words, what becomes of it here, and where Kubernetes says more', () => {
    const text = hover(pod('  restart¦Policy: Never\n'));
    assert.match(text, /^`spec\.restartPolicy` — string — `Always` · `OnFailure` · `Never`$/m);
    assert.match(text, /^Works as on Kubernetes$/m);
    assert.match(
      text,
      /\(https:\/\/kubernetes\.io\/docs\/reference\/generated\/kubernetes-api\/v1\.36\/#podspec-v1-core\)/,
    );
  });

  it('does not say again what a finding beside it says', () => {
    const ignored = pod('  priorityClass¦Name: high\n');
    assert.match(hover(ignored), /^No effect here: /m);
    assert.doesNotMatch(hover(ignored, true), /No effect/);
  });

  it('says what holds for which value', () => {
    const text = hover(
      pod('  containers:\n    - name: a\n      volumeMounts:\n        - recursive¦ReadOnly: Enabled\n'),
    );
    assert.match(text, /^`Enabled` — /m);
    assert.match(text, /^otherwise — /m);
  });

  it('finds the reference of each group', () => {
    assert.match(referenceUrl('DeploymentSpec'), /#deploymentspec-v1-apps$/);
    assert.match(referenceUrl('ObjectMeta'), /#objectmeta-v1-meta$/);
    assert.match(referenceUrl('CronJobSpec'), /#cronjobspec-v1-batch$/);
  });
});
