import { statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './lib/commands';
import { median } from './lib/stats';
import { tableOf } from './lib/table';

const targetBytes = 400_000;
const targetMs = 40;
/** Fresh processes for each thing that is loaded. */
const loads = 21;

export interface BundleResult {
  bytes: number;
  /** Medians, ms. */
  loadMs: number;
  unbundledMs: number;
}

/** Size and load time of the production bundle, beside the two libraries that weigh most in it, unbundled. */
export async function bundleBench(
  root: string,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<BundleResult> {
  await run([process.execPath, join(root, 'esbuild.mjs'), '--production']);
  const bundle = join(root, 'dist', 'extension.js');
  const bytes = statSync(bundle).size;
  const own: number[] = [];
  const unbundled: number[] = [];
  for (let load = 0; load < loads && !signal.aborted; load++) {
    own.push(await loadTime(root, bundle));
    unbundled.push(await loadTime(root, 'dockerode', 'yaml'));
  }
  const result = { bytes, loadMs: median(own), unbundledMs: median(unbundled) };
  say(
    tableOf([
      ['bundle', '', 'target', ''],
      ['dist/extension.js', `${(bytes / 1000).toFixed(0)} kB`, '400 kB', verdict(bytes <= targetBytes)],
      ['load, fresh process', `${result.loadMs.toFixed(1)} ms`, '40 ms', verdict(result.loadMs <= targetMs)],
      ['dockerode and yaml unbundled', `${result.unbundledMs.toFixed(1)} ms`],
    ]),
  );
  return result;
}

function verdict(met: boolean): string {
  return met ? 'met' : 'missed';
}

async function loadTime(root: string, ...modules: string[]): Promise<number> {
  return Number(await run([process.execPath, join(root, 'out', 'bench', 'loadOnce.js'), root, ...modules]));
}
