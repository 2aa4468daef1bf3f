import assert from 'node:assert/strict';
import { readManifest } from '../../../src/engine/manifest/readManifest';
import { formatMessage } from '../../../src/engine/model/messages';
import { containerWith, soundPod } from './manifestTexts';

/** What is written, what is wrong with it, and the text it is pointed at. */
const cases: [string, string, string][] = [
  [soundPod.replace('nginx', '"nginx'), 'yaml-quote', '"'],
  [soundPod.replace('nginx', "'nginx"), 'yaml-quote', "'"],
  [containerWith('args: [a, b'), 'yaml-bracket', 'b'],
  [containerWith('args: ["a" "b"]'), 'yaml-comma', '"'],
  [containerWith('args: [a,\n  - b]'), 'yaml-block-in-flow', '- b'],
  [containerWith('args'), 'yaml-colon', 'args'],
  [containerWith('args:\n- a\nb'), 'yaml-colon', 'b'],
  [soundPod.replace('    image', '   image'), 'yaml-dash', 'i'],
  [soundPod.replace('name: web', 'name: web\n labels: {}'), 'yaml-indent', 'l'],
  [soundPod.replace('    image', '     image'), 'yaml-nested', 'a'],
  [soundPod.replace('    image', '\t\timage'), 'yaml-tab', '\t\t'],
  [containerWith('args: a: b'), 'yaml-nested', 'a'],
  [containerWith('workingDir: &a &b /c'), 'yaml-anchors', '&b'],
  [containerWith('workingDir: @home'), 'yaml-start', '@'],
  [containerWith('args: ["\\d"]'), 'yaml-escape', '\\'],
  [containerWith('args: [a]]'), 'yaml-unexpected', ']'],
];

describe('mistakes in YAML', () => {
  for (const [text, rule, at] of cases) {
    it(`are told in our words: ${rule} at ${at}`, () => {
      const { findings } = readManifest(text);
      assert.deepEqual(
        findings.map(({ code, args, range }) => [code, args.rule, text.slice(...range)]),
        [['yaml-syntax', rule, at]],
      );
      assert.match(
        formatMessage('yaml-syntax', findings[0]?.args ?? {}),
        /^This is not valid YAML: [a-z].*\.$/,
      );
    });
  }
});
