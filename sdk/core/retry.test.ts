import { describe, expect, it } from 'vitest';
import { isTooMuch, mayPass, pauseAfter } from './retry.ts';

describe('a request', () => {
  it.each([0, 408, 429, 500, 502, 503])('that got %i is worth another', (status) => {
    expect(mayPass(status)).toBe(true);
  });

  it.each([200, 400, 401, 403, 404, 410, 413, 5000])('that got %i is not', (status) => {
    expect(mayPass(status)).toBe(false);
  });

  it.each([400, 413])('that got %i may do better in halves', (status) => {
    expect(isTooMuch(status)).toBe(true);
  });
});

describe('the pause after a failure', () => {
  it('doubles its ceiling with each failure, up to five minutes', () => {
    const pauses = Array.from({ length: 12 }, (_, i) => pauseAfter(i + 1, 0.5));
    expect(pauses.slice(0, 4)).toEqual([500, 1000, 2000, 4000]);
    expect(pauses.at(-1)).toBe(150_000);
  });

  it('is none after a success', () => {
    expect(pauseAfter(0, 0.9)).toBe(0);
  });
});
