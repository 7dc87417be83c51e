// The owner's campaigns: kept, changed, spent on, and held against what they brought.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Credit } from '../../collector/engine/reports/types.ts';
import { addKey } from '../../collector/store/sites.ts';
import {
  type CampaignReport,
  campaignReportSchema,
} from '../../dashboard-api/present/schemas/campaign-report.ts';
import {
  type Campaign,
  campaignList,
  campaignSchema,
} from '../../dashboard-api/present/schemas/campaigns.ts';
import { answer, ask, DAY, NOW, newSite, type Site } from './api-fixture.ts';
import { dateOf, putDay, putTotals, TODAY } from './report-fixture.ts';

const SPRING = {
  name: 'Spring',
  from: dateOf(TODAY - 9),
  to: dateOf(TODAY + 10),
  budget: 400,
  currency: 'EUR',
  expected_sales: 1000,
  match: { campaign: ['spring*'], medium: ['cpc'] },
};

const all = (first: number, last = first, linear = first): Credit => ({ first, last, linear });

const call = (site: Site, method: string, path: string, body?: unknown) =>
  ask(`/campaigns${path}`, {
    ...site,
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

async function make(site: Site, wish: object = SPRING): Promise<Campaign> {
  const response = await call(site, 'POST', '', wish);
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return campaignSchema.parse(await response.json());
}

const putSpend = (site: Site, id: string, body: string, type = 'text/csv') =>
  ask(`/campaigns/${id}/spend`, { ...site, method: 'PUT', body, type });

const report = async (site: Site, id: string, query = '', now = NOW) =>
  campaignReportSchema.parse(
    await answer<CampaignReport>(`/campaigns/${id}/report${query}`, { ...site, now }),
  );

describe('A campaign', () => {
  let shop: Site;
  beforeAll(async () => {
    shop = await newSite();
  });

  test('is kept as it was sent, found by its id, listed, and gone when it is deleted', async () => {
    const made = await make(shop);
    expect(made).toEqual({
      ...SPRING,
      id: expect.stringMatching(/^cmp_[0-9a-f]{20}$/),
      spent: 0,
      spend: [],
      created_at: new Date(NOW).toISOString(),
    });
    expect(await answer(`/campaigns/${made.id}`, shop)).toEqual(made);
    const { spend: _, ...line } = made;
    const list = async () => campaignList.parse(await answer('/campaigns', shop)).data;
    expect(await list()).toEqual([line]);
    expect((await call(shop, 'DELETE', `/${made.id}`)).status).toBe(200);
    expect(await list()).toEqual([]);
    for (const method of ['GET', 'DELETE']) {
      expect((await call(shop, method, `/${made.id}`)).status).toBe(404);
    }
  });

  test('has the site’s currency and no end unless it says otherwise', async () => {
    const { name, from, match } = SPRING;
    expect(await make(shop, { name, from, match })).toMatchObject({
      currency: 'EUR',
      to: null,
      budget: null,
      expected_sales: null,
    });
  });

  test('is a line of CSV on which nothing is a formula', async () => {
    const site = await newSite('Csv');
    await make(site, { ...SPRING, name: '=cmd()', match: { source: ['a', 'b*'], term: ['c'] } });
    const response = await ask('/campaigns', { ...site, accept: 'text/csv' });
    const [head, line] = (await response.text()).split('\r\n');
    expect(head).toBe('id,name,from,to,currency,budget,spent,expected_sales,match,created_at');
    expect(line).toContain(",'=cmd(),");
    expect(line).toContain('"source: a, b*; term: c"');
  });

  test('is changed in what is named, and null takes a value away', async () => {
    const made = await make(shop);
    const change = async (wish: object) =>
      campaignSchema.parse(await (await call(shop, 'PATCH', `/${made.id}`, wish)).json());
    expect(await change({ budget: 12.5 })).toEqual({ ...made, budget: 12.5 });
    expect(await change({ to: null, match: { channel: ['email'] } })).toEqual({
      ...made,
      budget: 12.5,
      to: null,
      match: { channel: ['email'] },
    });
  });

  test('marks the counted days that it takes or gives back, to be counted again', async () => {
    const site = await newSite('Days');
    const dirtyDays = async () => {
      const { results } = await env.DB.prepare(
        'SELECT day FROM days WHERE site = ? AND dirty = 1 ORDER BY day',
      )
        .bind(site.site)
        .all<{ day: number }>();
      const days = results.map(({ day }) => day - TODAY);
      await env.DB.prepare('UPDATE days SET dirty = 0 WHERE site = ?').bind(site.site).run();
      return days;
    };
    for (const ago of [-200, -101, -20, -10, -9, -5, 0]) await putDay(site.site, TODAY + ago);
    const ends = dateOf(TODAY - 5);
    const made = await make(site, { ...SPRING, to: ends });
    expect(await dirtyDays()).toEqual([-9, -5, 0]);
    await call(site, 'PATCH', `/${made.id}`, { name: 'Summer', budget: 1 });
    expect(await dirtyDays()).toEqual([]);
    await call(site, 'PATCH', `/${made.id}`, {
      from: dateOf(TODAY - 201),
      to: dateOf(TODAY - 190),
    });
    expect(await dirtyDays()).toEqual([-200, -101, -20, -10, -9, -5, 0]);
    await call(site, 'PATCH', `/${made.id}`, { match: { channel: ['email'] } });
    expect(await dirtyDays()).toEqual([-200, -101]); // orders up to 90 days after its end
    await call(site, 'DELETE', `/${made.id}`);
    expect(await dirtyDays()).toEqual([-200, -101]);
  });

  test.each([
    [{ ...SPRING, to: '2020-01-01' }, 'to'],
    [{ ...SPRING, from: '2026-13-01' }, 'from'],
    [{ ...SPRING, match: {} }, 'match'],
    [{ ...SPRING, match: { colour: ['red'] } }, 'colour'],
    [{ ...SPRING, match: { campaign: [] } }, 'match.campaign'],
    [{ ...SPRING, budget: -1 }, 'budget'],
    [{ ...SPRING, budget: 1e13 }, 'budget'],
    [{ ...SPRING, currency: 'euro' }, 'currency'],
    [{ ...SPRING, name: ' ' }, 'name'],
    [{ ...SPRING, spend: [] }, 'spend'],
  ])('is refused by name when it makes no sense: %j', async (wish, field) => {
    const response = await call(shop, 'POST', '', wish);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ field });
  });

  test('may not be changed to end before it begins, nor change its currency', async () => {
    const made = await make(shop);
    for (const [wish, field] of [
      [{ to: dateOf(TODAY - 20) }, 'to'],
      [{ from: dateOf(TODAY + 20) }, 'to'],
      [{ currency: 'IRR' }, 'currency'],
    ] as const) {
      const response = await call(shop, 'PATCH', `/${made.id}`, wish);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ field });
    }
    expect(await answer(`/campaigns/${made.id}`, shop)).toEqual(made);
  });

  test('of another site is not found, and a key that only reads changes none', async () => {
    const made = await make(shop);
    const other = await newSite('Other');
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['GET', '/report'],
    ] as const) {
      const body = method === 'PATCH' ? { name: 'Mine' } : undefined;
      expect((await call(other, method, `/${made.id}${path}`, body)).status).toBe(404);
    }
    expect((await putSpend(other, made.id, '2026-05-01,1')).status).toBe(404);
    const reading = { site: shop.site, kind: 'secret', scopes: ['read'] } as const;
    const key = await addKey(env.DB, { ...reading, scopes: ['read'] }, NOW);
    expect((await call({ ...shop, key }, 'POST', '', SPRING)).status).toBe(403);
    expect((await answer<Campaign>(`/campaigns/${made.id}`, shop)).name).toBe('Spring');
  });

  test('is refused when a site has two hundred, and two changes at once are both kept', async () => {
    const site = await newSite('Many');
    await env.DB.prepare(
      `INSERT INTO campaigns (site, campaign, body)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 199)
       SELECT ?, 'a' || i, '{}' FROM n`,
    )
      .bind(site.site)
      .run();
    const { id } = await make(site);
    expect((await call(site, 'POST', '', SPRING)).status).toBe(409);
    const changes = [{ name: 'One' }, { budget: 1 }, { expected_sales: 2 }];
    const done = await Promise.all(changes.map((wish) => call(site, 'PATCH', `/${id}`, wish)));
    expect(done.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await answer(`/campaigns/${id}`, site)).toMatchObject({
      name: 'One',
      budget: 1,
      expected_sales: 2,
    });
  });
});

describe('What was spent', () => {
  let shop: Site;
  beforeAll(async () => {
    shop = await newSite();
  });
  const spendOf = async (response: Response) =>
    ((await response.json()) as Campaign).spend.map(({ date, amount }) => [date, amount]);

  test('comes day by day as JSON or CSV, each time in place of what was known', async () => {
    const { id } = await make(shop);
    const csv = await putSpend(
      shop,
      id,
      'date,amount\r\n2026-05-02,39.90\r\n2026-05-01,"1,000"\r\n',
    );
    expect(csv.status).toBe(200);
    expect(await spendOf(csv)).toEqual([
      ['2026-05-01', 1000],
      ['2026-05-02', 39.9],
    ]);
    const json = JSON.stringify({ spend: [{ date: '2026-05-03', amount: 0.01 }] });
    const put = await putSpend(shop, id, json, 'application/json; charset=utf-8');
    expect(await spendOf(put)).toEqual([['2026-05-03', 0.01]]);
    expect(await answer(`/campaigns/${id}`, shop)).toMatchObject({ spent: 0.01 });
    expect(await spendOf(await putSpend(shop, id, '{"spend":[]}', 'application/json'))).toEqual([]);
  });

  test('may be any amount on any number of days, and campaigns are still listed', async () => {
    const site = await newSite();
    const { id } = await make(site, { ...SPRING, currency: 'KWD' });
    const spend = Array.from({ length: 4000 }, (_, i) => ({ date: dateOf(i), amount: 9e12 }));
    expect((await putSpend(site, id, JSON.stringify({ spend }), 'application/json')).status).toBe(
      200,
    );
    const { data } = campaignList.parse(await answer('/campaigns', site));
    expect(data[0]?.spent).toBe(4000 * 9e12);
  });

  test('is read as a Persian spreadsheet has it: Jalali dates, Persian digits, Toman', async () => {
    const { id } = await make(shop, { ...SPRING, currency: 'IRR', budget: null });
    const response = await putSpend(shop, id, '\ufeffتاریخ;مبلغ (تومان)\n۱۴۰۵/۰۲/۱۱;۱۲٬۵۰۰\n');
    expect(await spendOf(response)).toEqual([['2026-05-01', 125_000]]);
    const named = await putSpend(shop, id, '۱۴۰۵/۰۲/۱۱,۱۲۵۰۰ ریال\n');
    expect(await spendOf(named)).toEqual([['2026-05-01', 12_500]]);
  });

  test('is kept whole or not at all: each bad line is told with its reason', async () => {
    const { id } = await make(shop);
    await putSpend(shop, id, '2026-05-01,5');
    const lines = [
      ...['date,amount', '2026-05-01,5', '2026-05-32,5', '2026-05-02,-5', '2026-05-03,5.001'],
      ...['2026-05-01,6', '2026-05-04,5 ریال', '2026-05-05', '2026-05-06,1,2', '1.5.26,5'],
      ...['2026-05-07 10:00,5'],
    ];
    const response = await putSpend(shop, id, lines.join('\n'));
    expect(response.status).toBe(400);
    const { field, detail } = (await response.json()) as { field: string; detail: string };
    expect(field).toBe('body');
    expect(detail).toBe(
      'Nothing was kept. line 3: no_such_date; line 4: negative; line 5: too_many_decimals; line 6: day_named_twice; line 7: other_currency; line 8: missing; line 9: too_many_cells; line 10: two_digit_year; line 11: invalid_date.',
    );
    expect(await answer(`/campaigns/${id}`, shop)).toMatchObject({ spent: 5 });
  });

  test.each([
    ['', 'text/csv', 400, 'body'],
    ['\n\n', 'text/csv', 400, 'body'],
    ['2026-05-01,"5', 'text/csv', 400, 'body'],
    ['{"spend":[{"date":"2026-05-01"}]}', 'application/json', 400, 'spend.0.amount'],
    ['{"spend":', 'application/json', 400, 'body'],
    ['2026-05-01,5', 'text/plain', 415, undefined],
    [
      '{"spend":[{"date":"2026-05-01","amount":1},{"date":"2026-05-01","amount":1}]}',
      'application/json',
      400,
      'spend',
    ],
    ['2026-05-01,5\n'.repeat(100_000), 'text/csv', 413, 'body'],
  ])('is refused when it is no list of days: %.40s as %s', async (body, type, status, field) => {
    const { id } = await make(shop);
    const response = await putSpend(shop, id, body, type);
    expect(response.status).toBe(status);
    const problem = (await response.json()) as { field?: string };
    expect(problem.field).toBe(field);
  });
});

describe('The report', () => {
  let shop: Site;
  let id: string;

  beforeAll(async () => {
    shop = await newSite();
    ({ id } = await make(shop));
    const cell = {
      visits: 10,
      people: { none: 3, 1: 1, 300: 1 },
      new_people: 3,
      signups: 1,
      leads: all(2_000_000, 1_000_000, 1_500_000),
      customers: all(1_000_000, 1_000_000, 333_333),
      orders: { verified: all(1_000_000, 2_000_000, 500_000), unverified: all(1_000_000) },
      revenue: {
        'EUR verified': all(5000, 10_000, 2500),
        'EUR unverified': all(2000),
        'USD verified': all(9900),
      },
    };
    const orders = {
      value: {
        'EUR verified': { orders: 3, minor: 10_000 },
        'EUR unverified': { orders: 1, minor: 2000 },
        'USD verified': { orders: 1, minor: 9900 },
      },
      coupons: 0,
      first: 0,
      second: {},
    };
    const other = { visits: 99, revenue: { 'EUR verified': all(99_900) } };
    const day = { by: { plan: { [id]: cell, cmp_other: other } }, orders };
    await putTotals(shop.site, TODAY - 8, day);
    await putTotals(shop.site, TODAY, day);
    await putTotals(shop.site, TODAY - 10, day); // the day before it began
    await putDay(shop.site, TODAY, { dirty: 1 });
    await putSpend(
      shop,
      id,
      `${dateOf(TODAY - 8)},100\n${dateOf(TODAY)},50\n${dateOf(TODAY + 1)},900`,
    );
  });

  test('holds what the campaign brought against what it cost, by the last touch', async () => {
    const found = await report(shop, id);
    expect(found).toMatchObject({
      campaign: id,
      name: 'Spring',
      from: SPRING.from,
      to: dateOf(TODAY),
      pending_days: 1,
      attribution: 'last',
      purchases: 'any',
      running: true,
      visits: 20,
      people: 3 + 1 + (3 + 1),
      new_people: 6,
      signups: 2,
      leads: 2,
      customers: 2,
      orders: { verified: 4, unverified: 2 },
      currency: 'EUR',
      revenue: { verified: 200, unverified: 40 },
      other_currencies: [{ currency: 'USD', verified: 198, unverified: 0 }],
      sales: { actual: 240, expected: 1000, share: 0.24, expected_by_now: 500, share_by_now: 0.48 },
      budget: { planned: 400, spent: 150, share: 0.375 },
      roi: (240 - 150) / 150,
      cost_per: { visit: 7.5, lead: 75, order: 25, customer: 75 },
      break_even: { reached: true, revenue_needed: 0, average_order: 30, orders_needed: 0 },
    });
  });

  test('credits as it is asked to, and counts verified purchases alone when asked to', async () => {
    const verified = await report(shop, id, '?purchases=verified&attribution=linear');
    expect(verified).toMatchObject({
      leads: 3,
      customers: 0.666666,
      orders: { verified: 1, unverified: 2 },
      revenue: { verified: 50, unverified: 40 },
      sales: { actual: 50 },
      roi: (50 - 150) / 150,
      cost_per: { order: 150, lead: 50, customer: 225 },
      break_even: {
        reached: false,
        revenue_needed: 100,
        average_order: 33.33,
        orders_needed: 3, // 100 / 33.33…
      },
    });
    expect((await report(shop, id, '?attribution=first')).leads).toBe(4);
  });

  test('counts what the campaign’s visits led to up to 90 days after its end', async () => {
    const ended = NOW + 30 * DAY;
    const found = await report(shop, id, '', ended);
    expect(found).toMatchObject({ running: false, to: dateOf(TODAY + 30) });
    expect(found.budget.spent).toBe(1050);
    expect(found.sales).toMatchObject({ expected_by_now: 1000 });
    const long = await report(shop, id, '', NOW + 500 * DAY);
    expect(long.to).toBe(dateOf(TODAY + 10 + 90));
  });

  test('of a campaign that brought and cost nothing divides by nothing', async () => {
    const { name, match } = SPRING;
    const bare = await make(shop, { name, from: dateOf(TODAY + 3), match, currency: 'GBP' });
    const found = await report(shop, bare.id);
    expect(found).toMatchObject({
      running: false,
      from: dateOf(TODAY + 3),
      to: dateOf(TODAY + 3),
      visits: 0,
      people: 0,
      revenue: { verified: 0, unverified: 0 },
      sales: {
        actual: 0,
        expected: null,
        share: null,
        expected_by_now: null,
        share_by_now: null,
      },
      budget: { planned: null, spent: 0, share: null },
      roi: null,
      cost_per: { visit: null, lead: null, order: null, customer: null },
      break_even: { reached: true, revenue_needed: 0, average_order: null, orders_needed: null },
    });
    await putSpend(shop, bare.id, `${dateOf(TODAY)},10`);
    expect(await report(shop, bare.id)).toMatchObject({
      roi: -1,
      cost_per: { visit: null },
      break_even: { reached: false, revenue_needed: 10, orders_needed: null },
    });
  });

  test.each([
    ['attribution=best', 'attribution'],
    ['purchases=some', 'purchases'],
    ['from=2026-01-01', 'from'],
  ])('refuses "%s"', async (query, field) => {
    const response = await ask(`/campaigns/${id}/report?${query}`, shop);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ field });
  });
});
