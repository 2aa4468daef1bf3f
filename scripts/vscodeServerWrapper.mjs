#!/usr/bin/env node
// Stands where @vscode/test-electron expects the desktop's executable: takes the same flags, opens the folder in
// VS Code's server and a headless browser, and ends with the tests' exit code.
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import { main } from './lib/cleanup.mjs';
import { outDir } from './lib/paths.mjs';
import { PlainError } from './lib/say.mjs';
import { startBridge } from './vscode/bridge.mjs';
import { startServer, windowUrl } from './vscode/server.mjs';
import { openWindow } from './vscode/window.mjs';

/** The desktop's flags, by name; `folder` is what stands beside them. */
function readFlags(args) {
  const values = (name) =>
    args.filter((arg) => arg.startsWith(`--${name}=`)).map((arg) => arg.slice(name.length + 3));
  return {
    extensionPaths: values('extensionDevelopmentPath'),
    testsPath: values('extensionTestsPath').at(-1),
    userDataDir: values('user-data-dir').at(-1),
    extensionsDir: values('extensions-dir').at(-1),
    trust: args.includes('--enable-workspace-trust'),
    folder: args.find((arg) => !arg.startsWith('-')),
  };
}

function fromEnvironment(name) {
  const value = process.env[name];
  if (!value) throw new PlainError(`${name} is not set: this is started by scripts/testVsCode.mjs`);
  return value;
}

main(async () => {
  mkdirSync(outDir, { recursive: true });
  const flags = readFlags(process.argv.slice(2));
  const vsCode = {
    node: fromEnvironment('DOCKER_PODS_VSCODE_NODE'),
    main: fromEnvironment('DOCKER_PODS_VSCODE_MAIN'),
  };
  const page = await openWindow(fromEnvironment('DOCKER_PODS_CHROMIUM'));
  const server = await startServer(vsCode, {
    ...flags,
    forTests: true,
    logFile: join(outDir, 'vscode-server.log'),
    env: { DOCKER_PODS_UI: await startBridge(page) },
  });

  const crashed = new Promise((resolve) => page.on('crash', () => resolve(1)));
  const exited = new Promise((resolve) => {
    page.exposeFunction('codeAutomationExit', (code) => resolve(code));
  });
  // The workbench talks of much that no test is about; the tests' own lines come over the bridge.
  const log = createWriteStream(join(outDir, 'vscode-window.log'));
  await page.exposeFunction('codeAutomationLog', (type, args) => log.write(`${type}: ${format(...args)}\n`));
  await page.goto(windowUrl(server, flags));
  return Promise.race([exited, crashed]);
});
