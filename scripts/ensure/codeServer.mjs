import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { cacheDir, root } from '../lib/paths.mjs';
import { quietly } from '../lib/processes.mjs';
import { PlainError, say } from '../lib/say.mjs';

/** VS Code by version: the npm package `code-server` that carries it, and the Node it runs on. */
const releases = {
  1.139: { codeServer: '4.139.1', node: 24 },
  1.105: { codeServer: '4.105.1', node: 22 },
};

/**
 * Makes sure that VS Code's server is in the cache and tells how to start it.
 * @param {string} [version] major.minor of VS Code
 * @returns {Promise<{ node: string, main: string }>}
 */
export async function ensureCodeServer(version = '1.139') {
  const release = releases[version];
  if (!release)
    throw new PlainError(`VS Code ${version}: known here are ${Object.keys(releases).join(', ')}.`);
  const nodePackage = `node-${process.platform}-${process.arch}`;
  const folder = join(cacheDir, `code-server-${release.codeServer}-${process.platform}-${process.arch}`);
  if (!existsSync(folder)) {
    say(
      `VS Code: installing ${version} in the browser (code-server ${release.codeServer}), about half a minute`,
    );
    await install(folder, [`${nodePackage}@${release.node}`, `code-server@${release.codeServer}`]);
  }
  const spdlog = join(folder, vsCodeFolder, 'node_modules', '@vscode', 'spdlog', 'index.js');
  copyFileSync(join(root, 'scripts', 'vscode', 'spdlog.cjs'), spdlog);
  return {
    node: join(folder, 'node_modules', nodePackage, 'bin', 'node'),
    main: join(folder, vsCodeFolder, 'out', 'server-main.js'),
  };
}

const vsCodeFolder = 'node_modules/code-server/lib/vscode';

/** Installs beside the final place and moves it there, so that an interrupted install is never taken for a whole one. */
async function install(folder, packages) {
  const half = `${folder}.${process.pid}`;
  mkdirSync(half, { recursive: true });
  try {
    writeFileSync(join(half, 'package.json'), '{ "private": true }\n');
    // Install scripts would compile and download what an editor in a test does not need.
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
    await quietly('npm', ['install', ...flags, ...packages], { cwd: half });
    for (const part of [vsCodeFolder, `${vsCodeFolder}/extensions`]) {
      takeWatcherFromRegistry(join(half, part));
      await quietly('npm', ['install', '--omit=dev', ...flags], { cwd: join(half, part) });
    }
    if (!existsSync(folder)) renameSync(half, folder);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
}

/** Older releases want their file watcher from a git repository, to be compiled; the npm package brings it compiled. */
function takeWatcherFromRegistry(folder) {
  const file = join(folder, 'package.json');
  const text = readFileSync(file, 'utf8');
  const fromRegistry = text.replace(/("@parcel\/watcher": )"[^"]*#[^"]*"/, '$1"2.5.1"');
  if (fromRegistry === text) return;
  writeFileSync(file, fromRegistry);
  rmSync(join(folder, 'npm-shrinkwrap.json'), { force: true });
}
