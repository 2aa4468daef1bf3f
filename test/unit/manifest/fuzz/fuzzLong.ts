// Runs the fuzzer for so many seconds from a seed, then looks whether time grows as the text does. For scripts/fuzz.mjs.
import { seededRandom } from '../../support/random';
import { corpus } from './corpus';
import { fuzzer } from './fuzzRound';
import { growthOf } from './growth';

/** Times the work of a text half as long. */
const mostGrowth = 2.5;

/** A text that takes longer than that is named. */
const slowMs = 3000;

const say = (line: string) => process.stdout.write(`${line}\n`);
const [seconds = '60'] = process.argv.slice(2);
const random = seededRandom();
const texts = corpus();
const round = fuzzer(texts, random);
const until = performance.now() + Number(seconds) * 1000;
const seen = { rounds: 0, findings: 0, pods: 0, planned: 0, plain: 0 };
let slowest = 0;
say(`${texts.length} manifests, seed ${random.seed}`);
while (performance.now() < until) {
  const began = performance.now();
  const { findings, pods, planned, plain } = round();
  const took = performance.now() - began;
  slowest = Math.max(slowest, took);
  if (took > slowMs) say(`round ${seen.rounds} took ${took.toFixed(0)} ms`);
  seen.rounds++;
  seen.findings += findings;
  seen.pods += pods;
  seen.planned += planned;
  if (plain) seen.plain++;
}
say(JSON.stringify({ ...seen, slowestMs: Math.round(slowest) }));
for (const [family, ratio] of growthOf()) {
  const isTooMuch = ratio > mostGrowth;
  say(`twice as many ${family}: ${ratio.toFixed(1)} times the work${isTooMuch ? ', too much' : ''}`);
  if (isTooMuch) process.exitCode = 1;
}
