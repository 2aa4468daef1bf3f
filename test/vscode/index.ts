import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Mocha from 'mocha';
import { printed, printThroughBridge, screenshot } from './ui';

/**
 * What VS Code calls in its extension host: runs the compiled tests of the case folder that DOCKER_PODS_CASE names.
 * Rejects where a test failed or none is there, which makes VS Code end with exit code 1.
 */
export async function run(): Promise<void> {
  const folder = process.env.DOCKER_PODS_CASE ?? '';
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.js'));
  if (files.length === 0) throw new Error(`no tests in ${folder}`);
  printThroughBridge();
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 30_000,
    color: process.env.DOCKER_PODS_COLOR !== undefined,
    reporter: resolve(folder, '../../../../../scripts/countingReporter.cjs'),
    ...(process.env.DOCKER_PODS_GREP ? { grep: process.env.DOCKER_PODS_GREP } : {}),
  });
  mocha.suite.afterEach('picture of a failure', async function () {
    const test = this.currentTest;
    if (test?.state === 'failed') await screenshot(`failed-${test.title.replace(/[^\w]+/g, '-')}`);
  });
  for (const file of files) mocha.addFile(join(folder, file));
  const failures = await new Promise<number>((done) => {
    mocha.run(done);
  });
  await printed();
  if (failures > 0) throw new Error(`${failures} failed`);
}
