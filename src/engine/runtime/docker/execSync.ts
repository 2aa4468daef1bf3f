import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { ExecResult } from '../podRuntime';
import { createDemultiplexer } from './dialler/wire';
import { toEngineError } from './errors';

/** As much of its output as the kubelet keeps of an exec probe's. */
const maxOutputBytes = 10 * 1024;
/** Docker may never end an exec's stream: it is looked at so often whether the program has ended. */
const lookMs = 1000;
const firstPauseMs = 10;

/**
 * CRI ExecSync: runs the command in the container as its user, and waits for it. Kubernetes kills what takes longer
 * than the timeout; Docker has no means to, so there it goes on, and its end is not waited for. Where the program
 * cannot be run, the output is the runtime's own sentence. Throws EngineError where Docker refuses.
 */
export async function execSync(
  docker: Docker,
  containerId: string,
  command: string[],
  timeoutMs: number,
): Promise<ExecResult> {
  const output = limitedOutput();
  const over = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: over.signal });
  const running = run(docker.getContainer(containerId), command, output.add, over.signal);
  try {
    const exitCode = await Promise.race([running, late]);
    return { exitCode: exitCode ?? -1, output: output.text(), timedOut: exitCode === undefined };
  } catch (error) {
    throw toEngineError(error);
  } finally {
    over.abort();
    Promise.all([late, running]).catch(() => undefined);
  }
}

/** Gives the exit code. Leaves the program to itself when the signal comes. */
async function run(
  container: Docker.Container,
  command: string[],
  add: (bytes: Buffer) => void,
  signal: AbortSignal,
): Promise<number> {
  const exec = await container.exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
  signal.throwIfAborted();
  const stream: Readable = await exec.start({});
  signal.addEventListener('abort', () => stream.destroy(), { once: true });
  stream.on('data', createDemultiplexer(add, add));
  let ended = false;
  const end = once(stream, 'close', { signal })
    .catch(() => undefined)
    .then(() => {
      ended = true;
    });
  for (let pause = firstPauseMs; ; pause = Math.min(2 * pause, lookMs)) {
    await (ended ? sleep(pause, undefined, { signal }) : Promise.race([end, sleep(lookMs)]));
    signal.throwIfAborted();
    const { Running, ExitCode } = await exec.inspect();
    if (!Running) return ExitCode ?? -1;
  }
}

function limitedOutput(): { add: (bytes: Buffer) => void; text: () => string } {
  let bytes: Buffer = Buffer.alloc(0);
  return {
    add: (more) => {
      bytes = Buffer.concat([bytes, more.subarray(0, maxOutputBytes - bytes.length)]);
    },
    text: () => bytes.toString('utf8'),
  };
}
