import assert from 'node:assert/strict';
import type { RestartPolicy } from '../../src/engine/model/pod';
import { restartsAll, shouldRestart } from '../../src/engine/observe/shouldRestart';
import { type BackOff, backOffBehind, mayStartAt, nextBackOff } from '../../src/engine/supervise/backOff';

const second = 1000;
const minute = 60 * second;

/** The waits (s) of a container that ends `runsFor` ms after each of its starts. */
function waits(crashes: number, runsFor: number): number[] {
  let backOff: BackOff | undefined;
  let now = 0;
  return Array.from({ length: crashes }, () => {
    const endedAt = now + runsFor;
    now = mayStartAt(backOff, endedAt);
    backOff = nextBackOff(backOff, endedAt, now);
    return (now - endedAt) / second;
  });
}

describe('backOff', () => {
  it('is 0, 10, 20 … 300 s', () => {
    assert.deepEqual(waits(9, 0), [0, 10, 20, 40, 80, 160, 300, 300, 300]);
    assert.deepEqual(waits(4, 5 * minute), [0, 10, 20, 40]);
  });

  it('begins anew after more than 10 min without a crash', () => {
    assert.deepEqual(waits(3, 10 * minute + second), [0, 0, 0]);
    const old = { delayMs: 80 * second, updatedAt: 0 };
    const now = 20 * minute;
    assert.deepEqual(nextBackOff(old, 10 * minute, now), { delayMs: 160 * second, updatedAt: now });
    assert.deepEqual(nextBackOff(old, 10 * minute + 1, now), { delayMs: 10 * second, updatedAt: now });
  });

  it('is read off the wait before a start that somebody else made', () => {
    const steps = [0, 3, 10, 12, 20, 39.5, 80, 160, 300, 330, 361];
    assert.deepEqual(
      steps.map((gap) => backOffBehind(gap * second, 7)?.delayMs),
      [10, 10, 20, 20, 40, 80, 160, 300, 300, 300]
        .map((delay) => delay * second)
        .concat([undefined as never]),
    );
    assert.equal(backOffBehind(0, 7)?.updatedAt, 7);
  });

  it('takes no wait for a time without a crash', () => {
    assert.deepEqual(waits(9, 6 * minute).slice(-2), [300, 300]);
  });

  it('counts from the last try where that is later than the end', () => {
    const backOff = nextBackOff(undefined, 100 * second, 100 * second);
    assert.equal(mayStartAt(backOff, 5 * second), 110 * second);
  });
});

describe('shouldRestart', () => {
  const cases: [RestartPolicy, number, boolean][] = [
    ['Always', 0, true],
    ['Always', 1, true],
    ['OnFailure', 0, false],
    ['OnFailure', 137, true],
    ['Never', 0, false],
    ['Never', 1, false],
  ];
  for (const [restartPolicy, exitCode, expected] of cases) {
    it(`${restartPolicy}, exit code ${exitCode}: ${expected}`, () =>
      assert.equal(shouldRestart({ exitCode }, { restartPolicy, restartPolicyRules: [] }), expected));
  }

  it('asks the rules first, in their order', () => {
    const exitCodes = { operator: 'In' as const, values: [3] };
    const restart = { action: 'Restart' as const, exitCodes };
    const all = { action: 'RestartAllContainers' as const, exitCodes };
    for (const [restartPolicyRules, isAll] of [
      [[restart, all], false],
      [[all, restart], true],
    ] as const) {
      const policy = { restartPolicy: 'Never' as const, restartPolicyRules: [...restartPolicyRules] };
      assert.equal(shouldRestart({ exitCode: 3 }, policy), true);
      assert.equal(restartsAll({ exitCode: 3 }, policy), isAll);
      assert.equal(shouldRestart({ exitCode: 4 }, policy), false);
    }
  });
});
