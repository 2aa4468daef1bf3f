import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Kubernetes' statements, where this checkout stands beside them. */
const facts = process.env.KUBERNETES_FACTS ?? join('..', 'shared', 'kubernetes');
const statementsFile = join(facts, 'conformance.md');
const docs = (...args: string[]) =>
  execFileSync(process.execPath, ['scripts/conformanceDocs.mjs', ...args], { encoding: 'utf8' });

describe('docs/CONFORMANCE.md', () => {
  it('is what the tests say', () => {
    docs('--check');
  });

  const here = existsSync(statementsFile);
  it(`has every statement, and no other${here ? '' : ` (skipped: ${statementsFile} is not here)`}`, function () {
    if (!here) this.skip();
    const titles = [...readFileSync(statementsFile, 'utf8').matchAll(/^- \*\*(\[sig-.*?)\s*\*\* ?[—·]/gm)];
    const wanted = titles.map(([, title = '']) => title);
    const found = docs('--titles').trimEnd().split('\n');
    assert.deepEqual(
      found.filter((title) => !wanted.includes(title)),
      [],
    );
    assert.deepEqual(
      wanted.filter((title) => !found.includes(title)),
      [],
    );
  });
});
