import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';
import { quietly } from '../lib/processes.mjs';
import { PlainError, say } from '../lib/say.mjs';

/** Installs the node packages of package-lock.json where they are missing or others are there. */
export async function ensureNodePackages() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new PlainError(
      `Node ${process.versions.node} is too old: Docker Pods is built with Node 20.19 or newer.`,
    );
  }
  if (isCurrent()) return;
  say('node packages: installing what package-lock.json lists');
  await quietly('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root });
}

/** npm writes what it installed to node_modules/.package-lock.json: the same names and versions mean current. */
function isCurrent() {
  const wanted = packagesOf('package-lock.json');
  const there = packagesOf('node_modules/.package-lock.json');
  if (!wanted || !there) return false;
  const missing = Object.entries(wanted).some(
    ([path, entry]) => path !== '' && !entry.optional && there[path]?.version !== entry.version,
  );
  const strange = Object.entries(there).some(([path, entry]) => wanted[path]?.version !== entry.version);
  return !missing && !strange;
}

/** @returns {Record<string, { version?: string, optional?: boolean }> | undefined} */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}
