import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { atEnd } from '../lib/cleanup.mjs';
import { outDir } from '../lib/paths.mjs';

/**
 * Lets tests in the extension host look at and act on the window they run in (test/vscode/ui.ts is the other side).
 * One POST is one step: `{ method, args, selector?, webview? }`; the answer is `{ value }` or `{ error }`.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string>} the address to post to; nobody else can guess it
 */
export async function startBridge(page) {
  const path = `/${randomUUID()}`;
  const server = http.createServer(async (request, response) => {
    if (request.url !== path || request.method !== 'POST') {
      response.writeHead(404).end();
      return;
    }
    const answer = await bodyOf(request)
      .then((step) => perform(page, step))
      .then((value) => ({ value }))
      .catch((error) => ({ error: error instanceof Error ? error.message : String(error) }));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}${path}`;
}

async function bodyOf(request) {
  let text = '';
  for await (const part of request) text += part;
  return JSON.parse(text);
}

const onLocator = new Set([
  'click',
  'dblclick',
  'hover',
  'fill',
  'press',
  'waitFor',
  'count',
  'allInnerTexts',
]);

async function perform(page, { method, args = [], selector, webview }) {
  if (selector === undefined) return onWindow(page, method, args, webview);
  if (!onLocator.has(method)) throw new Error(`the bridge knows no "${method}" on an element`);
  // A pointer left lying about shows hovers, which cover what is to be clicked.
  if (method === 'click' || method === 'dblclick') await page.mouse.move(page.viewportSize()?.width - 1, 1);
  const scope = webview ? insideWebview(page) : page;
  const all = scope.locator(selector);
  return method === 'count' || method === 'allInnerTexts' ? all[method]() : all.first()[method](...args);
}

async function onWindow(page, method, args, webview) {
  if (method === 'screenshot') return screenshot(page, join(outDir, 'screenshots', `${args[0]}.png`));
  if (method === 'print') return console.log(args[0]);
  if (method === 'press') return page.keyboard.press(args[0]);
  if (method === 'type') return page.keyboard.type(args[0]);
  if (method === 'evaluate') {
    return webview ? insideWebview(page).locator('html').evaluate(args[0]) : page.evaluate(args[0]);
  }
  throw new Error(`the bridge knows no "${method}" of the window`);
}

/**
 * The document of the webview that is shown: VS Code nests it two frames deep.
 * @param {import('playwright-core').Page} page
 */
export function insideWebview(page) {
  return page.frameLocator('iframe.webview.ready >> visible=true').frameLocator('#active-frame');
}

/**
 * Takes a picture of the window; gives its file.
 * @param {import('playwright-core').Page} page
 * @param {string} file
 */
export async function screenshot(page, file) {
  mkdirSync(join(file, '..'), { recursive: true });
  await page.screenshot({ path: file, timeout: 10_000 });
  return file;
}
