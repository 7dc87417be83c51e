/** Days added up for a reader. */
import { describe, expect, test } from 'vitest';
import { distinct, noDay, sumDays, sumSegmentDays } from '../index.ts';
import type { DayTotals } from './types.ts';

const whole = (amount: number) => ({ first: amount, last: amount, linear: amount });
const day = (more: Partial<DayTotals>): DayTotals => ({ ...noDay(), ...more });

describe('A period', () => {
  test('counts people whom it has not counted before', () => {
    const gaps = { none: 3, '1': 2, '5': 4, '9': 1 };
    expect([0, 1, 4, 5, 9].map((days) => distinct(gaps, days))).toEqual([10, 8, 8, 4, 3]);
    expect(distinct(undefined, 3)).toBe(0);
  });

  test('adds cells item by item, credits and money too', () => {
    const first = day({
      by: {
        channel: {
          email: { visits: 2, people: { none: 1 }, revenue: { 'EUR verified': whole(5) } },
        },
      },
      rhythm: { '9': { visits: 2 } },
    });
    const second = day({
      by: {
        channel: {
          email: { visits: 1, people: { '1': 1 }, revenue: { 'EUR verified': whole(7) } },
          social: { visits: 1, leads: whole(3) },
        },
      },
      rhythm: { '9': { visits: 1, signups: 1 }, '10': { visits: 1 } },
    });
    const days = [
      { day: 20, totals: first },
      { day: 21, totals: second },
    ];
    expect(sumDays(days, 20)).toMatchObject({
      by: {
        channel: {
          email: { visits: 3, people: 1, revenue: { 'EUR verified': whole(12) } },
          social: { visits: 1, people: 0, leads: whole(3) },
        },
      },
      rhythm: { '9': { visits: 3, signups: 1 }, '10': { visits: 1 } },
    });
    expect(sumSegmentDays(days.slice(1), 21).by.channel?.email?.people).toBe(1);
    expect(first.by.channel?.email?.visits).toBe(2);
  });

  test('tells moves by people who came onto the place within it from all others', () => {
    const flow = { moves: 6, gaps: { '0': 1, '2': 2, '7': 2 }, hours: { '3': 3, '50': 2 } };
    const days = [5, 6].map((n) => ({ day: n, totals: day({ flows: { 'rung a b': flow } }) }));
    expect(sumDays(days, 4).flows).toEqual({
      'rung a b': { moves: 12, within: 4, hours: { '3': 6, '50': 4 } },
    });
  });

  test('adds orders and voices', () => {
    const one = day({
      orders: {
        value: { 'EUR verified': { orders: 1, minor: 9 } },
        coupons: 1,
        first: 1,
        second: { '4': 1 },
      },
      voices: { csat: { '5': 1 }, nps: { '9': 2 }, complaints: 1, resolved: 0 },
    });
    const { orders, voices } = sumDays(
      [
        { day: 1, totals: one },
        { day: 2, totals: one },
      ],
      1,
    );
    expect(orders).toEqual({
      ...{ value: { 'EUR verified': { orders: 2, minor: 18 } }, coupons: 2, first: 2 },
      second: { '4': 2 },
    });
    expect(voices).toEqual({ csat: { '5': 2 }, nps: { '9': 4 }, complaints: 2, resolved: 0 });
  });
});
