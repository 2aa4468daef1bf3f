// `npm run bench`: installs and starts what is missing, then runs bench/main.ts with the options given.
import { ensureDockerEngine } from './ensure/dockerEngine.mjs';
import { ensureImages } from './ensure/images.mjs';
import { ensureNodePackages } from './ensure/nodePackages.mjs';
import { main } from './lib/cleanup.mjs';
import { root } from './lib/paths.mjs';
import { quietly, startGroup } from './lib/processes.mjs';

main(async () => {
  const args = process.argv.slice(2);
  await ensureNodePackages();
  const needsDocker = !args.some((arg) => ['bundle', 'read', '--help'].includes(arg));
  if (needsDocker) await ensureDockerEngine();
  // All other pods run the embedded image.
  if (needsDocker && (!args.includes('--only') || args.includes('probes'))) await ensureImages();
  await quietly(process.execPath, ['esbuild.mjs', '--tests'], { cwd: root });
  // On Ctrl-C it removes its pods before it ends.
  return startGroup(process.execPath, ['out/bench/main.js', ...args], { cwd: root, graceMs: 120_000 }).ended;
});
