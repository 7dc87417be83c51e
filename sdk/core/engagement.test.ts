import { describe, expect, it } from 'vitest';
import { engagedIn } from './engagement.ts';

const IDLE = 60_000;

/** Of the time from `at` to `now`, when the last activity was at `active`. */
const engaged = (now: number, active: number, at: number) =>
  engagedIn(now - at, now - active, IDLE);

describe('engaged time', () => {
  it('is all of the time shortly after an activity', () => {
    expect(engaged(3000, 900, 1000)).toBe(2000);
  });

  it('ends a minute after the last activity', () => {
    expect(engaged(500_000, 10_000, 10_000)).toBe(IDLE);
  });

  it('is none when it has ended before', () => {
    expect(engaged(500_000, 10_000, 100_000)).toBe(0);
  });

  it('is no more than a minute for a machine that slept', () => {
    expect(engaged(8 * 3_600_000, 0, 0)).toBe(IDLE);
  });

  it('gives the same sum however often it is looked at', () => {
    const often = Array.from({ length: 100 }, (_, i) => engaged(i * 1000 + 1000, 5000, i * 1000));
    expect(often.reduce((sum, part) => sum + part)).toBe(engaged(100_000, 5000, 0));
  });
});
