import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compilersOfSandbox } from './ensure/compilers.mjs';
import { ensureDockerEngine } from './ensure/dockerEngine.mjs';
import { ensureImages } from './ensure/images.mjs';
import { ensureVsCodeToTest } from './ensure/vsCode.mjs';
import { nothing } from './lib/counts.mjs';
import { root } from './lib/paths.mjs';
import { run } from './lib/processes.mjs';
import { say } from './lib/say.mjs';

/**
 * One part of a ring: runs and says what it came to. `args` are what follows `--` on the command line.
 * @typedef {{ name: string, run: (args: string[]) => Promise<import('./lib/counts.mjs').Counts> }} Step
 */

/** Biome colours its findings letter by letter, whoever reads them. */
const colours = process.stdout.isTTY ? [] : ['--colors=off'];

/** What does one thing over and over, each with several pods at once. */
const endurance = ['twoEnginesRounds', 'faults', 'crashPoints'].map(
  (name) => `out/test/docker/${name}.test.js`,
);

const bundleTests = command('tests bundled', 'node', ['esbuild.mjs', '--tests']);
const build = command('build, and purity of the engine', 'npm', ['run', '-s', 'build']);

/** @type {Record<string, Step[]>} */
export const rings = {
  check: [
    command('format and lint', 'npm', ['run', '-s', 'lint', '--', ...colours]),
    command('types', 'npm', ['run', '-s', 'types']),
    build,
    { name: 'sandbox image rebuilt', run: checkSandbox },
    bundleTests,
    { name: 'unit and golden tests', run: () => mocha(['out/test/{unit,golden}/**/*.test.js']) },
  ],
  docker: [
    bundleTests,
    {
      name: 'engine tests on Docker',
      run: async () => {
        await ensureDockerEngine();
        await ensureImages();
        const ignored = endurance.flatMap((file) => ['--ignore', file]);
        return mocha(['--timeout', '60000', ...ignored, 'out/test/docker/*.test.js']);
      },
    },
    // Each file has a namespace of its own, and its pods mostly wait.
    {
      name: 'pods, conformance and hard cases',
      run: () =>
        mocha([
          ...['--parallel', '--jobs', '4', '--timeout', '60000'],
          'out/test/docker/{pods,conformance,hardCases}/*.test.js',
        ]),
    },
    { name: 'crash points, rounds of two engines, faults', run: () => mocha(endurance) },
  ],
  vscode: [
    build,
    bundleTests,
    {
      name: 'VS Code suite',
      run: async (cases) => {
        await ensureDockerEngine();
        await ensureImages();
        await ensureVsCodeToTest();
        return counted('VS Code suite', process.execPath, ['scripts/testVsCode.mjs', ...cases]);
      },
    },
  ],
};

/** A step that is a program: it counts nothing where it succeeds and one failure where it does not. */
function command(name, program, args) {
  return { name, run: async () => verdict(name, await run(program, args, options())) };
}

/** Rebuilding compares bytes, which only the compilers that made them can give. */
async function checkSandbox() {
  const name = 'sandbox image rebuilt';
  const why = await compilersOfSandbox();
  if (why === undefined)
    return verdict(name, await run(process.execPath, ['sandbox/build.mjs', '--check'], options()));
  say(`skipped: ${why}`);
  return { ...nothing, skipped: 1 };
}

function mocha(args) {
  const program = [
    join('node_modules', 'mocha', 'bin', 'mocha.js'),
    '--config',
    'test/mocharc.json',
    '--exit',
  ];
  return counted(`mocha ${args.at(-1)}`, process.execPath, [...program, ...args]);
}

/** Runs a program that leaves its counts in the file named by DOCKER_PODS_COUNTS. */
async function counted(name, program, args) {
  const folder = mkdtempSync(join(tmpdir(), 'docker-pods-counts-'));
  const file = join(folder, 'counts.json');
  const code = await run(program, args, options({ DOCKER_PODS_COUNTS: file }));
  try {
    const counts = JSON.parse(readFileSync(file, 'utf8'));
    return code !== 0 && counts.failed === 0 ? { ...counts, ...verdict(name, code) } : counts;
  } catch {
    return verdict(name, code || 1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function verdict(name, code) {
  return code === 0 ? nothing : { ...nothing, failed: 1, failedTitles: [`${name} (exit code ${code})`] };
}

/** A step that hangs is ended. */
function options(env = {}) {
  return { cwd: root, env: { ...process.env, ...env }, timeoutMs: 12 * 60_000 };
}
