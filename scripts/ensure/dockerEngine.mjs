import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { outDir } from '../lib/paths.mjs';
import { onPath, startGroup } from '../lib/processes.mjs';
import { PlainError, say } from '../lib/say.mjs';
import { aptInstall, canInstall } from './debian.mjs';
import { answers, dockerHost } from './dockerHost.mjs';

const howToInstall = `Docker does not answer, and it cannot be installed from here.
Install Docker Engine (https://docs.docker.com/engine/install/) or Docker Desktop, start it, and try again.
On Debian or Ubuntu, run this as root and it is done for you.`;

/**
 * Makes sure that a Docker Engine answers: the one that is there, else (Debian or Ubuntu, as root) one installed and
 * started for this run, and ended with it.
 */
export async function ensureDockerEngine() {
  const { host, from } = dockerHost();
  if (await answers(host)) return;
  if (from !== 'default') {
    const who = from === 'context' ? 'the current Docker context' : 'DOCKER_HOST';
    throw new PlainError(`No Docker Engine answers at ${host}, which ${who} names.`);
  }
  if (!canInstall()) throw new PlainError(howToInstall);
  if (!onPath('dockerd') || !onPath('iptables')) {
    say('Docker Engine: installing docker.io');
    await aptInstall(['docker.io', 'iptables']);
  }
  if (existsSync('/run/systemd/system') && (await waitUntilAnswers(host, 20, () => true))) return;
  say('Docker Engine: starting dockerd for this run');
  await startDockerd(host);
}

/**
 * Starts a dockerd of our own, which ends with this run, and waits until it answers.
 * @param {string} host
 * @param {string[]} [args]
 */
export async function startDockerd(host, args = []) {
  mkdirSync(outDir, { recursive: true });
  const logFile = join(outDir, 'dockerd.log');
  const log = openSync(logFile, 'w');
  const { child } = startGroup('dockerd', args, { stdio: ['ignore', log, log], graceMs: 60_000 });
  const alive = () => child.exitCode === null && child.signalCode === null;
  if (await waitUntilAnswers(host, 60, alive)) return child;
  const tail = readFileSync(logFile, 'utf8').trim().split('\n').slice(-8).join('\n');
  throw new PlainError(`dockerd did not come up; the end of out/dockerd.log:\n${tail}`);
}

/**
 * @param {string} host
 * @param {number} seconds
 * @param {() => boolean} goOn
 */
async function waitUntilAnswers(host, seconds, goOn) {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end && goOn()) {
    if (await answers(host)) return true;
    await delay(100);
  }
  return false;
}
