import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';
import { onPath, quietly } from '../lib/processes.mjs';
import { say } from '../lib/say.mjs';
import { aptInstall, canInstall } from './debian.mjs';

/** Runs the programs of the other architecture in their tests, which skip without it. */
const emulator = { program: 'qemu-aarch64-static', package: 'qemu-user-static' };

const compilers = {
  amd64: { program: 'x86_64-linux-gnu-gcc', package: 'gcc-x86-64-linux-gnu' },
  arm64: { program: 'aarch64-linux-gnu-gcc', package: 'gcc-aarch64-linux-gnu' },
};

/**
 * Makes sure that the compilers which built media/sandbox-*.tar are here (on Debian, as root).
 * @returns {Promise<string | undefined>} why they are not, or undefined
 */
export async function compilersOfSandbox() {
  const lacks = ({ program }) => !onPath(program);
  const missing = Object.values(compilers).filter(lacks);
  if (missing.length > 0 && !canInstall()) {
    return `no ${missing.map(({ program }) => program).join(', ')} here`;
  }
  if (lacks(emulator) && canInstall() && process.arch === 'x64') missing.push(emulator);
  if (missing.length > 0) {
    say('compilers: installing those of the sandbox image');
    await aptInstall(missing.map(({ package: name }) => name));
  }
  const built = JSON.parse(readFileSync(join(root, 'media', 'sandbox.json'), 'utf8'));
  for (const [architecture, { program }] of Object.entries(compilers)) {
    const here = `gcc ${(await quietly(program, ['-dumpfullversion'])).trim()}`;
    const then = built[architecture].compiler;
    if (here !== then) return `${program} is ${here}, the image was built with ${then}`;
  }
  return undefined;
}
