// `npm start`: installs what is missing, builds, and opens VS Code with the extension on examples/, until Ctrl-C.
// `npm start -- --tour`: drives that window by itself and leaves pictures in out/tour/.
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDockerEngine } from './ensure/dockerEngine.mjs';
import { ensureImages } from './ensure/images.mjs';
import { ensureNodePackages } from './ensure/nodePackages.mjs';
import { ensureVsCodeToDrive, ensureVsCodeToShow } from './ensure/vsCode.mjs';
import { main } from './lib/cleanup.mjs';
import { outDir, root } from './lib/paths.mjs';
import { quietly, startGroup } from './lib/processes.mjs';
import { say } from './lib/say.mjs';
import { prepareTour, runTour } from './tour.mjs';
import { makeProfile, unhurried } from './vscode/profile.mjs';
import { freePort, startServer } from './vscode/server.mjs';
import { openWindow } from './vscode/window.mjs';

const examples = join(root, 'examples');

main(async () => {
  const tour = process.argv.includes('--tour');
  await ensureNodePackages();
  await ensureDockerEngine();
  await ensureImages();
  const vsCode = tour ? await ensureVsCodeToDrive() : await ensureVsCodeToShow();
  await quietly(process.execPath, ['esbuild.mjs'], { cwd: root });
  if (vsCode.kind === 'desktop') return openDesktop(vsCode.executable);

  if (tour) {
    await prepareTour();
    const url = await serve(vsCode, unhurried);
    return runTour(await openWindow(vsCode.chromium), url);
  }
  const url = await serve(vsCode);
  keepBuilding();
  say(`\nVS Code with Docker Pods is at\n\n  ${url}\n\nIt runs until Ctrl-C.`);
  await new Promise(() => setInterval(() => {}, 1 << 30));
});

/** Opens a window of the desktop VS Code and waits until it is closed. */
async function openDesktop(executable) {
  keepBuilding();
  say('Docker Pods runs in a new VS Code window, until that is closed.');
  const args = ['--new-window', '--wait', `--extensionDevelopmentPath=${root}`, examples];
  return startGroup(executable, args).ended;
}

/** Whatever is changed in src/ is there after a reload of the window. */
function keepBuilding() {
  startGroup(process.execPath, ['esbuild.mjs', '--watch'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/**
 * Serves VS Code with the extension installed from this folder, and gives the window's address. It carries a secret:
 * without one, any web page could talk to the server.
 */
async function serve(vsCode, settings = {}) {
  const profile = makeProfile(settings);
  symlinkSync(root, join(profile.extensionsDir, 'docker-pods.docker-pods-0.1.0'), 'junction');
  const token = crypto.randomUUID();
  const { origin } = await startServer(vsCode, {
    ...profile,
    token,
    port: await freePort(7070),
    logFile: join(outDir, 'vscode-server.log'),
  });
  // The folder stands in the address: one that the server is told would be opened under another name than the one that
  // extensions know it by, and what they say of a file would not be shown beside it.
  return `${origin}/?${new URLSearchParams({ tkn: token, folder: examples })}`;
}
