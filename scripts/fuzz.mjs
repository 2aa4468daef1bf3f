// The manifest fuzzer by hand: node scripts/fuzz.mjs [--seconds N] [--seed S]
// Ends with an error, and the text that made it, at the first fault.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import esbuild from 'esbuild';
import { root } from './lib/paths.mjs';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } },
});
await esbuild.build({
  absWorkingDir: root,
  entryPoints: ['test/unit/manifest/fuzz/fuzzLong.ts'],
  outfile: 'out/fuzz.js',
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
});
const env = { ...process.env, ...(values.seed ? { SEED: values.seed } : {}) };
const args = ['--enable-source-maps', 'out/fuzz.js', values.seconds];
process.exitCode = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status ?? 1;
