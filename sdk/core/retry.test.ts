import { describe, expect, it } from 'vitest';
import { EAGER, isWorthAnother, paceAfter } from './retry.ts';

describe('a request', () => {
  it.each([0, 408, 429, 500, 502, 503])('that got %i is worth another', (status) => {
    expect(isWorthAnother(status, 1)).toBe(true);
  });

  it.each([200, 401, 403, 404, 410])('that got %i is not', (status) => {
    expect(isWorthAnother(status, 9)).toBe(false);
  });

  it.each([400, 413])('that got %i is worth another while it can be halved', (status) => {
    expect([isWorthAnother(status, 2), isWorthAnother(status, 1)]).toEqual([true, false]);
  });
});

describe('the pause after a failure', () => {
  it('doubles its ceiling with each failure, up to five minutes', () => {
    let pace = EAGER;
    const pauses = Array.from({ length: 12 }, () => {
      pace = paceAfter(pace, true, 0, 1000, 0.5);
      return pace.at_ - 1000;
    });
    expect(pauses.slice(0, 4)).toEqual([500, 1000, 2000, 4000]);
    expect(pauses.at(-1)).toBe(150_000);
  });

  it('is never shorter than the collector asked for', () => {
    expect(paceAfter(EAGER, true, 7, 1000, 0).at_).toBe(8000);
    expect(paceAfter(EAGER, false, 7, 1000, 0.9).at_).toBe(8000);
  });

  it('ends with a success', () => {
    const failed = paceAfter(EAGER, true, 0, 0, 0.9);
    expect(paceAfter(failed, false, 0, 5, 0.9)).toEqual({ fails_: 0, at_: 5 });
  });
});
