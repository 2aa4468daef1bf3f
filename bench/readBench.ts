import { join } from 'node:path';
import { run } from './lib/commands';
import { documents, manyPods } from './lib/readTexts';
import { median } from './lib/stats';
import { tableOf } from './lib/table';

const targetMs = 150;
/** Fresh processes for each that reads. */
const rounds = 7;
const readers = ['ours', 'parseAllDocuments', 'composer'] as const;

/** Medians in ms, by what was measured. */
type Times = Record<string, number>;

export type ReadResult = Record<(typeof readers)[number], Times>;

/**
 * Reading and planning a text of many Pod documents, for the first time in a process, again and after an edit, beside
 * the YAML library alone on the same text: as most use it, and with the options it is used with here.
 */
export async function readBench(
  root: string,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<ReadResult> {
  const measured: Record<(typeof readers)[number], Times[]> = {
    ours: [],
    parseAllDocuments: [],
    composer: [],
  };
  for (let round = 0; round < rounds && !signal.aborted; round++) {
    for (const reader of readers) {
      const printed = await run([process.execPath, join(root, 'out', 'bench', 'readOnce.js'), root, reader]);
      measured[reader].push(JSON.parse(printed) as Times);
    }
  }
  const result = Object.fromEntries(
    readers.map((reader) => [reader, medians(measured[reader])]),
  ) as ReadResult;
  const size = manyPods(root).join('---\n').length;
  say(report(result, size));
  return result;
}

function medians(all: readonly Times[]): Times {
  const names = Object.keys(all[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [name, median(all.map((times) => times[name] ?? Number.NaN))]),
  );
}

function report({ ours, parseAllDocuments, composer }: ReadResult, size: number): string {
  const ms = (value = Number.NaN) => `${value.toFixed(1)} ms`;
  const first = (ours.cold ?? Number.NaN) + (ours.planCold ?? Number.NaN);
  const again = (ours.warm ?? Number.NaN) + (ours.planWarm ?? Number.NaN);
  const verdict = (time: number) => (time <= targetMs ? 'met' : 'missed');
  return tableOf([
    [`${documents} Pod documents, ${(size / 1000).toFixed(0)} kB`, 'first', 'again'],
    ['read', ms(ours.cold), ms(ours.warm)],
    ['plan all', ms(ours.planCold), ms(ours.planWarm)],
    ['read and plan', ms(first), ms(again)],
    [`target ${targetMs} ms`, verdict(first), verdict(again)],
    ['read after one edit', '', ms(ours.edit)],
    ['yaml: parseAllDocuments', ms(parseAllDocuments.cold), ms(parseAllDocuments.warm)],
    ['yaml: with the options used here', ms(composer.cold), ms(composer.warm)],
  ]);
}
