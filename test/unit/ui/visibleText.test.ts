import assert from 'node:assert/strict';
import { visibleText } from '../../../src/webview/visibleText';

describe('visibleText', () => {
  it('leaves words of any script alone', () => {
    assert.equal(visibleText('Grüße, 世界, שלום, 👩‍🚀'.replace('\u200d', '')), 'Grüße, 世界, שלום, 👩🚀');
  });

  it('shows controls and characters that reorder', () => {
    assert.equal(visibleText('a\u001b[31m\u2066b'), 'a\\u{1b}[31m\\u{2066}b');
  });

  it('cuts a long text in its middle', () => {
    assert.equal(visibleText('abcdefghij', 5), 'ab…ij');
    assert.equal(visibleText('x'.repeat(10_000)).length, 120);
  });
});
