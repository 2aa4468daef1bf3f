import { createWriteStream, mkdirSync } from 'node:fs';
import http from 'node:http';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startGroup } from '../lib/processes.mjs';
import { PlainError } from '../lib/say.mjs';

/**
 * Starts VS Code's server on 127.0.0.1, ended with this run, and waits until it answers.
 * @param {{ node: string, main: string }} vsCode
 * @param {{ userDataDir: string, extensionsDir: string, port?: number, trust?: boolean, forTests?: boolean,
 *   token?: string, folder?: string, logFile: string, env?: Record<string, string> }} options
 *   trust: whether workspace trust is asked for; forTests: needed for windowUrl() to act, but mutes notifications;
 *   token: what the window's address must carry; folder: opened where the address names none
 * @returns {Promise<{ origin: string, authority: string, end: () => Promise<void> }>}
 */
export async function startServer(vsCode, options) {
  const port = options.port ?? (await freePort());
  const args = [
    ...[vsCode.main, '--host', '127.0.0.1', '--port', `${port}`],
    ...(options.token ? ['--connection-token', options.token] : ['--without-connection-token']),
    ...['--accept-server-license-terms', '--disable-telemetry'],
    ...(options.forTests ? ['--enable-smoke-test-driver'] : []),
    ...(options.trust ? [] : ['--disable-workspace-trust']),
    ...(options.folder ? ['--default-folder', options.folder] : []),
    ...['--user-data-dir', options.userDataDir, '--server-data-dir', join(options.userDataDir, 'server')],
    ...['--extensions-dir', options.extensionsDir],
  ];
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = createWriteStream(options.logFile);
  const { child, end } = startGroup(vsCode.node, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const authority = `127.0.0.1:${port}`;
  await untilItAnswers(`http://${authority}/version`, child, options.logFile);
  return { origin: `http://${authority}`, authority, end };
}

/**
 * The address that opens a folder with an extension under development and, with `testsPath`, runs its tests.
 * @param {{ origin: string, authority: string }} server
 * @param {{ folder?: string, extensionPaths: string[], testsPath?: string }} what
 */
export function windowUrl({ origin, authority }, { folder, extensionPaths, testsPath }) {
  const remote = (path) => `vscode-remote://${authority}${encodeURI(path)}`;
  const payload = [
    ...extensionPaths.map((path) => ['extensionDevelopmentPath', remote(path)]),
    ...(testsPath ? [['extensionTestsPath', remote(testsPath)]] : []),
    ['skipWelcome', 'true'],
    ['enableProposedApi', ''],
  ];
  const query = new URLSearchParams({ ...(folder ? { folder } : {}), payload: JSON.stringify(payload) });
  return `${origin}/?${query.toString().replaceAll('+', '%20')}`;
}

/** A TCP port on 127.0.0.1 that nobody uses: the wished one where it is free. */
export async function freePort(wished = 0) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', (error) => (wished ? freePort().then(resolve, reject) : reject(error)));
    server.listen(wished, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function untilItAnswers(url, child, logFile) {
  const end = Date.now() + 60_000;
  while (Date.now() < end && child.exitCode === null && child.signalCode === null) {
    if (await responds(url)) return;
    await delay(50);
  }
  throw new PlainError(`VS Code's server did not come up; see ${logFile}`);
}

function responds(url) {
  return new Promise((resolve) => {
    const request = http.get(url, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
  });
}
