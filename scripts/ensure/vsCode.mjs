import { join } from 'node:path';
import { cacheDir } from '../lib/paths.mjs';
import { onPath } from '../lib/processes.mjs';
import { PlainError, say } from '../lib/say.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureCodeServer } from './codeServer.mjs';

/**
 * How a VS Code is run: a desktop executable, or VS Code's server with a browser to show it.
 * @typedef {{ kind: 'desktop', executable: string } | { kind: 'server', node: string, main: string, chromium?: string }} VsCode
 */

/**
 * The VS Code to look at: the desktop one on PATH where there is a display, else the one in the browser.
 * DOCKER_PODS_VSCODE (`desktop`, `server`) chooses.
 * @returns {Promise<VsCode>}
 */
export async function ensureVsCodeToShow() {
  const executable = onPath('code');
  if (choice() === 'desktop' && !executable) throw new PlainError('There is no "code" on PATH.');
  if (choice() !== 'server' && executable && hasDisplay()) return { kind: 'desktop', executable };
  return { kind: 'server', ...(await ensureCodeServer()) };
}

/**
 * The VS Code that tests run in: the desktop one that @vscode/test-electron downloads where its site can be reached,
 * else the one in the browser, with Chromium. DOCKER_PODS_VSCODE (`desktop`, `server`) chooses, and
 * DOCKER_PODS_VSCODE_VERSION (`1.105`) says which version.
 * @returns {Promise<VsCode>}
 */
export async function ensureVsCodeToTest() {
  const version = process.env.DOCKER_PODS_VSCODE_VERSION;
  if (choice() === 'desktop' || (choice() !== 'server' && (await desktopCanBeDownloaded()))) {
    return { kind: 'desktop', executable: await downloadDesktop(version) };
  }
  return ensureVsCodeToDrive(version);
}

/**
 * The VS Code in the browser, with Chromium to drive it.
 * @param {string} [version] major.minor of VS Code
 * @returns {Promise<VsCode & { kind: 'server', chromium: string }>}
 */
export async function ensureVsCodeToDrive(version) {
  const server = await ensureCodeServer(version);
  return { kind: 'server', ...server, chromium: await ensureChromium() };
}

/** Whether a window can be opened here. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function choice() {
  return process.env.DOCKER_PODS_VSCODE;
}

async function desktopCanBeDownloaded() {
  if (!hasDisplay() && !onPath('xvfb-run')) return false;
  try {
    const url = 'https://update.code.visualstudio.com/api/releases/stable';
    return (await fetch(url, { signal: AbortSignal.timeout(3000) })).ok;
  } catch {
    return false;
  }
}

async function downloadDesktop(version) {
  const { downloadAndUnzipVSCode, SilentReporter } = await import('@vscode/test-electron');
  say(`VS Code: using the desktop build (${version ?? 'stable'}) that @vscode/test-electron downloads`);
  return downloadAndUnzipVSCode({
    version: version ? `${version}.0` : 'stable',
    cachePath: join(cacheDir, 'vscode-desktop'),
    reporter: new SilentReporter(),
  });
}
