// Reads 500 Pod documents in a process of its own, and prints how long that took, as JSON in ms. For readBench.
import { Composer, Parser, parseAllDocuments } from 'yaml';
import { createManifestReader } from '../src/engine/manifest/manifestReader';
import { parserOptions } from '../src/engine/manifest/parseYaml';
import { planPod } from '../src/engine/plan/planPod';
import { facts } from '../test/unit/support/pods';
import { manyPods } from './lib/readTexts';
import { median } from './lib/stats';

const again = 15;

function timed<T>(work: () => T): [ms: number, result: T] {
  const began = performance.now();
  const result = work();
  return [performance.now() - began, result];
}

function warm(work: () => unknown): number {
  return median(Array.from({ length: again }, () => timed(work)[0]));
}

function ours(pods: string[]): Record<string, number> {
  const text = pods.join('---\n');
  const read = createManifestReader();
  const [cold, first] = timed(() => read(text));
  const plan = () => {
    for (const { readable } of first.pods)
      if (readable) planPod(readable, { facts, manifestDirectory: '/pods' });
  };
  const [planCold] = timed(plan);
  const edits = Array.from({ length: again }, (_, edit) => {
    const changed = pods.with((edit * 31) % pods.length, `${pods[edit]}# edit ${edit}\n`).join('---\n');
    return timed(() => read(changed))[0];
  });
  return {
    cold,
    planCold,
    warm: warm(() => createManifestReader()(text)),
    planWarm: warm(plan),
    edit: median(edits),
  };
}

function library(text: string, parse: (text: string) => unknown): Record<string, number> {
  const [cold] = timed(() => parse(text));
  return { cold, warm: warm(() => parse(text)) };
}

function compose(text: string): unknown {
  const tokens = new Parser().parse(text);
  return [...new Composer(parserOptions).compose(tokens, true)];
}

const [root = '.', who] = process.argv.slice(2);
const pods = manyPods(root);
const text = pods.join('---\n');
const results: Record<string, () => Record<string, number>> = {
  ours: () => ours(pods),
  parseAllDocuments: () => library(text, parseAllDocuments),
  composer: () => library(text, compose),
};
process.stdout.write(JSON.stringify(results[who ?? 'ours']?.()));
