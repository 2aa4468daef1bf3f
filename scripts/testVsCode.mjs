// Runs the cases of test/vscode/cases in a real VS Code, one window each: `node scripts/testVsCode.mjs [case…]`.
// Expects that everything is installed and built (npm run test:vscode sees to it).
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { dockerHost } from './ensure/dockerHost.mjs';
import { ensureVsCodeToTest, hasDisplay } from './ensure/vsCode.mjs';
import { main } from './lib/cleanup.mjs';
import { addCounts, nothing, writeCounts } from './lib/counts.mjs';
import { outDir, root } from './lib/paths.mjs';
import { say } from './lib/say.mjs';
import { makeProfile, unhurried } from './vscode/profile.mjs';

const casesDir = join(root, 'test', 'vscode', 'cases');

/** The executable and the environment that runTests() is given. */
function launcher(vsCode) {
  if (vsCode.kind === 'desktop') {
    const hidden = hasDisplay() ? vsCode.executable : join(root, 'scripts', 'vscode', 'desktopInXvfb.mjs');
    return { executable: hidden, env: { DOCKER_PODS_VSCODE_DESKTOP: vsCode.executable } };
  }
  return {
    executable: join(root, 'scripts', 'vscodeServerWrapper.mjs'),
    env: {
      DOCKER_PODS_VSCODE_NODE: vsCode.node,
      DOCKER_PODS_VSCODE_MAIN: vsCode.main,
      DOCKER_PODS_CHROMIUM: vsCode.chromium,
    },
  };
}

/**
 * What a case wants of its VS Code: `case.json` beside its tests. `"env": { "NAME": "value" }`, where `{temp}` in a value
 * is a folder that only this run has; `"trust": "ask"`: the workspace is not trusted.
 */
function caseWishes(name, temp) {
  const file = join(casesDir, name, 'case.json');
  const { env = {}, trust } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const filled = Object.entries(env).map(([key, value]) => [key, value.replaceAll('{temp}', temp)]);
  return { env: Object.fromEntries(filled), args: trust === 'ask' ? ['--enable-workspace-trust'] : [] };
}

async function runCase(name, { executable, env }) {
  const profile = makeProfile(unhurried);
  const workspace = join(profile.folder, 'w', name);
  mkdirSync(workspace, { recursive: true });
  const original = join(casesDir, name, 'workspace');
  if (existsSync(original)) cpSync(original, workspace, { recursive: true });
  const countsFile = join(profile.folder, 'counts.json');
  const wishes = caseWishes(name, profile.folder);
  say(`\nVS Code case "${name}"`);
  const green = await runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: root,
    extensionTestsPath: join(outDir, 'test', 'vscode', 'index.js'),
    launchArgs: [
      workspace,
      `--user-data-dir=${profile.userDataDir}`,
      `--extensions-dir=${profile.extensionsDir}`,
      ...wishes.args,
    ],
    extensionTestsEnv: {
      ...env,
      ...profile.env,
      // Also where the case sends the extension elsewhere.
      DOCKER_PODS_DOCKER: dockerHost().host,
      ...wishes.env,
      DOCKER_PODS_CASE: join(outDir, 'test', 'vscode', 'cases', name),
      DOCKER_PODS_COUNTS: countsFile,
      ...(process.stdout.isTTY ? { DOCKER_PODS_COLOR: '1' } : {}),
    },
  }).then(
    () => true,
    (error) => {
      say(`VS Code case "${name}": ${error instanceof Error ? error.message : error}`);
      return false;
    },
  );
  const counts = existsSync(countsFile) ? JSON.parse(readFileSync(countsFile, 'utf8')) : nothing;
  profile.remove();
  if (green === (counts.failed === 0) && counts !== nothing) return counts;
  if (counts === nothing) showWindowErrors();
  // VS Code and mocha do not agree, or mocha never came to its end: that is a failure of its own.
  return addCounts(counts, {
    ...nothing,
    failed: 1,
    failedTitles: [`VS Code case "${name}" did not end well`],
  });
}

/** What the workbench complained of last: the only trace of a suite that could not even be loaded. */
function showWindowErrors() {
  const log = join(outDir, 'vscode-window.log');
  if (!existsSync(log)) return;
  const lines = readFileSync(log, 'utf8').split('\n');
  const from = lines.findLastIndex((line) => line.startsWith('error:') && line.includes('docker-pods'));
  say(lines.slice(from < 0 ? -10 : from, from < 0 ? undefined : from + 8).join('\n'));
}

main(async () => {
  const wanted = process.argv.slice(2);
  const found = existsSync(casesDir) ? readdirSync(casesDir, { withFileTypes: true }) : [];
  const names = found
    .filter((entry) => entry.isDirectory() && (wanted.length === 0 || wanted.includes(entry.name)))
    .map((entry) => entry.name);
  const how = launcher(await ensureVsCodeToTest());
  let counts = nothing;
  for (const name of names) counts = addCounts(counts, await runCase(name, how));
  if (names.length === 0)
    counts = { ...nothing, failed: 1, failedTitles: ['there is no such case in test/vscode/cases'] };
  writeCounts(counts);
  return counts.failed === 0 ? 0 : 1;
});
