import assert from 'node:assert/strict';
import { readManifest } from '../../../src/engine/manifest/readManifest';
import { formatMessage } from '../../../src/engine/model/messages';

/** What is broken, a manifest that breaks it, and `code|path|text at the finding` of all that is said against it. */
export type Row = [what: string, text: string, expected: string[]];

/** Runs a table of rules: what breaks each, and what keeps them all. */
export function describeRules(
  topic: string,
  rows: readonly Row[],
  sound: readonly [what: string, text: string][],
): void {
  describe(`rules of ${topic}`, () => {
    for (const [what, text, expected] of rows) {
      it(`find ${what}`, () => {
        assert.deepEqual(faultsOf(text), expected);
        for (const { code, args } of readManifest(text).findings) {
          const sentence = formatMessage(code, args);
          assert.doesNotMatch(sentence, /\{\w+\}|\[ |undefined|\.\.$/, sentence);
        }
      });
    }
    for (const [what, text] of sound) {
      it(`have nothing against ${what}`, () => {
        assert.deepEqual(faultsOf(text), []);
      });
    }
  });
}

/** What is said against a manifest; that something is not carried here is another matter. */
function faultsOf(text: string): string[] {
  return readManifest(text)
    .findings.filter(({ code, severity }) => severity !== 'information' && !code.startsWith('field-'))
    .map(({ code, path, range }) => `${code}|${path}|${text.slice(...range)}`);
}
