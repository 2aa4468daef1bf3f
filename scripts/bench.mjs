// `npm run bench`: sees to it that Docker answers, builds bench/ and runs it with the arguments given.
import { ensureDockerEngine } from './ensure/dockerEngine.mjs';
import { ensureNodePackages } from './ensure/nodePackages.mjs';
import { main } from './lib/cleanup.mjs';
import { root } from './lib/paths.mjs';
import { quietly, startGroup } from './lib/processes.mjs';

main(async () => {
  const args = process.argv.slice(2);
  await ensureNodePackages();
  if (!args.includes('bundle') && !args.includes('--help')) await ensureDockerEngine();
  await quietly(process.execPath, ['esbuild.mjs', '--tests'], { cwd: root });
  // It finishes the pod at work and removes its leftovers before it ends by a signal.
  const bench = startGroup(process.execPath, ['out/bench/main.js', ...args], { cwd: root, graceMs: 60_000 });
  return bench.ended;
});
