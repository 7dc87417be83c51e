import { describe, expect, it } from 'vitest';
import { type Clock, step } from './engagement.ts';

const IDLE = 60_000;
/** Plays [time, here, active] and answers with the engaged milliseconds. */
const play = (...script: [now: number, here: boolean, active?: boolean][]) =>
  script.reduce<Clock>(
    (clock, [now, here, active = false]) => step(clock, now, here, active, IDLE),
    [0, false, 0, 0],
  )[3];

describe('the engagement clock', () => {
  it('counts while the page is looked at', () => {
    expect(play([100, true], [1100, true], [2100, false])).toBe(2000);
  });

  it('does not count while it is not', () => {
    expect(play([0, true], [1000, false], [9000, true], [9500, false])).toBe(1500);
  });

  it('stops a minute after the last activity', () => {
    expect(play([0, true], [10_000, true, true], [500_000, true])).toBe(70_000);
  });

  it('goes on with the next activity, without the time between', () => {
    expect(play([0, true], [500_000, true, true], [501_000, true])).toBe(61_000);
  });

  it('adds no more than a minute for a machine that slept', () => {
    expect(play([0, true], [8 * 3_600_000, true])).toBe(IDLE);
  });

  it('takes coming back for an activity', () => {
    expect(play([0, true], [1000, false], [900_000, true], [950_000, true])).toBe(51_000);
  });

  it('gives the same sum however often it is looked at', () => {
    const often = Array.from({ length: 100 }, (_, i): [number, boolean] => [i * 10, true]);
    expect(play(...often)).toBe(play([0, true], [990, true]));
  });
});
