import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { PATIENCE, RUNS } from '../../../test/unit/models.ts';
import { type Share, wilson } from '../wilson.ts';
import { lift } from './lift.ts';

vi.setConfig(PATIENCE);

const of = (hits: number, n: number): Share => wilson(hits, n) as Share;

/** P. W. Katz and others, "Obtaining confidence intervals for the risk ratio in cohort studies", 1978. */
function katz(a: number, n: number, b: number, m: number) {
  const spread = 1.959963984540054 * Math.sqrt(1 / a - 1 / n + 1 / b - 1 / m);
  const ratio = a / n / (b / m);
  return { low: ratio * Math.exp(-spread), high: ratio * Math.exp(spread) };
}

test('Thirty of 60 against 40 of 200 is 2.5 times as frequent, from 1.6981 to 3.5778', () => {
  const { value, low, high, n } = lift(of(30, 60), of(40, 200));
  expect([value, low.toFixed(4), high?.toFixed(4), n]).toEqual([2.5, '1.6981', '3.5778', 260]);
});

test('Among many people it is the interval that the logarithm gives', () => {
  const { low, high } = lift(of(3000, 60_000), of(4000, 200_000));
  const other = katz(3000, 60_000, 4000, 200_000);
  expect(low / other.low).toBeCloseTo(1, 3);
  expect((high ?? 0) / other.high).toBeCloseTo(1, 3);
});

test('What nobody there has is more frequent by an unknown factor, but at least by one', () => {
  const { value, low, high } = lift(of(20, 60), of(0, 200));
  expect([value, low.toFixed(3), high]).toEqual([null, '16.769', null]);
});

test('What nobody here has may still be as frequent where few were asked', () => {
  expect(lift(of(0, 30), of(1, 200))).toMatchObject({ value: 0, low: 0 });
  expect(lift(of(0, 30), of(1, 200)).high).toBeGreaterThan(1);
  expect(lift(of(0, 30), of(0, 30))).toMatchObject({ value: null, low: 0, high: null });
});

const share = fc
  .integer({ min: 1, max: 5000 })
  .chain((n) => fc.integer({ min: 0, max: n }).map((hits) => of(hits, n)));

test('A group against itself has lift 1, and the interval does not exclude it', () => {
  fc.assert(
    fc.property(share, (one) => {
      const { value, low, high } = lift(one, one);
      expect(value).toBe(one.value === 0 ? null : 1);
      expect(low).toBeLessThanOrEqual(1);
      expect(high ?? Infinity).toBeGreaterThanOrEqual(1);
    }),
    RUNS,
  );
});

test('The interval holds the lift, and the other way round it is the reciprocal', () => {
  fc.assert(
    fc.property(share, share, (here, there) => {
      const { value, low, high } = lift(here, there);
      expect(low).toBeGreaterThanOrEqual(0);
      if (value !== null) {
        expect(low).toBeLessThanOrEqual(value * (1 + 1e-9));
        expect(high ?? Infinity).toBeGreaterThanOrEqual(value * (1 - 1e-9));
      }
      const back = lift(there, here);
      if (high === null) expect(back.low).toBeCloseTo(0, 9);
      else expect(back.low * high).toBeCloseTo(1, 6);
    }),
    RUNS,
  );
});
