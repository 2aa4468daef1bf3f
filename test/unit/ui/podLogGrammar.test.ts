import assert from 'node:assert/strict';
import grammar from '../../../syntaxes/pod-log.tmLanguage.json';

/** The grammar's pattern as JavaScript has it: the inline `(?i:…)` of Oniguruma becomes a flag. */
function regexOf({ match }: { match: string }): RegExp {
  const insensitive = /^\(\?i:(.*)\)$/.exec(match);
  return insensitive?.[1] ? new RegExp(insensitive[1], 'i') : new RegExp(match);
}

const { note, head, level } = grammar.repository;
const levelOf = (text: string) =>
  level.patterns.find((pattern) => regexOf(pattern).test(text))?.name.split('.')[1];

describe('grammar of pod logs', () => {
  it('takes the time and the container from the head of a line', () => {
    const [, time, container] = regexOf(head).exec('2026-11-20T07:33:12.123Z [nginx] GET /') ?? [];
    assert.deepEqual([time, container], ['2026-11-20T07:33:12.123Z', '[nginx]']);
    assert.equal(regexOf(head).exec('2026-11-20T07:33:12.123Z GET / [x]')?.[2], undefined);
  });

  it('knows levels as words of their own', () => {
    assert.equal(levelOf('[ERROR] no'), 'error-token');
    assert.equal(levelOf('level=warn msg=x'), 'warn-token');
    assert.equal(levelOf('INFO: up'), 'info-token');
    assert.equal(levelOf('debug 1'), 'debug-token');
    assert.equal(levelOf('terror-free information'), undefined);
  });

  it('knows the lines that no container wrote', () => {
    assert.match('── end of the logs', regexOf(note));
  });
});
