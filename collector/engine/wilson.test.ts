import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wilson } from './index.ts';

test('Seven of fifty is 14 %, from 6.95 % to 26.19 %', () => {
  const share = wilson(7, 50);
  expect(share).toMatchObject({ value: 0.14, n: 50 });
  expect(share?.low.toFixed(4)).toBe('0.0695');
  expect(share?.high.toFixed(4)).toBe('0.2619');
});

test('None of ten is not proven impossible, all of ten not certain', () => {
  expect(wilson(0, 10)).toMatchObject({ value: 0, low: 0 });
  expect(wilson(0, 10)?.high).toBeCloseTo(0.2775, 4);
  expect(wilson(10, 10)).toMatchObject({ value: 1, high: 1 });
  expect(wilson(10, 10)?.low).toBeCloseTo(0.7225, 4);
});

test('Of nobody nothing is said', () => {
  expect(wilson(0, 0)).toBeNull();
});

test('The interval holds the share, lies in 0–1, and is that of the opposite mirrored', () => {
  const cases = fc
    .integer({ min: 1, max: 100_000 })
    .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
  fc.assert(
    fc.property(cases, ([hits, n]) => {
      const share = wilson(hits, n);
      const opposite = wilson(n - hits, n);
      if (!share || !opposite) throw new Error('no share');
      expect(share.low).toBeGreaterThanOrEqual(0);
      expect(share.low).toBeLessThanOrEqual(share.value);
      expect(share.high).toBeGreaterThanOrEqual(share.value);
      expect(share.high).toBeLessThanOrEqual(1);
      expect(share.low).toBeCloseTo(1 - opposite.high, 9);
    }),
  );
});
