/** Everybody at one moment. */
import { describe, expect, test } from 'vitest';
import { dayOf } from '../../../test/unit/counted-days.ts';
import { bought, DAY, happened, MONDAY, viewed } from '../../../test/unit/histories.ts';
import { type CanonicalEvent, compile, defaultModel, replay, start } from '../index.ts';
import { addPerson, noCensus } from './census.ts';

const c = compile(defaultModel, 1);

function census(at: number, ...logs: CanonicalEvent[][]) {
  const sums = noCensus(at);
  for (const log of logs) {
    const events = log.filter(({ ts }) => ts <= at);
    addPerson(sums, replay(c, start(), events, at).state, dayOf);
  }
  return sums;
}

/** Orders on days since MONDAY. */
const buyer = (...days: number[]): CanonicalEvent[] =>
  days.map((day) => bought(MONDAY + day * DAY, `o${day}`));

describe('A census', () => {
  test('tells where people stand and for how long, software apart', () => {
    const bot = viewed(MONDAY, '/', { bot: true });
    const sums = census(MONDAY + 3 * DAY, [viewed(MONDAY, '/')], [bot], buyer(1));
    expect(sums).toMatchObject({ people: 2, software: 1, grades: { weak: 2 } });
    expect(sums.rungs).toEqual({ suspect: { '3': 1 }, customer: { '2': 1 } });
    expect(sums.segments).toEqual({ new: 1, impulse: 1, one_time: 1 });
  });

  test('counts customers by orders that stand, and what they are worth', () => {
    const back = happened(MONDAY + 5 * DAY, 'refund', { props: { order_id: 'o2' } });
    const sure = bought(MONDAY + 6 * DAY, 'o6', { value: 3 }, { verified: true });
    const { customers } = census(
      MONDAY + 9 * DAY,
      buyer(1, 3),
      [...buyer(2), back, sure],
      buyer(20),
    );
    expect(customers).toMatchObject({ people: 2, repeat: 1, orders: 3 });
    expect(customers.value).toEqual({
      'EUR unverified': { people: 1, minor: 4000 },
      'EUR verified': { people: 1, minor: 300 },
    });
    expect(customers.segments).toMatchObject({ new: 1, one_time: 1 });
  });

  test('keeps verified money apart also where orders are known as totals only', () => {
    const log = Array.from({ length: 203 }, (_, i) =>
      bought(MONDAY + i * DAY, `o${i}`, { value: 1 }, i % 2 ? { verified: true } : {}),
    );
    expect(census(MONDAY + 300 * DAY, log).customers.value).toEqual({
      'EUR unverified': { people: 1, minor: 10_200 },
      'EUR verified': { people: 1, minor: 10_100 },
    });
  });

  test('finds a customer quiet after more than twice their own mean interval', () => {
    const every10 = buyer(0, 4, 20);
    const at = (day: number, late = 0) => census(MONDAY + day * DAY + late, every10).customers;
    expect(at(40)).toMatchObject({ with_interval: 1, quiet: 0 });
    expect(at(40, 1)).toMatchObject({ with_interval: 1, quiet: 1 });
    expect(census(MONDAY + 900 * DAY, buyer(1)).customers).toMatchObject({ with_interval: 0 });
  });

  test('churn is who bought in the year before the period, and had none for a year by its end', () => {
    const churn = (day: number, ...logs: CanonicalEvent[][]) =>
      census(MONDAY + day * DAY, ...logs).customers.churn;
    const [gone, loyal] = [buyer(0), buyer(0, 300)];
    expect(churn(364, gone, loyal)['30']).toEqual({ active: 2, churned: 0 });
    expect(churn(365, gone, loyal)['30']).toEqual({ active: 2, churned: 1 });
    expect(churn(395, gone, loyal)['30']).toEqual({ active: 2, churned: 1 });
    expect(churn(396, gone, loyal)['30']).toEqual({ active: 1, churned: 0 });
    expect(churn(396, gone, loyal)['90']).toEqual({ active: 2, churned: 1 });
    expect(churn(20, gone)['30']).toEqual({ active: 0, churned: 0 });
  });

  test('somebody who buys so often that the rest is totals is active all the same', () => {
    const log = Array.from({ length: 260 }, (_, i) => bought(MONDAY + i * DAY, `o${i}`));
    expect(census(MONDAY + 260 * DAY, log).customers.churn['365']).toEqual({
      active: 0,
      churned: 0,
    });
    expect(census(MONDAY + 300 * DAY, log).customers.churn['90']?.active).toBe(1);
    const daily = Array.from({ length: 500 }, (_, i) => bought(MONDAY + i * DAY, `o${i}`));
    expect(census(MONDAY + 500 * DAY, daily).customers.churn['365']?.active).toBe(1);
  });
});
