// `npm test` runs all rings; `node scripts/test.mjs check|docker|vscode … [-- case…]` some of them. Installs and starts
// whatever is missing, goes on after a ring has failed, and ends with one line: `N passed, N failed`.
import { ensureNodePackages } from './ensure/nodePackages.mjs';
import { main } from './lib/cleanup.mjs';
import { addCounts, nothing } from './lib/counts.mjs';
import { say } from './lib/say.mjs';
import { rings } from './rings.mjs';

main(async () => {
  const args = process.argv.slice(2);
  const split = args.includes('--') ? args.indexOf('--') : args.length;
  const unknown = args.slice(0, split).filter((name) => !rings[name]);
  if (unknown.length > 0)
    throw new Error(`rings are ${Object.keys(rings).join(', ')}; not ${unknown.join(', ')}`);
  const wanted = split > 0 ? args.slice(0, split) : Object.keys(rings);

  await ensureNodePackages();
  let counts = nothing;
  /** @type {string[]} */
  const summary = [];
  for (const { name, run } of new Set(wanted.flatMap((ring) => rings[ring]))) {
    say(`\n── ${name}`);
    const began = performance.now();
    const result = await run(args.slice(split + 1)).catch((error) => {
      say(error instanceof Error ? error.message : String(error));
      return { ...nothing, failed: 1, failedTitles: [`${name} could not run`] };
    });
    counts = addCounts(counts, result);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    summary.push(`${result.failed > 0 ? '✘' : '✔'} ${name.padEnd(32)} ${seconds.padStart(6)} s`);
  }

  say(`\n${summary.join('\n')}`);
  if (counts.failed > 0) say(`\nfailed:\n${counts.failedTitles.map((title) => `  ${title}`).join('\n')}`);
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  say(`\n${counts.passed} passed, ${counts.failed} failed${skipped}`);
  return counts.failed === 0 ? 0 : 1;
});
