// What each source brought, from days that were counted.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { wilson } from '../../collector/engine/index.ts';
import type { Cell, Credit, Gaps } from '../../collector/engine/reports/types.ts';
import {
  SOURCE_DIMENSIONS,
  type Sources,
  sourcesSchema,
} from '../../dashboard-api/present/schemas/sources.ts';
import { answer, ask, NOW, newSite, type Site } from './api-fixture.ts';
import { metered } from './metered-database.ts';
import { dateOf, putDay, putTotals, TODAY } from './report-fixture.ts';

let shop: Site;

const all = (first: number, last = first, linear = first): Credit => ({ first, last, linear });

const ADS: Cell = {
  visits: 3,
  pages: 7,
  engaged_ms: 12_345,
  buying_visits: 1,
  ad_arrivals: 3,
  people: { none: 1, 1: 1, 40: 1 },
  new_people: 1,
  leads: all(1_000_000, 0, 333_334),
  customers: all(0, 1_000_000, 500_000),
  orders: { verified: all(1_000_000), unverified: all(0, 0, 333_333) },
  revenue: { 'EUR verified': all(1999, 1999, 1000), 'IRR unverified': all(250_000) },
};
const DIRECT: Cell = {
  visits: 5,
  pages: 5,
  people: { none: 2 },
  new_people: 2,
  signups: 1,
  slot_clicks: 2,
  unsubscribes: 1,
};

/** Two days ago and today; people of both days are told apart by their gaps. */
beforeAll(async () => {
  shop = await newSite();
  const day = (ads: Cell, direct: Cell, people: Gaps) => ({
    by: { channel: { paid_search: ads, direct }, all: { '': { people } } },
  });
  await putTotals(shop.site, TODAY - 2, day(ADS, DIRECT, { none: 3, 1: 1, 40: 1 }));
  await putTotals(shop.site, TODAY, day(ADS, DIRECT, { none: 0, 1: 1, 2: 2 }));
  await putTotals(shop.site, TODAY - 40, day(ADS, DIRECT, { none: 9 }));
  await putDay(shop.site, TODAY - 2, { counted_at: NOW - 90_000 });
  await putDay(shop.site, TODAY, { dirty: 1, counted_at: NOW - 60_000 });
  await putDay(shop.site, TODAY - 1, { dirty: 1, counted_at: 0 });
});

const sources = (query: string, site = shop) => answer<Sources>(`/sources?${query}`, site);
const lineOf = ({ data }: Sources, item: string) => data.find((line) => line.item === item);

describe('Sources', () => {
  test('add days up, of 30 days unless asked otherwise, greatest first', async () => {
    const found = sourcesSchema.parse(await sources('by=channel'));
    expect(found).toMatchObject({ from: dateOf(TODAY - 29), to: dateOf(TODAY), by: 'channel' });
    expect(found.data.map(({ item, visits }) => [item, visits])).toEqual([
      ['direct', 10],
      ['paid_search', 6],
    ]);
    expect(lineOf(found, 'direct')).toMatchObject({
      signups: 2,
      unsubscribes: 2,
      slot_clicks: 4,
      revenue: [],
      leads: all(0),
    });
    expect(lineOf(found, 'paid_search')).toMatchObject({
      pages: 14,
      engaged_s: 24.69,
      ad_arrivals: 6,
      leads: { first: 2, last: 0, linear: 0.666668 },
      customers: { first: 0, last: 2, linear: 1 },
      orders: { verified: all(2), unverified: { first: 0, last: 0, linear: 0.666666 } },
      revenue: [
        { currency: 'EUR', verified: all(39.98, 39.98, 20), unverified: all(0) },
        { currency: 'IRR', verified: all(0), unverified: all(500_000) },
      ],
      conversion: wilson(2, 6),
    });
  });

  test('count a person once in a period, by how long ago they had come before', async () => {
    // Of 30 days: the first of these days is 27 days in, today 29.
    const month = await sources('by=channel');
    expect(lineOf(month, 'paid_search')?.people).toBe(2 + 2); // none and 40, twice
    const both = await sources(`by=channel&from=${dateOf(TODAY - 2)}`);
    expect(lineOf(both, 'paid_search')?.people).toBe(3 + 2);
    const today = await sources(`by=channel&from=${dateOf(TODAY)}`);
    expect(lineOf(today, 'paid_search')?.people).toBe(3);
    expect(today.totals.people).toBe(3);
    expect(both.totals.people).toBe(5);
  });

  test('sum to the totals to the last millionth, on whatever page they are', async () => {
    const whole = await sources('by=channel');
    const pages = [await sources('by=channel&limit=1')];
    const next = pages[0]?.next_cursor ?? '';
    pages.push(await sources(`by=channel&limit=1&cursor=${next}`));
    expect(pages[1]?.next_cursor).toBeNull();
    const lines = pages.flatMap(({ data }) => data);
    expect(lines).toEqual(whole.data);
    const { totals } = whole;
    expect(pages.map((page) => page.totals)).toEqual([totals, totals]);
    const sum = (of: (line: Sources['data'][number]) => number) =>
      lines.reduce((total, line) => total + Math.round(of(line) * 1e6), 0) / 1e6;
    for (const key of ['visits', 'pages', 'engaged_s', 'new_people', 'signups'] as const) {
      expect([key, sum((line) => line[key])]).toEqual([key, totals[key]]);
    }
    for (const way of ['first', 'last', 'linear'] as const) {
      expect(sum(({ leads }) => leads[way])).toBe(totals.leads[way]);
      expect(sum(({ orders }) => orders.unverified[way])).toBe(totals.orders.unverified[way]);
      const euros = totals.revenue.find(({ currency }) => currency === 'EUR');
      expect(sum((line) => line.revenue[0]?.verified[way] ?? 0)).toBe(euros?.verified[way]);
    }
    expect(totals.conversion).toEqual(wilson(2, 16));
  });

  test('say how fresh they are: when days were counted, and how many are waited for', async () => {
    const found = await sources('by=channel');
    expect(found).toMatchObject({
      as_of: new Date(NOW).toISOString(),
      counted_at: new Date(NOW - 60_000).toISOString(),
      pending_days: 2,
    });
    expect(await sources(`by=channel&to=${dateOf(TODAY - 2)}`)).toMatchObject({
      counted_at: new Date(NOW - 90_000).toISOString(),
      pending_days: 0,
    });
  });

  test('wait for a day whose count has begun and not ended: its sums are the former ones', async () => {
    const site = await newSite('Long');
    await putDay(site.site, TODAY, { counted_at: NOW - 1 });
    await putDay(site.site, TODAY - 1, { counted_at: NOW - 2 });
    const count = env.DB.prepare(
      "INSERT INTO counts (site, kind, day, began_at, cursor, body) VALUES (?, ?, ?, 0, '', '')",
    );
    await count.bind(site.site, 'day', TODAY).run();
    await count.bind(site.site, 'day new', TODAY - 1).run(); // what a segment comes to so far
    expect(await sources('by=channel', site)).toMatchObject({
      counted_at: new Date(NOW - 1).toISOString(),
      pending_days: 1,
    });
    await putDay(site.site, TODAY, { dirty: 1 }); // changed meanwhile: still one day
    expect((await sources('by=channel', site)).pending_days).toBe(1);
  });

  test('of a site where nothing happened are no lines and sensible nothings', async () => {
    const empty = await newSite('Empty');
    for (const by of SOURCE_DIMENSIONS) {
      const found = sourcesSchema.parse(await sources(`by=${by}&segment=new`, empty));
      expect(found).toMatchObject({
        counted_at: null,
        pending_days: 0,
        data: [],
        next_cursor: null,
        totals: { visits: 0, people: 0, revenue: [], conversion: null },
      });
    }
  });

  test('in a segment are those of its own rows, and another site has none of them', async () => {
    const by = { channel: { email: DIRECT }, all: { '': { people: { none: 2 } } } };
    await putTotals(shop.site, TODAY, { by }, 'segment:new');
    const found = await sources('by=channel&segment=new');
    expect(found.data.map(({ item, people }) => [item, people])).toEqual([['email', 2]]);
    expect(found.segment).toBe('new');
    const other = await newSite('Other');
    expect((await sources('by=channel', other)).data).toEqual([]);
  });

  test('by landing page are told apart by any path, be it a word that objects know', async () => {
    const site = await newSite('Odd');
    const landing = Object.fromEntries([
      ['__proto__', DIRECT],
      ['constructor', ADS],
      ['/قیمت', ADS],
    ]);
    await putTotals(site.site, TODAY, { by: { landing } });
    const found = await sources('by=landing_page&sort=item', site);
    expect(found.data.map(({ item }) => item)).toEqual(
      ['__proto__', 'constructor', '/قیمت'].sort(),
    );
    expect(lineOf(found, '__proto__')?.visits).toBe(5);
  });
});

describe('A page of sources', () => {
  test('is refused with another cursor than it was given, parameter by parameter', async () => {
    const { next_cursor } = await sources('by=channel&limit=1');
    const cursor = encodeURIComponent(next_cursor ?? '');
    const refused = [
      `by=country&cursor=${cursor}`,
      `by=channel&sort=people&cursor=${cursor}`,
      `by=channel&from=${dateOf(TODAY - 3)}&cursor=${cursor}`,
      `by=channel&segment=new&cursor=${cursor}`,
      `by=channel&cursor=${cursor.slice(0, -2)}AA`,
    ];
    for (const query of refused) {
      const response = await ask(`/sources?${query}`, shop);
      expect([query, response.status]).toEqual([query, 400]);
      expect(await response.json()).toMatchObject({ field: 'cursor' });
    }
  });

  test('goes on behind whatever a visitor may have named a page', async () => {
    const site = await newSite();
    const names = ['\u0001'.repeat(200), '漢'.repeat(200), '"'.repeat(200), '/'];
    const landing = Object.fromEntries(names.map((name, i) => [name, { visits: 9 - i }]));
    await putTotals(site.site, TODAY, { by: { landing } });
    const found: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page = await sources(`by=landing_page&limit=1${next && `&cursor=${next}`}`, site);
      found.push(...page.data.map(({ item }) => item));
      next = page.next_cursor;
    }
    expect(found).toEqual(names);
  });

  test('neither leaves lines out nor repeats them while days are counted again', async () => {
    const site = await newSite('Busy');
    const put = async (visits: Record<string, number>, counted_at: number) => {
      const cells = Object.entries(visits).map(([item, n]) => [item, { visits: n }] as const);
      await putTotals(site.site, TODAY, { by: { channel: Object.fromEntries(cells) } });
      await putDay(site.site, TODAY, { counted_at });
    };
    await put({ a: 4, b: 3, c: 2, d: 1 }, NOW - 2);
    const byName = await sources('by=channel&limit=2&sort=item', site);
    const byVisits = await sources('by=channel&limit=2', site);
    await put({ a: 1, b: 3, c: 2, d: 9, bb: 5 }, NOW - 1);
    const cursor = (page: Sources) => encodeURIComponent(page.next_cursor ?? '');
    const rest = await sources(`by=channel&sort=item&cursor=${cursor(byName)}`, site);
    const names = [...byName.data, ...rest.data].map(({ item }) => item);
    expect(names).toEqual(['a', 'b', 'bb', 'c', 'd']);
    const late = await ask(`/sources?by=channel&limit=2&cursor=${cursor(byVisits)}`, site);
    expect(late.status).toBe(409);
    const begun = await sources('by=channel&limit=2', site);
    await env.DB.prepare(
      "INSERT INTO counts (site, kind, day, began_at, cursor, body) VALUES (?, 'day', ?, 0, '', '')",
    )
      .bind(site.site, TODAY)
      .run();
    const ended = await ask(`/sources?by=channel&limit=2&cursor=${cursor(begun)}`, site);
    expect(ended.status).toBe(409);
    expect(await late.json()).toMatchObject({ field: 'cursor' });
  });
});

test.each([
  ['', 'by'],
  ['by=colour', 'by'],
  ['by=channel&segment=nobody', 'segment'],
  ['by=channel&from=yesterday', 'from'],
  ['by=channel&from=2026-02-30', 'from'],
  ['by=channel&from=1969-12-31', 'from'],
  ['by=channel&to=2026-05-01T00:00:00Z', 'to'],
  ['by=channel&from=2026-05-02&to=2026-05-01', 'from'],
  ['by=channel&from=2020-01-01', 'from'],
  ['by=channel&limit=1001', 'limit'],
  ['by=channel&sort=beauty', 'sort'],
  ['by=channel&bom=yes', 'bom'],
])('"%s" is refused with the field %s', async (query, field) => {
  const response = await ask(`/sources?${query}`, shop);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ field });
});

test('As CSV the lines are the same, currencies have columns, no cell is a formula', async () => {
  const site = await newSite('Csv');
  await putTotals(site.site, TODAY, { by: { campaign: { '=1+1': ADS, '@b,"c"': DIRECT } } });
  const response = await ask('/sources?by=campaign&limit=1&bom=true', {
    ...site,
    accept: 'text/csv',
  });
  expect(response.headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const [head = '', line = ''] = new TextDecoder().decode(bytes).split('\r\n');
  const names = head.split(',');
  expect(names).toContain('revenue_EUR_verified_linear');
  expect(names).toContain('revenue_IRR_unverified_first');
  expect(line.startsWith(`"'@b,""c"""`)).toBe(true);
  const next = /<(.+)>; rel="next"/.exec(response.headers.get('Link') ?? '')?.[1] ?? '';
  const second = await ask(next.replace('/api/v1', ''), { ...site, accept: 'text/csv' });
  const cells = ((await second.text()).split('\r\n')[1] ?? '').split(',');
  expect(cells[0]).toBe("'=1+1");
  expect(cells[names.indexOf('revenue_EUR_verified_linear')]).toBe('10');
  expect(second.headers.get('Link')).toBeNull();
});

test('Of more items than there is room for the least visited are put together, and none is lost', async () => {
  const site = await newSite();
  const [days, items] = [40, 300];
  for (let day = 0; day < days; day += 1) {
    const rare = Array.from({ length: items }, (_, i) => [`/${day}/${i}`, { visits: 1 }]);
    const landing = { '/': { visits: 9 }, ...Object.fromEntries(rare) };
    await putTotals(site.site, TODAY - day, { by: { landing } });
  }
  const from = dateOf(TODAY - days + 1);
  const first = await sources(`by=landing_page&limit=1000&from=${from}`, site);
  expect(first.totals.visits).toBe(days * (items + 9));
  expect(lineOf(first, '/')?.visits).toBe(days * 9);
  expect(lineOf(first, '(other)')?.visits).toBeGreaterThan(1000);
});

test('Three years of days are read within bounds, the wanted part alone', async () => {
  const site = await newSite('Old');
  const by = { channel: { direct: { visits: 1, people: { none: 1 } } }, all: { '': {} } };
  await env.DB.prepare(
    `INSERT INTO totals (site, report, day, body)
     WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 1199)
     SELECT ?1, 'all', ?2 - i, ?3 FROM n`,
  )
    .bind(site.site, TODAY, JSON.stringify({ by }))
    .run();
  await env.DB.prepare(
    'INSERT INTO days (site, day, dirty) SELECT site, day, 0 FROM totals WHERE site = ?',
  )
    .bind(site.site)
    .run();
  const meter = metered(env.DB);
  const query = `by=channel&from=${dateOf(TODAY - 1099)}`;
  const found: Sources = await answer(`/sources?${query}`, { ...site, db: meter.db });
  expect(found.totals.visits).toBe(1100);
  expect(meter.rowsRead()).toBeLessThanOrEqual(2300);
});
