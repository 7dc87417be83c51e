/** Amounts in whole minor units: how many decimals each currency has. */
import { describe, expect, test } from 'vitest';
import { toMinor } from './money.ts';

describe('An amount', () => {
  test.each([
    ['BHD', 3],
    ['BIF', 0],
    ['CLF', 4],
    ['CLP', 0],
    ['DJF', 0],
    ['GNF', 0],
    ['IQD', 3],
    ['ISK', 0],
    ['JOD', 3],
    ['JPY', 0],
    ['KMF', 0],
    ['KRW', 0],
    ['KWD', 3],
    ['LYD', 3],
    ['OMR', 3],
    ['PYG', 0],
    ['RWF', 0],
    ['TND', 3],
    ['UGX', 0],
    ['UYI', 0],
    ['UYW', 4],
    ['VND', 0],
    ['VUV', 0],
    ['XAF', 0],
    ['XOF', 0],
    ['XPF', 0],
    ['IRR', 0],
    ['IRT', 0],
    ['EUR', 2],
    ['USD', 2],
  ])('of %s has %d decimals', (currency, decimals) => {
    expect(toMinor(1, currency)).toBe(10 ** decimals);
  });

  test('may be nothing, and is no amount when it is too large to be exact', () => {
    expect(toMinor(0, 'EUR')).toBe(0);
    expect(toMinor(Number.MAX_SAFE_INTEGER, 'IRR')).toBe(Number.MAX_SAFE_INTEGER);
    for (const no of [
      -0.01,
      Number.MAX_SAFE_INTEGER,
      Number.POSITIVE_INFINITY,
      null,
      undefined,
      '1',
    ]) {
      expect(toMinor(no, 'EUR')).toBeNull();
    }
  });
});
