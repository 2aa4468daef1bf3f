// Writes docs/CONFORMANCE.md from the tests of test/docker/conformance (`npm run docs`); --check compares instead, and
// --titles prints what the list has.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import esbuild from 'esbuild';

const folder = 'test/docker/conformance';
const target = 'docs/CONFORMANCE.md';
const require = createRequire(import.meta.url);

const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
const outdir = mkdtempSync('out/conformance-');
try {
  await esbuild.build({
    entryPoints: [...files.map((name) => join(folder, name)), 'scripts/lib/conformanceDocs.ts'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    outdir,
    outbase: '.',
    outExtension: { '.js': '.cjs' },
  });
  const { conformanceDocs, listed } = load('scripts/lib/conformanceDocs.ts');
  const tested = new Map(files.flatMap((name) => titlesOf(name).map((title) => [title, join(folder, name)])));
  if (process.argv.includes('--titles')) console.log(listed(tested).join('\n'));
  else if (!process.argv.includes('--check')) writeFileSync(target, conformanceDocs(tested));
  else if (readFileSync(target, 'utf8') !== conformanceDocs(tested)) {
    console.error(`${target} is not what the tests say: npm run docs`);
    process.exitCode = 1;
  }
} finally {
  rmSync(outdir, { recursive: true, force: true });
}

function load(path) {
  return require(join(process.cwd(), outdir, path.replace(/\.ts$/, '.cjs')));
}

/** The titles of a file's tests: it is loaded with Mocha's words, and nothing of it is run. */
function titlesOf(name) {
  const titles = [];
  const nothing = () => undefined;
  Object.assign(globalThis, {
    describe: (_title, define) => define.call({ timeout: nothing }),
    it: (title) => titles.push(title),
    before: nothing,
    after: nothing,
    beforeEach: nothing,
    afterEach: nothing,
  });
  load(join(folder, name));
  return titles;
}
