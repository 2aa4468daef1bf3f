import assert from 'node:assert/strict';
import { readManifest } from '../../../src/engine/manifest/readManifest';
import type { FindingCode } from '../../../src/engine/model/finding';
import { containerWith, podWith, soundPod } from './manifestTexts';

describe('hostile text', () => {
  const letters = 'abcdefghij';
  const bomb = [...letters]
    .map((letter, at) => `${letter}: &${letter} [${Array(9).fill(at ? `*${letters[at - 1]}` : 'x')}]`)
    .join('\n');
  const cases: [string, string, FindingCode][] = [
    ['5 MB', 'a: b\n'.repeat(1_000_000), 'too-large'],
    ['3 MB of one document', 'a: b\n'.repeat(600_000), 'too-much'],
    ['3 MB of documents', '---\na\n'.repeat(500_000), 'too-much'],
    ['separators', '---\n'.repeat(700_000), 'no-kind'],
    ['brackets', '['.repeat(3_000_000), 'too-deep'],
    ['braces', '{a: '.repeat(700_000), 'too-deep'],
    ['10,000 levels in a Pod', podWith(`affinity: ${'['.repeat(10_000)}${']'.repeat(10_000)}`), 'too-deep'],
    ['10,000 levels of dashes', '- '.repeat(10_000), 'too-deep'],
    [
      'levels of indentation',
      Array.from({ length: 2000 }, (_, at) => `${' '.repeat(at)}a:`).join('\n'),
      'too-deep',
    ],
    ['NULs', '\0'.repeat(1_000_000), 'control-character'],
    ['tabs', '\t'.repeat(3_000_000), 'no-kind'],
    ['quotes', '"'.repeat(3_000_000), 'too-much'],
    ['an open quote', `a: "${'x\n'.repeat(1_000_000)}`, 'yaml-syntax'],
    ['apostrophes escaped', `"${"\\'".repeat(1_000_000)}"`, 'no-kind'],
    ['escapes that are none', `"${'\\q'.repeat(1_000_000)}"`, 'yaml-syntax'],
    ['commas', `[${','.repeat(190_000)}`, 'yaml-syntax'],
    ['document ends', '...\n'.repeat(130_000), 'unread-document'],
    ['directives', '%\n'.repeat(190_000), 'no-kind'],
    ['aliases of nothing', '- *a\n'.repeat(70_000), 'no-kind'],
    [
      'misspelt fields',
      podWith(Array.from({ length: 30_000 }, (_, at) => `hostPX${at}: 1`).join('\n')),
      'unknown-field',
    ],
    [
      'unknown volumes',
      containerWith(
        `volumeMounts: [${'{name: abcdef, mountPath: /x}, '.repeat(10_000)}]`,
        `volumes: [${Array.from({ length: 10_000 }, (_, at) => `{name: abcxy-${at}}`)}]`,
      ),
      'unknown-volume',
    ],
    ['a key of spaces', `${soundPod}a${' '.repeat(300_000)}b: c\n`, 'unknown-field'],
    [
      'a long quantity',
      containerWith(`resources: {limits: {cpu: ${'1'.repeat(300_000)}x}}`),
      'invalid-value',
    ],
    ['one field 30,000 times', podWith(Array(30_000).fill('hostPID: true').join('\n')), 'duplicate-field'],
    ['a billion laughs', `${bomb}\n${soundPod}`, 'unknown-field'],
    [
      'a million containers by alias',
      podWith(
        `- &c {name: c, image: i, env: [${Array(1000).fill('{name: A}')}]}\n${'- *c\n'.repeat(1000)}`.trimEnd(),
      ),
      'too-many-aliases',
    ],
    [
      'merges of merges',
      `x0: &x0 {a: b}\n${Array.from({ length: 30 }, (_, at) => `x${at + 1}: &x${at + 1} {<<: [*x${at}, *x${at}]}`).join('\n')}\n<<: *x30\n${soundPod}`,
      'too-many-aliases',
    ],
    ['a merge with itself', `&a\n<<: *a\n${soundPod}`, 'alias-loop'],
    ['a spec in itself', `${soundPod.replace('spec:', 'spec: &s')}  securityContext: *s\n`, 'alias-loop'],
  ];
  for (const [what, text, code] of cases) {
    it(`is read to an end: ${what}`, () => {
      const codes = readManifest(text).findings.map((finding) => finding.code);
      assert.ok(codes.includes(code), String(codes.slice(0, 5)));
    });
  }

  it('is given up once, where it becomes too much', () => {
    const text = `${soundPod}---\n${'- a\n'.repeat(150_000)}---\n${soundPod}`;
    const { pods, findings } = readManifest(text);
    assert.equal(pods.length, 1);
    assert.deepEqual(
      findings.map(({ code, range }) => [code, range[0]]),
      [['too-much', soundPod.length]],
    );
  });
});
