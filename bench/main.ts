// `npm run bench`: what a pod costs beside its peers, alive and in making, what the extension weighs, and how fast it reads. See bench/README.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleBench } from './bundleBench';
import { healBench } from './healing/healBench';
import { readOptions, usage } from './lib/options';
import { podBench } from './podBench';
import { probeBench } from './probing/probeBench';
import { readBench } from './readBench';

/** Containers of the pod that is healed. */
const healedSize = 2;
const root = join(__dirname, '..', '..');
const say = (line: string) => console.log(line);

/** The first signal lets the peer at work finish and cleans up; a second one ends at once. */
function stopOnSignals(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stop.abort());
  return stop.signal;
}

async function bench(args: string[]): Promise<void> {
  const { only, json, ...options } = readOptions(args);
  const signal = stopOnSignals();
  const wants = (part: typeof only) => only === undefined || only === part;
  const bundle = wants('bundle') ? await bundleBench(root, signal, say) : undefined;
  const read = wants('read') ? await readBench(root, signal, say) : undefined;
  const pods = wants('pods') ? await podBench(options, root, signal, say) : undefined;
  const mediaDir = join(root, 'media');
  const { rounds, seed, probed, seconds } = options;
  const heal = wants('heal')
    ? await healBench({ rounds, size: healedSize, seed }, mediaDir, signal, say)
    : undefined;
  const probes = wants('probes')
    ? await probeBench({ pods: probed, seconds }, mediaDir, signal, say)
    : undefined;
  if (json) {
    writeFileSync(json, `${JSON.stringify({ options, bundle, read, pods, heal, probes }, undefined, 1)}\n`);
  }
  if (pods?.failures.length || signal.aborted) process.exitCode = 1;
}

const wantsHelp = process.argv.includes('--help');
if (wantsHelp) say(usage);
else {
  bench(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
