import { existsSync } from 'node:fs';
import { onPath, quietly } from '../lib/processes.mjs';
import { say } from '../lib/say.mjs';
import { aptInstall, canInstall } from './debian.mjs';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'chrome',
];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Makes sure that a Chromium is there for Playwright and gives its executable.
 * @returns {Promise<string>}
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (canInstall()) {
    say("Chromium: installing Debian's package");
    await aptInstall(['chromium']).catch(() => {}); // Ubuntu's is a hollow one: then Playwright's own
    const installed = findChromium();
    if (installed) return installed;
  }
  const { chromium } = await import('playwright-core');
  if (!existsSync(chromium.executablePath())) {
    say("Chromium: downloading Playwright's");
    await quietly('npx', ['playwright-core', 'install', 'chromium']);
  }
  return chromium.executablePath();
}

function findChromium() {
  for (const name of names) {
    const file = onPath(name);
    if (file) return file;
  }
  return places.find((place) => existsSync(place));
}
