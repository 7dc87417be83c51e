import { expect, test } from 'vitest';
import { headCount } from './head-count.ts';

/** A small generator (mulberry32) so that a failure can be seen again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const personId = (place: number): string =>
  `p_${Math.floor(place * 2 ** 52)
    .toString(16)
    .padStart(13, '0')}${'0'.repeat(19)}`;

test('Fewer people than may be counted are counted exactly', () => {
  expect(headCount({ counted: 12, limit: 4500, last: personId(0.99) })).toEqual({
    scale: 1,
    error: 0,
  });
});

test.each([5_000, 50_000, 200_000])('%i people are estimated within four standard errors', (n) => {
  const limit = 4500;
  for (let seed = 1; seed <= 5; seed++) {
    const next = random(seed * 7919);
    const places = Array.from({ length: n }, next).sort((a, b) => a - b);
    const last = personId(places[limit - 1] ?? 1);
    const { scale, error } = headCount({ counted: limit, limit, last });
    expect(Math.abs(scale * limit - n) / n).toBeLessThan(4 * error);
  }
});

test('An estimate is never below what was counted', () => {
  expect(headCount({ counted: 4500, limit: 4500, last: personId(0.9999999) }).scale).toBe(1);
});
