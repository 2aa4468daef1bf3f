import assert from 'node:assert/strict';
import { bytesOf, milliCpuOf, parseQuantity } from '../../src/engine/plan/quantity';

describe('quantity', () => {
  const values: [string, number | undefined][] = [
    ['0', 0],
    ['1', 1],
    ['-1', -1],
    ['+1.5', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['500m', 0.5],
    ['100n', 1e-7],
    ['10u', 1e-5],
    ['1k', 1000],
    ['1Ki', 1024],
    ['64Mi', 64 * 2 ** 20],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['2T', 2e12],
    ['1Pi', 2 ** 50],
    ['1E', 1e18],
    ['1Ei', 2 ** 60],
    ['1e3', 1000],
    ['1E3', 1000],
    ['1.5e-3', 0.0015],
    ['1e+2', 100],
    ['', undefined],
    ['m', undefined],
    ['.', undefined],
    ['1K', undefined],
    ['1KiB', undefined],
    ['1 Mi', undefined],
    [' 1', undefined],
    ['1e', undefined],
    ['1e3Mi', undefined],
    ['0x10', undefined],
    ['1,5', undefined],
    ['NaN', undefined],
    ['Infinity', undefined],
    ['1m\n', undefined],
  ];
  for (const [text, value] of values) {
    it(`${JSON.stringify(text)} is ${value}`, () => assert.equal(parseQuantity(text), value));
  }

  const cpus: [string | undefined, number | undefined][] = [
    ['0.1', 100],
    ['0.3', 300],
    ['1.1', 1100],
    ['0.57', 570],
    ['1.005', 1005],
    ['2', 2000],
    ['1m', 1],
    ['0.0001', 1], // rounded up
    ['1n', 1],
    ['0', 0],
    ['garbage', undefined],
    [undefined, undefined],
  ];
  for (const [text, milli] of cpus) {
    it(`cpu ${text} is ${milli} thousandths`, () => assert.equal(milliCpuOf(text), milli));
  }

  it('every cpu in thousandths is exact', () => {
    for (let milli = 0; milli <= 10_000; milli++) assert.equal(milliCpuOf((milli / 1000).toFixed(3)), milli);
  });

  const bytes: [string, number][] = [
    ['64Mi', 67_108_864],
    ['1.5Mi', 1_572_864],
    ['0.1Gi', 107_374_183], // rounded up
    ['2.007M', 2_007_000], // 2.007 * 1e6 is a little more than that
    ['8.2G', 8_200_000_000],
    ['128974848', 128_974_848],
    ['129e6', 129_000_000],
    ['1m', 1],
  ];
  for (const [text, value] of bytes) {
    it(`${text} is ${value} bytes`, () => assert.equal(bytesOf(text), value));
  }
});
