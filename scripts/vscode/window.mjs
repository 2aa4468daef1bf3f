import { atEnd } from '../lib/cleanup.mjs';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
];

/**
 * Opens an empty browser window, headless, ended with this run.
 * @param {string} chromiumPath
 * @returns {Promise<import('playwright-core').Page>}
 */
export async function openWindow(chromiumPath) {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: flags,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  atEnd(() => browser.close());
  const context = await browser.newContext({
    viewport: { width: 1440, height: 810 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  // Without a network VS Code would not even try to reach its server on this machine.
  await context.addInitScript(() => Object.defineProperty(navigator, 'onLine', { get: () => true }));
  return context.newPage();
}
