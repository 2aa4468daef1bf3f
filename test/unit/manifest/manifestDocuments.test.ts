import assert from 'node:assert/strict';
import { readManifest } from '../../../src/engine/manifest/readManifest';
import { findingsOf, soundPod } from './manifestTexts';

const pieces = (text: string) =>
  readManifest(text).pods.map(({ range, anchor, name, namespace, pod }) => ({
    range: text.slice(...range),
    anchor: text.slice(...anchor),
    name,
    namespace,
    sound: pod !== undefined,
  }));

describe('documents of a manifest', () => {
  it('finds each Pod with its range and the place of its lens', () => {
    const second = soundPod.replace('name: web', 'name: db\n  namespace: team');
    const config = 'apiVersion: v1\nkind: Service\nmetadata: {name: c}\n';
    const text = `# head\n${soundPod}---\n${config}--- # next\n${second}...\n`;
    assert.deepEqual(
      pieces(text).map(({ range, ...rest }) => ({ ...rest, range: range.split('\n').length })),
      [
        { anchor: 'kind: Pod', name: 'web', namespace: 'default', sound: true, range: 8 + 1 },
        { anchor: 'kind: Pod', name: 'db', namespace: 'team', sound: true, range: 11 },
      ].map((expected, index) => ({ ...expected, range: [9, 11][index] })),
    );
    assert.deepEqual(findingsOf(text), ['unsupported-kind|Service']);
  });

  it('keeps a syntax error in its own document', () => {
    const text = `${soundPod}---\na: [1\n---\n${soundPod}`;
    assert.deepEqual(
      pieces(text).map(({ sound }) => sound),
      [true, true],
    );
    assert.deepEqual(findingsOf(text), ['yaml-syntax|1']);
  });

  it('finds a Pod with a syntax error in it, and says nothing else of it', () => {
    const text = soundPod.replace('image: nginx', 'image: [nginx\n    unknown: 1');
    assert.deepEqual(
      pieces(text).map(({ name, sound }) => [name, sound]),
      [['web', false]],
    );
    assert.equal(readManifest(text).findings.length, 1);
    assert.equal(readManifest(text).findings[0]?.code, 'yaml-syntax');
  });

  it('points at the tab that indents', () => {
    assert.deepEqual(findingsOf(soundPod.replace('  - name', '\t- name')), ['yaml-syntax|\t']);
  });

  for (const [what, text] of Object.entries({
    'a byte order mark': `\uFEFF${soundPod}`,
    'CRLF line ends': soundPod.replaceAll('\n', '\r\n'),
    'a %YAML directive': `%YAML 1.1\n---\n${soundPod}`,
    JSON: '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"containers":[{"name":"a","image":"b"}]}}',
    'comments around it': `# a\n---\n# b\n${soundPod}# c\n---\n# d\n`,
  })) {
    it(`reads a Pod with ${what}`, () => {
      assert.deepEqual(
        pieces(text).map(({ name, sound }) => [name, sound]),
        [['web', true]],
      );
      assert.deepEqual(findingsOf(text), []);
    });
  }

  it('keeps the text of a block scalar free of carriage returns', () => {
    const text = `${soundPod}    args:\n    - |\n      a\n      b\n`.replaceAll('\n', '\r\n');
    assert.deepEqual(readManifest(text).pods[0]?.pod?.spec.containers[0]?.args, ['a\nb\n']);
  });

  it('says what stands behind a document end and is read by nobody', () => {
    assert.deepEqual(findingsOf(`${soundPod}...\nx: y\n`), ['unread-document|x: y']);
  });

  it('has one plain sentence for a text that is no manifest', () => {
    assert.deepEqual(findingsOf(''), ['no-kind|']);
    assert.deepEqual(findingsOf('hello\nworld'), ['no-kind|hello']);
    assert.deepEqual(findingsOf('services: {web: {image: nginx}}'), [
      'no-kind|services: {web: {image: nginx}}',
    ]);
    assert.equal(readManifest('services: {}').isKubernetes, false);
    assert.equal(readManifest(soundPod).isKubernetes, true);
  });

  it('says which kind is not run, and asks for one where none stands', () => {
    assert.deepEqual(findingsOf('apiVersion: v1\nkind: Service\n'), ['unsupported-kind|Service']);
    assert.deepEqual(findingsOf('apiVersion: v1\nmetadata: {}\n'), ['no-kind|apiVersion']);
    assert.deepEqual(findingsOf(soundPod.replace('apiVersion: v1\n', '')), ['required|kind: Pod']);
    assert.deepEqual(findingsOf(soundPod.replace('v1', 'v2')), ['unsupported-version|v2']);
  });

  it('reads no file above the limit of an API request', () => {
    const { pods, findings } = readManifest(soundPod + '# comment\n'.repeat(500_000));
    assert.deepEqual(pods, []);
    assert.deepEqual(
      findings.map(({ code, range }) => ({ code, range })),
      [{ code: 'too-large', range: [0, 14] }],
    );
  });
});
