import assert from 'node:assert/strict';
import { readManifest } from '../../../src/engine/manifest/readManifest';
import type { FindingCode } from '../../../src/engine/model/finding';
import { formatMessage } from '../../../src/engine/model/messages';
import { containerWith, podWith, soundPod } from './manifestTexts';

/** `SEED` repeats a run of the random test, `FUZZ_MS` makes it longer. */
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const duration = Number(process.env.FUZZ_MS ?? 1000);

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

  it(`is never an exception, and no finding stands outside of it (seed ${seed})`, function () {
    this.timeout(duration + 10_000);
    const random = randomOf(seed);
    const until = performance.now() + duration;
    let rounds = 0;
    for (; performance.now() < until; rounds++) {
      const text = mutate(seeds[random(seeds.length)] ?? '', random);
      const { findings, pods } = readManifest(text);
      for (const { range, code, args } of findings) {
        const inside = range[0] >= 0 && range[0] <= range[1] && range[1] <= text.length;
        assert.ok(Object.values(args).every((value) => value.length <= 200));
        assert.ok(inside, `${code} ${range} of ${JSON.stringify(text)}`);
        assert.doesNotMatch(
          formatMessage(code, args).replaceAll(text, ''),
          /undefined/,
          JSON.stringify(text),
        );
      }
      for (const { pod, findings: own } of pods) {
        if (pod) assert.equal(typeof pod.spec.containers[0]?.image, 'string', JSON.stringify(text));
        else
          assert.ok(
            own.some(({ severity }) => severity === 'error'),
            JSON.stringify(text),
          );
      }
    }
    assert.ok(rounds > 100, String(rounds));
  });
});

const seeds = [
  soundPod,
  containerWith(
    'env: [{name: A, value: "b"}]\nports:\n- {containerPort: 80, hostPort: 8080}\nvolumeMounts: [{name: v, mountPath: /v}]\nresources: {limits: {cpu: 0.5, memory: 64Mi}}\nsecurityContext: {runAsUser: 0600, capabilities: {add: [A]}}',
    'volumes:\n- name: v\n  emptyDir: {}\n- name: h\n  hostPath: {path: /a, type: File}\nhostPID: yes',
  ),
  `${soundPod}---\n${podWith('- &c {name: two, image: &i nginx}\n- {<<: *c, name: three, args: [*i, |\n  a]}')}`,
  `%YAML 1.1\n---\n${soundPod.replaceAll('\n', '\r\n')}...\n`,
];
const splices = [
  ...[
    '\0',
    '\t',
    '\n',
    '\r\n',
    '\uFEFF',
    '  ',
    ': ',
    '- ',
    '? ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '&a ',
    '*a',
    '<<: *a',
  ],
  ...[
    '"',
    "'",
    '|',
    '>',
    '#',
    '!!int ',
    '!x ',
    '%',
    '---\n',
    '...\n',
    '~',
    'null',
    '__proto__',
    '\ud800',
    '0600',
  ],
  ...['constructor: 1', '99999999999999999999', '.nan', 'yes', '\\', '@', '`', '- - - ', 'kind: Pod\n', '🙂'],
];

/** A few random cuts, doublings and splices. */
function mutate(text: string, random: (below: number) => number): string {
  let mutated = text;
  for (let left = 1 + random(5); left > 0; left--) {
    const at = random(mutated.length + 1);
    const length = random(12);
    const insert = [
      () => '',
      () => splices[random(splices.length)] ?? '',
      () => mutated.slice(at, at + length).repeat(2),
      () => String.fromCharCode(random(0x250)),
    ][random(4)];
    mutated = mutated.slice(0, at) + (insert?.() ?? '') + mutated.slice(at + random(2) * length);
  }
  return mutated;
}

/** A linear congruential generator: the same numbers for the same seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
