/** Days counted: a story worked by hand, and what holds of any. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { type Counting, countedDays, dayOf, totalsOf } from '../../../test/unit/counted-days.ts';
import {
  bought,
  DAY,
  type Given,
  HOUR,
  happened,
  histories,
  MINUTE,
  MONDAY,
  viewed,
} from '../../../test/unit/histories.ts';
import { PATIENCE, RUNS } from '../../../test/unit/models.ts';
import { type CanonicalEvent, compile, defaultModel, replay, start, sumDays } from '../index.ts';
import { capItems } from './sums.ts';
import { DIMENSIONS, OTHER, UNKNOWN, WHOLE } from './types.ts';

const c = compile(defaultModel, 1);
const D = dayOf(MONDAY);
const letter: Given = { source: { channel: 'email', source: 'letter', campaign: 'may' } };
const google: Given = { source: { channel: 'organic_search', source: 'google', term: 'food' } };
const whole = (amount: number) => ({ first: amount, last: amount, linear: amount });

const day = (logs: CanonicalEvent[][], at: number, more: Partial<Counting> = {}) => {
  const days = countedDays(c, { logs, now: MONDAY + 400 * DAY, ...more });
  const sums = days.get(at);
  if (!sums) throw new Error(`nothing on day ${at}`);
  return sums;
};

describe('A story', () => {
  const sara = [
    viewed(MONDAY, '/', letter),
    happened(MONDAY + MINUTE, 'user_engagement', { props: { engaged_ms: 20_000 } }),
    happened(MONDAY + 2 * MINUTE, 'newsletter_signup'),
    viewed(MONDAY + 4 * HOUR, '/'),
    happened(MONDAY + 4 * HOUR + 1, 'ad_click', { props: { kind: 'slot' } }),
    viewed(MONDAY + 3 * DAY, '/shop', google),
    happened(MONDAY + 3 * DAY + 1, 'ad_click', { props: { kind: 'arrival' } }),
    bought(MONDAY + 3 * DAY + 20 * MINUTE, 'o1', { value: 10.01 }, { verified: true }),
    bought(MONDAY + 9 * DAY, 'o2', { value: 5, coupon: 'NEW' }, { device: 's:server' }),
  ];
  const bare = sara.map(({ ...event }) => {
    if (event.device === 's:server') delete event.url;
    return event;
  });

  test('counts visits by what brought them, and its person once a day', () => {
    const { by } = day([bare], D).all;
    expect(by.all?.['']).toMatchObject({
      ...{ visits: 2, pages: 2, engaged_ms: 20_000, signups: 1, slot_clicks: 1 },
      ...{ people: { none: 1 }, new_people: 1 },
    });
    expect(by.channel?.direct).toEqual({
      visits: 1,
      pages: 1,
      slot_clicks: 1,
      people: { none: 1 },
    });
    expect(by.campaign?.may).toMatchObject({ visits: 1, new_people: 1, signups: 1 });
    const later = day([bare], D + 3).all.by;
    expect(later.all?.['']).toMatchObject({ people: { '3': 1 }, ad_arrivals: 1, buying_visits: 1 });
    expect(later.channel?.organic_search?.people).toEqual({ none: 1 });
  });

  test('credits an order to first, last and all visits of the 90 days before', () => {
    const { by, orders, rhythm } = day([bare], D + 3).all;
    expect(by.channel?.email?.revenue).toEqual({
      'EUR verified': { first: 1001, last: 0, linear: 334 },
    });
    expect(by.channel?.direct?.revenue?.['EUR verified']).toEqual({
      first: 0,
      last: 0,
      linear: 334,
    });
    expect(by.channel?.organic_search?.revenue?.['EUR verified']).toEqual({
      ...{ first: 0, last: 1001, linear: 333 },
    });
    expect(by.keyword?.food?.customers).toEqual({ first: 0, last: WHOLE, linear: 333_333 });
    expect(by.all?.['']?.customers).toEqual(whole(WHOLE));
    expect(orders).toEqual({
      ...{
        value: { 'EUR verified': { orders: 1, minor: 1001 } },
        coupons: 0,
        first: 1,
        second: {},
      },
    });
    // Thursday, nine o'clock
    expect(rhythm[String(4 * 24 + 9)]).toEqual({ visits: 1, ad_arrivals: 1, purchases: 1 });
  });

  test('knows the second order by its distance, with a coupon, outside of visits', () => {
    const { by, orders } = day([bare], D + 9).all;
    expect(orders).toEqual({
      value: { 'EUR unverified': { orders: 1, minor: 500 } },
      ...{ coupons: 1, first: 0, second: { '6': 1 } },
    });
    expect(by.all?.['']).toEqual({
      orders: { unverified: whole(WHOLE) },
      revenue: { 'EUR unverified': whole(500) },
    });
  });

  test('makes her a lead where she rose from the lowest rung, with how long she stood there', () => {
    const { by, flows } = day([bare], D).all;
    expect(flows['rung suspect lead']).toEqual({ moves: 1, gaps: { '0': 1 }, hours: { '0': 1 } });
    expect(by.campaign?.may?.leads).toEqual(whole(WHOLE));
  });

  test('puts what nobody’s visit led to under unknown, and all of it under all', () => {
    const told = bought(MONDAY, 'o9', {}, { device: 's:server' });
    delete told.url;
    const { by } = day([[told]], D).all;
    expect(by.channel).toMatchObject({ [UNKNOWN]: { customers: whole(WHOLE) } });
    expect(by.all?.['']?.revenue).toEqual({ 'EUR unverified': whole(2000) });
  });

  test('takes an order that was given back out, whenever that was', () => {
    const back = happened(MONDAY + 30 * DAY, 'refund', {
      props: { order_id: 'o1' },
      verified: true,
    });
    const { by, orders } = day([[...bare, back]], D + 3).all;
    expect(orders).toMatchObject({ value: {}, first: 0 });
    expect(by.all?.['']).not.toHaveProperty('customers');
    expect(by.all?.['']).not.toHaveProperty('buying_visits');
    expect(day([[...bare, back]], D + 9).all.orders.first).toBe(1);
  });

  test('tells what people of a segment did, by where they stood at the end of the day', () => {
    expect(Object.keys(day([bare], D + 3).segments)).toContain('new');
    expect(Object.keys(day([bare], D).segments)).not.toContain('new');
    expect(day([bare], D + 3).segments.new?.by.all?.['']?.visits).toBe(1);
  });

  test('counts voices by their own day, and a sign-up outside of visits as the last touch’s', () => {
    const at = (hours: number, type: string, props: Given['props'] = {}) => {
      const told = happened(MONDAY + hours * HOUR, type, { props, device: 's:server' });
      delete told.url;
      return told;
    };
    const log = [
      viewed(MONDAY, '/', letter),
      at(30, 'feedback', { kind: 'nps', score: 9, text: 'good' }),
      at(31, 'feedback', { kind: 'csat', score: 2 }),
      at(32, 'complaint', { topic: 'bag' }),
      at(33, 'complaint_resolved'),
      at(34, 'newsletter_signup'),
    ];
    const { voices, by, rhythm } = day([log], D + 1).all;
    expect(voices).toEqual({ nps: { '9': 1 }, csat: { '2': 1 }, complaints: 1, resolved: 1 });
    expect(by.channel?.email).toEqual({ signups: 1, leads: whole(WHOLE) });
    expect(rhythm[String(2 * 24 + 19)]).toEqual({ signups: 1 });
  });

  test('gives a visit to the owner’s campaign whose rule it fits', () => {
    const campaigns = [{ id: 'c1', from: D, to: D, match: { campaign: ['ma*'] } }];
    expect(day([bare], D, { campaigns }).all.by.plan?.c1).toMatchObject({ visits: 1 });
    expect(day([bare], D + 3, { campaigns }).all.by.plan?.c1).toMatchObject({
      revenue: { 'EUR verified': { first: 1001 } },
    });
  });
});

test('Names that visitors choose harm no record', () => {
  const names = ['__proto__', 'constructor', 'toString', '__proto__'];
  const log = names.map((campaign, i) =>
    viewed(MONDAY + i * HOUR, '/', { source: { channel: 'email', campaign } }),
  );
  const { totals } = totalsOf(countedDays(c, { logs: [log], now: MONDAY + DAY }))[0] ?? {};
  const campaigns = JSON.parse(JSON.stringify(totals?.by.campaign)) as object;
  const visits = Object.entries(campaigns).map(([name, cell]) => [name, cell.visits]);
  expect(Object.fromEntries(visits.map(([name, n]) => [`is ${name}`, n]))).toEqual({
    ...{ 'is __proto__': 2, 'is constructor': 1, 'is toString': 1 },
  });
  expect({}).not.toHaveProperty('visits');
});

test('Beyond so many items a dimension the least visited are added up, and nothing is lost', () => {
  const logs = Array.from({ length: 9 }, (_, i) =>
    Array.from({ length: 1 + (i % 3) }, (_, j) =>
      viewed(MONDAY + j * HOUR, `/${i}`, { source: { channel: 'email', campaign: `c${i}` } }),
    ),
  );
  const { all } = day(logs, D);
  const few = capItems(all, 4);
  expect(Object.keys(few.by.campaign ?? {}).sort()).toEqual(['c1', 'c2', 'c5', 'c8', OTHER].sort());
  expect(few.by.campaign?.[OTHER]?.visits).toBe(18 - 3 * 3 - 2);
  expect(few.by.channel).toEqual(all.by.channel);
});

/** A few people, each with a history of visits, orders and acts. */
const crowd = fc.array(histories(25), { minLength: 1, maxLength: 4 });

vi.setConfig(PATIENCE);

describe('Of any people', () => {
  test('first, last and linear come to the same in each dimension', () => {
    fc.assert(
      fc.property(histories(), (log) => {
        const days = countedDays(c, { logs: [log], now: MONDAY + 900 * DAY });
        const all = [...days.values()].flatMap(({ all, segments }) => [
          all,
          ...Object.values(segments),
        ]);
        const sums = all.map(({ by }) => DIMENSIONS.map((name) => creditsIn(by[name] ?? {})));
        expect(sums).toEqual(sums.map(([everything]) => DIMENSIONS.map(() => everything)));
        const credits = sums.flatMap(([everything]) => Object.values(everything ?? {}));
        expect(credits).toEqual(credits.map(({ first }) => whole(first)));
      }),
      RUNS,
    );
  });

  test('days added up tell distinct people of any period, as a set of them does', () => {
    fc.assert(
      fc.property(crowd, fc.nat(60), fc.nat(60), (logs, begin, length) => {
        const now = MONDAY + 900 * DAY;
        const [from, to] = [D + begin - 1, D + begin - 1 + length];
        const days = totalsOf(countedDays(c, { logs, now }));
        const inside = days.filter((one) => one.day >= from && one.day <= to);
        const { by } = sumDays(inside, from);
        for (const dimension of ['all', 'channel', 'country', 'device'] as const) {
          const sums = Object.entries(by[dimension] ?? {}).filter(([, cell]) => cell.visits);
          const said = sums.map(([item, { people }]) => [item, people]);
          expect(Object.fromEntries(said)).toEqual(peopleBySet(logs, { from, to, dimension }));
        }
      }),
      RUNS,
    );
  });
});

type Cells = NonNullable<ReturnType<typeof day>['all']['by']['all']>;

/** Everything that is credited, over all items of a dimension. */
function creditsIn(cells: Cells): Record<string, ReturnType<typeof whole>> {
  const sums: Record<string, ReturnType<typeof whole>> = {};
  for (const { leads, customers, orders, revenue } of Object.values(cells)) {
    const all = { ...(leads && { leads }), ...(customers && { customers }), ...orders, ...revenue };
    for (const [name, { first, last, linear }] of Object.entries(all)) {
      sums[name] ??= whole(0);
      sums[name].first += first;
      sums[name].last += last;
      sums[name].linear += linear;
    }
  }
  return sums;
}

interface Asked {
  from: number;
  to: number;
  dimension: 'all' | 'channel' | 'country' | 'device';
}

/** The same from the visits themselves. */
function peopleBySet(logs: readonly CanonicalEvent[][], { from, to, dimension }: Asked) {
  const sets: Record<string, Set<number>> = {};
  for (const [i, log] of logs.entries()) {
    for (const visit of replay(c, start(), log, MONDAY + 900 * DAY).visits) {
      const on = Math.floor((visit.start + visit.offset_min * MINUTE) / DAY);
      const items = { all: '', channel: visit.source.channel, country: visit.country };
      const item = { ...items, device: visit.agent?.device }[dimension] ?? '(none)';
      if (on < from || on > to) continue;
      sets[item] ??= new Set();
      sets[item].add(i);
    }
  }
  return Object.fromEntries(Object.entries(sets).map(([item, set]) => [item, set.size]));
}
