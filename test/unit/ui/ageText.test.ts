import assert from 'node:assert/strict';
import { ageText } from '../../../src/ui/tree/ageText';

describe('ageText', () => {
  const now = Date.parse('2026-11-20T12:00:00Z');
  const cases: [string, string][] = [
    ['2026-11-20T11:59:30Z', '<1m'],
    ['2026-11-20T12:00:05Z', '<1m'],
    ['2026-11-20T11:59:00Z', '1m'],
    ['2026-11-20T11:00:01Z', '59m'],
    ['2026-11-20T11:00:00Z', '1h'],
    ['2026-11-18T12:00:01Z', '47h'],
    ['2026-11-18T12:00:00Z', '2d'],
    ['not a time', ''],
  ];
  for (const [since, text] of cases) {
    it(`${since} is ${text || 'nothing'}`, () => assert.equal(ageText(since, now), text));
  }
});
