import assert from 'node:assert/strict';
import { environmentOf } from '../../src/engine/plan/env';
import { expand } from '../../src/engine/plan/expand';
import { containerFactsOf, planOf, podOf } from './support/pods';

describe('expand', () => {
  const values = new Map([
    ['A', 'a'],
    ['EMPTY', ''],
    ['DOLLARS', '$(A) $$ $&'],
    ['with space', 'spaced'],
  ]);
  const cases: [string, string][] = [
    ['', ''],
    ['plain', 'plain'],
    ['$(A)', 'a'],
    ['-$(A)-$(A)$(A)', '-a-aa'],
    ['[$(EMPTY)]', '[]'],
    ['$(with space)', 'spaced'],
    ['$(NOBODY)', '$(NOBODY)'],
    ['$()', '$()'],
    ['$A', '$A'],
    ['$(A', '$(A'],
    ['A)', 'A)'],
    ['$', '$'],
    ['$$', '$'],
    ['a$', 'a$'],
    ['$$(A)', '$(A)'],
    ['$$$(A)', '$a'],
    ['$$$$(A)', '$$(A)'],
    ['$$$$$(A)', '$$a'],
    ['$(A$(A))', '$(A$(A))'], // never nested: the name ends at the first parenthesis
    ['$(DOLLARS)', '$(A) $$ $&'], // a value is not looked at again
  ];
  for (const [text, expected] of cases) {
    it(`${JSON.stringify(text)} becomes ${JSON.stringify(expected)}`, () =>
      assert.equal(expand(text, values), expected));
  }
});

describe('expand, where text was made to hurt', () => {
  it('reads many openings without an end once', () => {
    const text = '$('.repeat(200_000);
    assert.equal(expand(text, new Map()), text);
    assert.equal(expand(`${text})`, new Map()), `${text})`);
  });

  it('leaves a value alone that doubles beyond what any program can be given', () => {
    const env = Array.from({ length: 60 }, (_, index) => ({
      name: `V${index + 1}`,
      value: index === 0 ? 'x'.repeat(1000) : `$(V${index})$(V${index})`,
    }));
    const container = { name: 'c', image: 'busybox:1.37', env };
    const values = environmentOf(container, containerFactsOf(planOf(podOf([container]))));
    assert.equal(values.get('V8')?.length, 128_000);
    assert.equal(values.get('V9'), '$(V8)$(V8)');
  });
});
