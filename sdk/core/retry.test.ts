import { describe, expect, it } from 'vitest';
import { isRefused, isTooMuch, pauseAfter } from './retry.ts';

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
    const pauses = Array.from({ length: 12 }, (_, i) => pauseAfter(0.5, i));
    expect(pauses.slice(0, 4)).toEqual([500, 1000, 2000, 4000]);
    expect(pauses.at(-1)).toBe(150_000);
  });
});
