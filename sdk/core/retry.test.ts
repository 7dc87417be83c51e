import { describe, expect, it } from 'vitest';
import { FIRST_PAUSE_MS, isRefused, isTooMuch, nextPause } from './retry.ts';

describe('a request', () => {
  it.each([0, 200, 408, 429, 500, 502, 503])(
    'that got %i and no answer is worth another',
    (status) => {
      expect(isRefused(status)).toBe(false);
    },
  );

  it.each([400, 401, 403, 404, 410, 413])('that got %i is not', (status) => {
    expect(isRefused(status)).toBe(true);
  });

  it.each([400, 413])('that got %i may do better in halves', (status) => {
    expect(isTooMuch(status)).toBe(true);
  });

  it.each([401, 403, 404, 410, 503])('that got %i may not', (status) => {
    expect(isTooMuch(status)).toBe(false);
  });
});

describe('the pause after a failure', () => {
  it('doubles its ceiling with each further failure, up to five minutes', () => {
    const pauses = [FIRST_PAUSE_MS];
    for (let i = 1; i < 12; i += 1) pauses.push(nextPause(pauses.at(-1) as number));
    expect(pauses.slice(0, 4)).toEqual([1000, 2000, 4000, 8000]);
    expect(pauses.at(-1)).toBe(300_000);
  });
});
