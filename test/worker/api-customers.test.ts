// What customers are worth and say, from days that were counted, a census and acts.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { wilson } from '../../collector/engine/index.ts';
import type { Act, Voices } from '../../collector/engine/reports/types.ts';
import { type Customers, customersSchema } from '../../dashboard-api/present/schemas/customers.ts';
import { answer, ask, DAY, NOW, newSite, type Site } from './api-fixture.ts';
import { metered } from './metered-database.ts';
import { dateOf, noCensus, putAct, putTotals, TODAY } from './report-fixture.ts';

let shop: Site;

const voices = (csat: Voices['csat'], nps: Voices['nps'], complaints = 0, resolved = 0) => ({
  csat,
  nps,
  complaints,
  resolved,
});

const act = (kind: Act['kind'], at: number, more: Partial<Act> = {}): Act => ({
  event: `01890b2c-5f00-7000-9000-${String(at).slice(-12).padStart(12, '0')}`,
  kind,
  at,
  offset_min: 0,
  ...more,
});

const customers = async (query = '', site = shop) =>
  customersSchema.parse(await answer<Customers>(`/customers${query}`, site));

beforeAll(async () => {
  shop = await newSite();
  const { site } = shop;
  const orders = {
    value: {
      'EUR verified': { orders: 3, minor: 10_000 },
      'EUR unverified': { orders: 1, minor: 999 },
      'IRR verified': { orders: 1, minor: 250_000 },
    },
    coupons: 2,
    first: 3,
    second: { 0: 1, 10: 1, 31: 1 },
  };
  // 2026-05-08 is a Friday: the first of these days is in the week before.
  await putTotals(site, TODAY - 7, { orders, voices: voices({ 5: 1, 3: 1 }, { 9: 1 }, 2, 1) });
  await putTotals(site, TODAY, { orders, voices: voices({ 4: 2 }, { 6: 1, 7: 1, 10: 1 }, 1) });
  await putTotals(site, TODAY - 40, { orders, voices: voices({ 1: 9 }, {}, 9) });
  const { customers: none } = noCensus(0);
  const census = {
    ...noCensus(NOW - DAY),
    customers: {
      ...none,
      people: 50,
      repeat: 20,
      orders: 90,
      segments: { new: 10, discount: 5 },
      with_interval: 20,
      quiet: 4,
      value: { 'EUR verified': { people: 40, minor: 400_010 } },
      churn: { 365: { active: 40, churned: 10 }, 30: { active: 45, churned: 0 } },
    },
  };
  await putTotals(site, TODAY - 1, census, 'census');
});

describe('Customers', () => {
  test('are told with their orders of the period, by currency and trust', async () => {
    const found = await customers();
    expect(found.orders).toEqual({
      count: 10,
      first: 6,
      with_coupon: wilson(4, 10),
      by_currency: [
        {
          currency: 'EUR',
          verified: { orders: 6, value: 200, average: 33.33 },
          unverified: { orders: 2, value: 19.98, average: 9.99 },
        },
        {
          currency: 'IRR',
          verified: { orders: 2, value: 500_000, average: 250_000 },
          unverified: { orders: 0, value: 0, average: null },
        },
      ],
    });
    expect(found.second_orders).toEqual({ n: 6, median_days: 10 });
  });

  test('are told as the last census up to the end of the period counted them', async () => {
    const found = await customers();
    expect(found.census_at).toBe(new Date(NOW - DAY).toISOString());
    expect(found.base).toMatchObject({
      customers: 50,
      repeat_rate: wilson(20, 50),
      orders_each: 1.8,
      value_to_date: [
        {
          currency: 'EUR',
          verified: { people: 40, value: 4000.1, average: 100 },
          unverified: { people: 0, value: 0, average: null },
        },
      ],
      quiet: wilson(4, 20),
      churn: [
        { days: 30, rate: wilson(0, 45) },
        { days: 365, rate: wilson(10, 40) },
      ],
    });
    const shares = new Map(found.base?.segments.map(({ id, share }) => [id, share]));
    expect(shares.get('new')).toEqual(wilson(10, 50));
    expect(shares.get('impulse')).toEqual(wilson(0, 50));
    const before = await customers(`?to=${dateOf(TODAY - 2)}`);
    expect([before.census_at, before.base]).toEqual([null, null]);
  });

  test('are told by week how happy they are, by month when the period is long', async () => {
    const found = await customers(`?from=${dateOf(TODAY - 8)}`);
    expect(found.csat).toEqual({ n: 4, mean: 4, satisfied: wilson(3, 4) });
    expect(found.nps).toEqual({ n: 4, promoters: 2, passives: 1, detractors: 1, score: 25 });
    const { unit, data } = found.over_time;
    expect(unit).toBe('week');
    expect(data.map(({ from, to, complaints }) => [from, to, complaints])).toEqual([
      ['2026-04-30', '2026-05-03', 2],
      ['2026-05-04', '2026-05-08', 1],
    ]);
    expect(data[0]).toMatchObject({
      csat: { n: 2, mean: 4, satisfied: wilson(1, 2) },
      nps: { n: 1, promoters: 1, score: 100 },
      resolved: 1,
    });
    const year = (await customers(`?from=${dateOf(TODAY - 364)}`)).over_time;
    expect(year.unit).toBe('month');
    expect(year.data).toHaveLength(13);
    expect(year.data.at(-2)).toMatchObject({ from: '2026-04-01', to: '2026-04-30' });
    expect(year.data.at(-3)).toMatchObject({ complaints: 9, csat: { n: 9, mean: 1 } });
  });
});

describe('Complaints', () => {
  let angry: Site;
  beforeAll(async () => {
    angry = await newSite('Angry');
    const put = (person: string, one: Act) => putAct(angry.site, person, one);
    await put('p_open', act('complaint', NOW - 9 * DAY));
    await put('p_again', act('complaint', NOW - 9 * DAY));
    await put('p_again', act('resolved', NOW - 8 * DAY));
    await put('p_again', act('complaint', NOW - 7 * DAY, { topic: 'parcel', text: 'Torn again.' }));
    await put('p_again', act('complaint', NOW - 6 * DAY, { text: '' }));
    await put('p_mended', act('complaint', NOW - 5 * DAY, { text: '<b>Late</b>' }));
    await put('p_mended', act('resolved', NOW - 4 * DAY));
    await put('p_long_ago', act('complaint', NOW - 366 * DAY, { text: 'Old.' }));
    await put('p_content', act('nps', NOW - DAY, { score: 10, text: 'Great.' }));
    await put('p_content', act('signup', NOW - DAY + 1));
  });

  test('are open while no resolution came after them: one a person, for a year', async () => {
    const { complaints } = await customers('', angry);
    expect(complaints).toMatchObject({ open: 2, complete: true });
    expect((await customers()).complaints.open).toBe(0);
  });

  test('and other answers are told in their own words, newest first, those of the period', async () => {
    const { voices: said } = await customers('', angry);
    expect(said.map(({ person, text }) => [person, text])).toEqual([
      ['p_content', 'Great.'],
      ['p_mended', '<b>Late</b>'],
      ['p_again', 'Torn again.'],
    ]);
    expect(said[2]).toMatchObject({ kind: 'complaint', topic: 'parcel', score: null });
    expect(said[0]).toMatchObject({ kind: 'nps', score: 10, topic: null });
    const two = await customers(`?from=${dateOf(TODAY - 5)}&to=${dateOf(TODAY - 2)}`, angry);
    expect(two.voices.map(({ person }) => person)).toEqual(['p_mended']);
  });
});

test('Of a site where nobody bought or said anything there are sensible nothings', async () => {
  const found = await customers('', await newSite('Empty'));
  expect(found).toMatchObject({
    orders: { count: 0, first: 0, with_coupon: null, by_currency: [] },
    second_orders: { n: 0, median_days: null },
    base: null,
    csat: { n: 0, mean: null, satisfied: null },
    nps: { n: 0, score: null },
    complaints: { made: 0, resolved: 0, open: 0, complete: true },
    voices: [],
  });
});

test('Acts beyond what a call may read are not counted, and it says so', async () => {
  const site = await newSite('Loud');
  await env.DB.prepare(
    `INSERT INTO acts (site, at, person, event, day, body)
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)
     SELECT ?1, ?2 - i, 'p_' || i, 'e', ?3, ?4 FROM n`,
  )
    .bind(site.site, NOW, TODAY, JSON.stringify(act('complaint', NOW)))
    .run();
  await env.DB.prepare(
    `INSERT INTO totals (site, report, day, body)
     WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 1199)
     SELECT ?1, 'all', ?2 - i, '{}' FROM n`,
  )
    .bind(site.site, TODAY)
    .run();
  await env.DB.prepare(
    'INSERT INTO days (site, day, dirty) SELECT site, day, 0 FROM totals WHERE site = ?',
  )
    .bind(site.site)
    .run();
  const meter = metered(env.DB);
  const path = `/customers?from=${dateOf(TODAY - 1099)}`;
  const found: Customers = await answer(path, { ...site, db: meter.db });
  expect(found.complaints).toMatchObject({ open: 5000, complete: false });
  expect(meter.rowsRead()).toBeLessThanOrEqual(10_000);
});

test('A parameter that is not known is refused by name', async () => {
  const response = await ask('/customers?segment=new', shop);
  expect([response.status, await response.json()]).toMatchObject([400, { field: 'segment' }]);
});
