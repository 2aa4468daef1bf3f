import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messages } from '../../src/engine/model/messages';
import { rules } from '../../src/engine/model/rules';
import { supportNotes } from '../../src/engine/model/supportNotes';

const bundle = 'l10n/bundle.l10n.json';

/** Every literal that is handed to `t(…)` or `vscode.l10n.t(…)` in the ui ring. */
function uiStrings(): string[] {
  const files = readdirSync('src/ui', { recursive: true, encoding: 'utf8' });
  return files.flatMap((file) => {
    if (!file.endsWith('.ts')) return [];
    const text = readFileSync(join('src/ui', file), 'utf8');
    return [...text.matchAll(/\bt\(\s*'((?:[^'\\]|\\.)*)'/g)].map(([, literal = '']) =>
      literal.replaceAll(/\\(.)/g, '$1'),
    );
  });
}

describe('l10n', () => {
  it(`${bundle} has every string of the surfaces (RESET_RESULTS=1 writes it anew)`, () => {
    const catalogues = [messages, rules, supportNotes].flatMap((each) => Object.values(each));
    const strings = [...new Set([...uiStrings(), ...catalogues])].sort();
    const expected = `${JSON.stringify(Object.fromEntries(strings.map((text) => [text, text])), null, 2)}\n`;
    if (process.env.RESET_RESULTS) writeFileSync(bundle, expected);
    assert.equal(readFileSync(bundle, 'utf8'), expected);
  });

  it('sees the strings that are there', () => {
    const strings = uiStrings();
    assert.ok(strings.includes('Run as pod'));
    assert.ok(strings.includes('Pod {0} — namespaces'));
    assert.ok(strings.length > 100);
  });
});
