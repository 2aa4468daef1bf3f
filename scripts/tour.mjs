import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { containersOfPod, removeLeftoversOfPod } from './ensure/dockerClient.mjs';
import { atEnd } from './lib/cleanup.mjs';
import { outDir } from './lib/paths.mjs';
import { PlainError, say } from './lib/say.mjs';
import { insideWebview, screenshot } from './vscode/bridge.mjs';
import { selectors } from './vscode/selectors.mjs';

const pod = 'web';
const address = 'http://127.0.0.1:8080';

/**
 * What the tour does, in the words it is reported with; each step gives what it saw.
 * @type {[string, (page: import('playwright-core').Page) => Promise<string>][]}
 */
const steps = [
  ['open the manifest', openManifest],
  ['open the Pods view', openPodsView],
  ['click "Run as pod"', runPod],
  ['open the pod in the tree', expandPod],
  ['read the page it serves', readPage],
  ['look at the logs', lookAtLogs],
  ['look at its namespaces', lookAtNamespaces],
  ['ask for its removal', askForRemoval],
  ['remove it', removePod],
];

/** To be called before VS Code is started, so that what a broken tour leaves is removed after VS Code has ended. */
export async function prepareTour() {
  if ((await containersOfPod(pod)).length > 0) {
    throw new PlainError(`A pod named "${pod}" is on this Docker already: remove it, then take the tour.`);
  }
  atEnd(() => removeLeftoversOfPod(pod));
}

/**
 * Drives a window by itself, as a person would; says what it saw and leaves numbered pictures in out/tour/.
 * Gives the exit code: 1 where a step failed.
 * @param {import('playwright-core').Page} page
 * @param {string} url
 */
export async function runTour(page, url) {
  const folder = join(outDir, 'tour');
  rmSync(folder, { recursive: true, force: true });
  page.setDefaultTimeout(20_000);
  await page.goto(url);
  for (const [index, [name, step]] of steps.entries()) {
    const picture = join(folder, `${String(index + 1).padStart(2, '0')}-${name.replace(/\W+/g, '-')}.png`);
    const began = performance.now();
    try {
      const seen = await step(page);
      say(`✔ ${name}: ${seen} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    } catch (error) {
      say(`✘ ${name}: ${error instanceof Error ? error.message : error}`);
      return 1;
    } finally {
      await screenshot(page, picture.replace(/-+\.png$/, '.png'));
    }
  }
  say('The pictures are in out/tour/.');
  return 0;
}

async function openManifest(page) {
  await page.locator(selectors.file(`${pod}.yaml`)).dblclick();
  await page.locator(selectors.activeTab(`${pod}.yaml`)).waitFor();
  const lens = page.locator(selectors.lens('Run as pod'));
  return `the lens says "${await textOf(lens)}"`;
}

async function openPodsView(page) {
  await page.locator(selectors.viewContainer('Docker Pods')).click();
  const shown = page.locator(selectors.welcome).or(page.locator(selectors.treeItemAtTop));
  return `it says "${await textOf(shown.filter({ visible: true }))}"`;
}

async function runPod(page) {
  await page.locator(selectors.lens('Run as pod')).click();
  await page.locator(selectors.treeItem(`${pod}, Running 2/2`)).waitFor();
  await page.locator(selectors.lens('Running 2/2')).waitFor();
  const lenses = await page.locator(selectors.anyLens).allInnerTexts();
  return `the tree says Running 2/2; the lenses are ${lenses.map((text) => `"${text.trim()}"`).join(', ')}`;
}

async function expandPod(page) {
  await page.locator(selectors.treeItem(pod)).locator(selectors.twistie).click();
  const below = page.locator(selectors.treeItemBelow);
  await below.nth(2).waitFor();
  const spoken = await below.evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label')));
  return spoken.join(' | ');
}

async function readPage() {
  const first = await clock();
  for (let tries = 0; tries < 50; tries++) {
    const next = await clock();
    if (next !== first) return `first "${first}", then "${next}"`;
    await delay(100);
  }
  throw new Error(`the page stays the same: ${first}`);
}

async function clock() {
  const response = await fetch(address, { signal: AbortSignal.timeout(5000) });
  return (await response.text())
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

async function lookAtLogs(page) {
  await page.locator(selectors.lens('Logs')).click();
  const line = page.locator(selectors.outputLine).filter({ hasText: 'GET /' });
  return `"${(await textOf(line)).slice(0, 90)}…"`;
}

async function lookAtNamespaces(page) {
  await page.locator(selectors.closePanel).click(); // the logs: the grid wants the room
  await page.locator(selectors.lens('Inspect')).click();
  const rows = insideWebview(page).locator(selectors.inspectorRow);
  await rows.nth(2).waitFor();
  const lines = (await texts(rows)).map((text) => `\n    ${text}`);
  return `${lines.join('')}\n `;
}

async function askForRemoval(page) {
  await page.locator(selectors.treeItem(pod)).click({ button: 'right' });
  await chooseInMenu(page, 'Remove Pod');
  return `it asks "${await textOf(page.locator(selectors.dialogMessage))}"`;
}

async function removePod(page) {
  await page.locator(selectors.dialogButton('Remove')).click();
  await page.locator(selectors.treeItem(pod)).waitFor({ state: 'detached' });
  const left = await containersOfPod(pod);
  if (left.length > 0) throw new Error(`containers are left on Docker: ${left.join(', ')}`);
  return 'no container of it is left on Docker';
}

/** A menu takes no click while it is just opening: so until it closes. */
async function chooseInMenu(page, title) {
  const entry = page.locator(selectors.menuEntry(title));
  for (let tries = 0; tries < 10; tries++) {
    await entry.click();
    const closed = entry.waitFor({ state: 'detached', timeout: 500 });
    if (
      await closed.then(
        () => true,
        () => false,
      )
    )
      return;
  }
  throw new Error(`the menu does not take "${title}"`);
}

/** What the first element found says, once there is one. */
async function textOf(locator) {
  return oneLine((await locator.first().textContent()) ?? '');
}

/** What a person reads in each element found now. */
async function texts(locator) {
  return (await locator.allInnerTexts()).map(oneLine);
}

function oneLine(text) {
  return text.replaceAll(/\s+/g, ' ').trim();
}
