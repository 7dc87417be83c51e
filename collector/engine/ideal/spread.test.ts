import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { PATIENCE, RUNS } from '../../../test/unit/models.ts';
import { addAmount, MEDIAN_ERROR, median, noSpread } from './spread.ts';

vi.setConfig(PATIENCE);

function spreadOf(amounts: readonly number[]) {
  const spread = noSpread();
  for (const amount of amounts) addAmount(spread, amount);
  return spread;
}

function exactMedian(amounts: readonly number[]): number {
  const sorted = [...amounts].sort((a, b) => a - b);
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return (lower + (sorted[Math.floor(sorted.length / 2)] ?? 0)) / 2;
}

const amount = fc.oneof(
  fc.nat(20),
  fc.nat(100_000),
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
);

test('Minimum and maximum are exact, and the median is off by one percent at most', () => {
  fc.assert(
    fc.property(fc.array(amount, { minLength: 1, maxLength: 60 }), (amounts) => {
      const spread = spreadOf(amounts);
      expect([spread.n, spread.min, spread.max]).toEqual([
        amounts.length,
        Math.min(...amounts),
        Math.max(...amounts),
      ]);
      const exact = exactMedian(amounts);
      const allowed = exact * MEDIAN_ERROR * (1 + 1e-9);
      expect(Math.abs((median(spread) ?? 0) - exact)).toBeLessThanOrEqual(allowed);
    }),
    RUNS,
  );
});

test('One price alone is its own median', () => {
  expect(median(spreadOf([1299, 1299, 1299]))).toBe(1299);
});

test('What was given away counts as nothing', () => {
  expect(median(spreadOf([0, 0, 500]))).toBe(0);
});

test('Of no amounts there is no median', () => {
  expect(median(noSpread())).toBeNull();
});

test('All amounts there may be fit into fewer than two thousand buckets', () => {
  const greatest = spreadOf([Number.MAX_SAFE_INTEGER]);
  expect(Object.keys(greatest.buckets).every((bucket) => Number(bucket) < 2000)).toBe(true);
});
