import { existsSync } from 'node:fs';
import { onPath, quietly } from '../lib/processes.mjs';

const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
let listsAreFresh = false;

/** Whether packages can be had from Debian's (or Ubuntu's) archives without asking anybody. */
export function canInstall() {
  return canDownload() && process.getuid?.() === 0;
}

/** Whether packages can be downloaded from Debian's (or Ubuntu's) archives; needs no root. */
export function canDownload() {
  return existsSync('/etc/debian_version') && onPath('apt-get') !== undefined;
}

/**
 * Installs packages on Debian or Ubuntu, as root, with fresh package lists.
 * @param {string[]} packages
 */
export async function aptInstall(packages) {
  await freshLists();
  await quietly('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env });
}

/**
 * Downloads packages, without what they depend on, into a folder.
 * @param {string[]} packages
 * @param {string} folder
 */
export async function aptDownload(packages, folder) {
  const download = () => quietly('apt-get', ['download', ...packages], { env, cwd: folder });
  await download().catch(async (error) => {
    if (listsAreFresh || !canInstall()) throw error;
    await freshLists();
    await download();
  });
}

async function freshLists() {
  if (listsAreFresh) return;
  await quietly('apt-get', ['update'], { env });
  listsAreFresh = true;
}
