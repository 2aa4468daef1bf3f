import { spawn } from 'node:child_process';

/** A program and the arguments that always come first. */
export type Command = readonly [string, ...string[]];

/** The command that an environment variable names, split at spaces; undefined where it names none. */
export function commandOf(variable: string): Command | undefined {
  const [program, ...rest] = (process.env[variable] ?? '').split(' ').filter(Boolean);
  return program ? [program, ...rest] : undefined;
}

/** Runs a command to its end and gives what it wrote to stdout; rejects with the end of its stderr where it fails. */
export function run([program, ...first]: Command, ...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...first, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`${program} ${args.join(' ')}: exit code ${code}\n${stderr.trim().slice(-500)}`));
    });
  });
}

/** The first line of what a command says, or undefined where it is not there or fails. */
export async function firstLine(command: Command, ...args: string[]): Promise<string | undefined> {
  const said = await run(command, ...args).catch(() => undefined);
  return said?.trim().split('\n')[0];
}
