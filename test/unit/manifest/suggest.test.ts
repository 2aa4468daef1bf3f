import assert from 'node:assert/strict';
import { editDistance, suggest } from '../../../src/engine/manifest/suggest';

describe('suggest', () => {
  it('counts insertions, deletions, replacements and swaps', () => {
    const distances: [string, string, number][] = [
      ['', '', 0],
      ['abc', 'abc', 0],
      ['abc', '', 3],
      ['image', 'imag', 1],
      ['image', 'imagge', 1],
      ['image', 'imoge', 1],
      ['image', 'iamge', 1],
      ['kitten', 'sitting', 3],
    ];
    for (const [from, to, distance] of distances) {
      assert.equal(editDistance(from, to), distance, `${from} ${to}`);
      assert.equal(editDistance(to, from), distance, `${to} ${from}`);
    }
  });

  it('finds the nearest word, and none that is far', () => {
    const words = ['hostPID', 'hostIPC', 'hostNetwork', 'hostname'];
    assert.equal(suggest('hostpid', words), 'hostPID');
    assert.equal(suggest('hostNetwrok', words), 'hostNetwork');
    assert.equal(suggest('volumes', words), undefined);
    assert.equal(suggest('x'.repeat(100_000), words), undefined);
    assert.equal(suggest('a', ['b']), 'b');
  });
});
