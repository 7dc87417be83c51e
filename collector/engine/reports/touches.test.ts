/** What led to something, and how its worth is divided. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY } from '../../../test/unit/histories.ts';
import type { Channel, Source } from '../types.ts';
import { creditsOf, lastTouch, touchesOf } from './touches.ts';
import { WHOLE } from './types.ts';

const by = (...channels: Channel[]): { source: Source }[] =>
  channels.map((channel) => ({ source: { channel } }));
const at = (...days: number[]) => days.map((day) => ({ start: day * DAY }));

describe('Touches', () => {
  test('are the visits that began in the 90 days before, the present one included', () => {
    expect(touchesOf(at(1, 9, 10, 50, 100), 100 * DAY)).toEqual(at(10, 50, 100));
    expect(touchesOf(at(10, 50, 100), 100 * DAY - 1)).toEqual(at(10, 50));
    expect(touchesOf(at(10), 100 * DAY + 1)).toEqual([]);
  });

  test('The last one is the last that is not direct, or the last where all are', () => {
    expect(lastTouch(by('email', 'social', 'direct', 'direct'))).toBe(1);
    expect(lastTouch(by('direct', 'direct'))).toBe(1);
    expect(lastTouch([])).toBe(-1);
  });
});

describe('Credit', () => {
  test('goes whole to the first and to the last, and in shares to all, earlier ones first', () => {
    expect(creditsOf(by('email', 'social', 'direct'), 100)).toEqual([
      { first: 100, last: 0, linear: 34 },
      { first: 0, last: 100, linear: 33 },
      { first: 0, last: 0, linear: 33 },
    ]);
    expect(creditsOf(by('direct'), WHOLE)).toEqual([{ first: WHOLE, last: WHOLE, linear: WHOLE }]);
    expect(creditsOf([], 7)).toEqual([]);
  });

  test('sums to the whole three times, in whole numbers that differ by one at most', () => {
    const channels = fc.array(fc.constantFrom<Channel>('direct', 'email', 'social'), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(channels, fc.nat(10 ** 12), (list, whole) => {
        const credits = creditsOf(by(...list), whole);
        for (const way of ['first', 'last', 'linear'] as const) {
          expect(credits.reduce((sum, credit) => sum + credit[way], 0)).toBe(whole);
        }
        const linear = credits.map((credit) => credit.linear);
        expect(linear.every(Number.isInteger)).toBe(true);
        expect(Math.max(...linear) - Math.min(...linear)).toBeLessThanOrEqual(1);
        expect(linear).toEqual([...linear].sort((a, b) => b - a));
      }),
    );
  });
});
