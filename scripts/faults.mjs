// The fault script at length: node scripts/faults.mjs [--count N] [--seed S]
// Kills, stops, restarts, removes and pauses parts of living pods, their Docker and their engine, on a Docker of its own.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import esbuild from 'esbuild';
import { ensureDockerEngine } from './ensure/dockerEngine.mjs';
import { ensureImages } from './ensure/images.mjs';
import { main } from './lib/cleanup.mjs';
import { root } from './lib/paths.mjs';
import { run } from './lib/processes.mjs';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '200' }, seed: { type: 'string' } },
});

main(async () => {
  await ensureDockerEngine();
  await ensureImages();
  const outfile = join(root, 'out', 'faults', 'faults.test.js');
  mkdirSync(join(root, 'out', 'faults'), { recursive: true });
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['test/docker/faults.test.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  });
  const env = { ...process.env, FAULT_COUNT: values.count, ...(values.seed ? { SEED: values.seed } : {}) };
  const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  return run(process.execPath, ['--enable-source-maps', mocha, '--exit', outfile], { cwd: root, env });
});
