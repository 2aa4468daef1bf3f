import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parsePlainYaml } from '../../../src/engine/manifest/plainYaml';
import { splitDocuments } from '../../../src/engine/manifest/splitDocuments';
import { seededRandom } from '../support/random';
import { kubernetesFacts } from './kubernetesFacts';
import { soundPod } from './manifestTexts';
import { isPlainAndSame } from './sameTree';

describe('plain YAML', () => {
  for (const text of [
    soundPod,
    soundPod.replaceAll('\n', '\r\n'),
    `---\n# head\n\n${soundPod}\n# tail\n  # indented\n`,
    '--- # comment\na: b',
    'a:\n- b\n- c:  d  # e\n  f:\n  - g\nh: {i: [j, "k", \'l\'], m: n o , "p":1}',
    'a:   # why\n  b:\n\n  c: ""\n  d: \'\'\ne: -1\nf: a:b#c\ng: http://x/y?z\n',
    '- - a\n  - b\n-\n- c: d\n- ~\n-   e: f\n    g: h\n',
    'a: []\nb: {}\nc: [a, ]\nd: [ [x], {y: z} ]\n"q k": v\n\'r\': s\n',
    'a: b "c" d\nb: x]y}z,\nc: <<\nd: a # b\ne: a #b\nf: é🙂\n',
  ]) {
    it(`is read as the library reads it: ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.ok(isPlainAndSame(text));
    });
  }

  for (const text of [
    '',
    '# only',
    'a',
    'a: b\n  c',
    'a: b: c',
    'a:\tb',
    'a: &x b',
    'a: *x',
    'a: !t b',
    'a: |\n  b',
    '"a: b',
    'a: "\\n"',
    "a: 'it''s'",
    'a: [b\n]',
    'a: {b}',
    'a: [b: c]',
    'a: [, b]',
    'a: - b',
    '? a',
    'a: b\n---\nc: d',
    'a: b\n...\n',
    '%YAML 1.2\n---\na: b',
    '\uFEFFa: b',
    'a: "b"c',
    'a: [b]c',
    'a: "b"#c',
    'a:\n    b: c\n  d: e',
    'a: b\n- c',
    'a: @b',
    '<<: a',
    'a : b',
    '- a\nb: c',
  ]) {
    it(`is not: ${JSON.stringify(text)}`, () => assert.equal(parsePlainYaml(text), undefined));
  }

  it('is not read below too many levels', () => {
    assert.equal(parsePlainYaml(`a: ${'['.repeat(100)}${']'.repeat(100)}`), undefined);
    assert.ok(parsePlainYaml(`a: ${'['.repeat(40)}${']'.repeat(40)}`));
  });

  it('is what random changes leave plain', () => {
    const random = seededRandom();
    const texts = [soundPod, 'a:\n- b\n- c:  d  # e\n  f:\n  - g\nh: {i: [j, "k"], m: n o , "p":1}\n-:\n'];
    const bits = [
      '\n',
      ' ',
      '  ',
      '- ',
      ': ',
      ':',
      ',',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '#',
      ' #',
      '-',
      'a',
      '0',
      '~',
      '?',
      '\r\n',
      '.',
      '---',
      'k: v\n',
    ];
    let plain = 0;
    for (let round = 0; round < 30_000; round++) {
      let text = texts[random.below(texts.length)] ?? '';
      for (let left = 1 + random.below(4); left > 0; left--) {
        const at = random.below(text.length + 1);
        text = text.slice(0, at) + (bits[random.below(bits.length)] ?? '') + text.slice(at + random.below(4));
      }
      try {
        if (isPlainAndSame(text)) plain++;
      } catch (error) {
        throw new Error(`seed ${random.seed}`, { cause: error });
      }
    }
    assert.ok(plain > 1000, String(plain));
  });

  it('is most of what Kubernetes’ website writes', function () {
    const content = `${kubernetesFacts}/website-content/en/examples`;
    if (!existsSync(content)) this.skip();
    const files = readdirSync(content, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /ya?ml$/.test(name),
    );
    const documents = files.flatMap((name) => splitDocuments(readFileSync(`${content}/${name}`, 'utf8')));
    const plain = documents.filter(({ text }) => isPlainAndSame(text)).length;
    assert.ok(plain > documents.length * 0.8, `${plain} of ${documents.length}`);
  });
});
