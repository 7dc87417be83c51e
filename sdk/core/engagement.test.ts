import { describe, expect, it } from 'vitest';
import { engagedIn } from './engagement.ts';

const IDLE = 60_000;

describe('engaged time', () => {
  it('is all of the time shortly after an activity', () => {
    expect(engagedIn(3000, 900, IDLE, 1000)).toBe(2000);
  });

  it('ends a minute after the last activity', () => {
    expect(engagedIn(500_000, 10_000, IDLE, 10_000)).toBe(IDLE);
  });

  it('is none when it has ended before', () => {
    expect(engagedIn(500_000, 10_000, IDLE, 100_000)).toBe(0);
  });

  it('is no more than a minute for a machine that slept', () => {
    expect(engagedIn(8 * 3_600_000, 0, IDLE, 0)).toBe(IDLE);
  });

  it('gives the same sum however often it is looked at', () => {
    const often = Array.from({ length: 100 }, (_, i) =>
      engagedIn(i * 1000 + 1000, 5000, IDLE, i * 1000),
    );
    expect(often.reduce((sum, part) => sum + part)).toBe(engagedIn(100_000, 5000, IDLE, 0));
  });
});
