// Runs the fuzzer for so many seconds from a seed. For scripts/fuzz.mjs.
import { seededRandom } from '../../support/random';
import { corpus } from './corpus';
import { fuzzer } from './fuzzRound';

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
