import assert from 'node:assert/strict';
import { seededRandom } from '../../support/random';
import { corpus } from './corpus';
import { fuzzer } from './fuzzRound';

const rounds = 300;

// Longer by hand: node scripts/fuzz.mjs --seconds 600
const random = seededRandom();

describe('changed manifests', () => {
  it(`are read without a fault, ${rounds} of them (SEED=${random.seed} repeats)`, function () {
    this.timeout(120_000);
    const round = fuzzer(corpus(), random);
    const seen = { findings: 0, planned: 0, plain: 0 };
    for (let left = rounds; left > 0; left--) {
      const { findings, planned, plain } = round();
      if (findings > 0) seen.findings++;
      if (planned > 0) seen.planned++;
      if (plain) seen.plain++;
    }
    for (const [what, count] of Object.entries(seen)) assert.ok(count > rounds / 50, `${what}: ${count}`);
  });
});
