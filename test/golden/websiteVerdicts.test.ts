import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest } from '../../src/engine/manifest/readManifest';
import { splitDocuments } from '../../src/engine/manifest/splitDocuments';
import { kubernetesFacts } from '../unit/manifest/kubernetesFacts';
import { goldenText } from './support/goldenText';
import { verdictOf } from './support/verdictOf';

const folder = join(kubernetesFacts, 'website-content');
const golden = join('test', 'golden', 'websiteVerdicts.golden.txt');

/** `path#document kind name: verdict`, and why, of every document of a text; objects and other kinds in a word. */
function verdictsOf(file: string, text: string): string[] {
  return splitDocuments(text).flatMap((document, index) => {
    const { pods, objects, findings } = readManifest(document.text);
    const at = `${file}#${index}`;
    const told = pods.map((pod) => {
      const [verdict, why] = verdictOf(pod);
      const { kind } = pod.template ?? { kind: 'Pod' };
      return [`${at} ${kind}: ${verdict}`, ...why.map((each) => `    ${each}`)].join('\n');
    });
    for (const { kind, object } of objects) told.push(`${at} ${kind}: ${object ? 'object' : 'not valid'}`);
    if (told.length > 0) return told;
    const other = findings.find(({ code }) => code === 'unsupported-kind')?.args.kind;
    const fault = findings.find(({ severity }) => severity === 'error')?.code;
    return [`${at} ${other ?? '-'}: ${other ? 'another kind' : (fault ?? 'nothing to read')}`];
  });
}

describe('the verdict on every manifest of Kubernetes’ website', () => {
  it('is what it was (RESET_RESULTS=1 writes it anew)', function () {
    if (!existsSync(folder)) this.skip();
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const manifests = files.filter((name) => /\.ya?ml$/.test(name)).sort();
    assert.ok(manifests.length > 300, `${manifests.length} manifests in ${folder}`);
    const verdicts = manifests.flatMap((name) => verdictsOf(name, readFileSync(join(folder, name), 'utf8')));
    goldenText(golden, `${totals(verdicts)}\n\n${verdicts.join('\n')}\n`);
  });
});

/** How many there are of each verdict: of pods, and of those that workloads give. */
function totals(verdicts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const verdict of verdicts) {
    const [, kind = '', word = ''] = /^\S+ (\S+): (.*)/.exec(verdict) ?? [];
    const isPod =
      /^(runs|refused|not valid)/.test(word) &&
      !['ConfigMap', 'Secret', 'PersistentVolumeClaim'].includes(kind);
    const what = `${isPod ? (kind === 'Pod' ? 'Pods' : 'pods of workloads') : 'others'}: ${word}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts]
    .sort()
    .map(([what, count]) => `${String(count).padStart(4)} ${what}`)
    .join('\n');
}
