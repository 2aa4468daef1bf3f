import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { atEnd } from './cleanup.mjs';
import { PlainError } from './say.mjs';

/**
 * Where an executable of this name stands on PATH, or undefined.
 * @param {string} name
 */
export function onPath(name) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const ending of endings) {
      const file = join(folder, name + ending);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {}
    }
  }
}

/**
 * Starts a program as the leader of a process group of its own, which ends with this run at the latest.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { graceMs?: number }} [options] graceMs: from being asked to being killed
 */
export function startGroup(command, args, { graceMs = 10_000, ...options } = {}) {
  const child = spawn(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32' && !command.endsWith('.exe'),
    ...options,
    detached: process.platform !== 'win32',
  });
  /** @type {Promise<number>} The exit code; 127 where the program could not be started, 128 where a signal ended it. */
  const ended = new Promise((resolve) => {
    child.on('error', () => resolve(127));
    child.on('exit', (code) => resolve(code ?? 128));
  });
  const end = () => endGroup(child, ended, graceMs);
  const forget = atEnd(end);
  child.once('exit', () => {
    signalGroup(child.pid, 'SIGKILL'); // what the leader left behind in its group
    forget();
  });
  return { child, ended, end };
}

/** Asks the group to end and waits for its leader; after `graceMs` it is killed. */
async function endGroup(child, ended, graceMs) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  signalGroup(child.pid, 'SIGTERM');
  const late = new AbortController();
  const killed = delay(graceMs, undefined, { signal: late.signal }).then(() =>
    signalGroup(child.pid, 'SIGKILL'),
  );
  await Promise.race([ended, killed.catch(() => {})]);
  late.abort();
}

function signalGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {}
}

/**
 * Runs a program with its output shown and gives its exit code; 124 where it took longer than `timeoutMs`.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { timeoutMs?: number }} [options]
 */
export async function run(command, args, { timeoutMs, ...options } = {}) {
  const { ended, end } = startGroup(command, args, options);
  if (!timeoutMs) return ended;
  const late = new AbortController();
  const first = await Promise.race([
    ended,
    delay(timeoutMs, 'late', { signal: late.signal }).catch(() => 'late'),
  ]);
  late.abort();
  if (first !== 'late') return first;
  console.error(`${command} ${args.join(' ')}: not done after ${timeoutMs / 1000} s, ended`);
  await end();
  return 124;
}

/**
 * Runs a program silently and gives what it wrote to stdout.
 * Throws a PlainError with the begin and end of its output where it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export async function quietly(command, args, options = {}) {
  const { child, ended } = startGroup(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let all = '';
  child.stdout?.on('data', (data) => {
    out += data;
    all += data;
  });
  child.stderr?.on('data', (data) => {
    all += data;
  });
  const closed = new Promise((resolve) => child.on('close', resolve));
  const code = await ended;
  if (code !== 127) await closed;
  if (code !== 0) {
    const said = all.trim().split('\n');
    const shown = said.length > 30 ? [...said.slice(0, 15), '…', ...said.slice(-14)] : said;
    throw new PlainError(`"${command} ${args.join(' ')}" failed (exit code ${code})\n${shown.join('\n')}`);
  }
  return out;
}
