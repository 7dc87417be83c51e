import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Lead, leadPage } from '../../dashboard-api/present/schemas/lead.ts';
import {
  answer,
  ask,
  DAY,
  event,
  MINUTE,
  NOW,
  newSite,
  page,
  plant,
  type Site,
  sara,
  visit,
} from './api-fixture.ts';
import { metered } from './metered-database.ts';

interface Page {
  data: Lead[];
  next_cursor: string | null;
}

let shop: Site;

/** People of all grades: Sara, buyers, readers, one bot. */
beforeAll(async () => {
  shop = await newSite();
  await plant({ site: shop.site, visitor: 'visitor-sara', events: sara(NOW - 7 * DAY) });
  for (let i = 0; i < 12; i++) {
    const at = NOW - DAY - i * 3 * MINUTE;
    await plant({
      site: shop.site,
      visitor: `reader-${i}-of-many`,
      events: visit(at, ['/', '/blog']),
    });
  }
  const title = { form: 'contact', purpose: 'contact', job_title: 'CEO' };
  const keen = [event('form_submit', 0, { url: 'https://shop.example/contact', props: title })];
  const order = { order_id: 'o-1', value: 10.5, currency: 'EUR' };
  await plant({
    site: shop.site,
    visitor: 'visitor-buyer',
    events: [
      ...sara(NOW - 6 * DAY),
      ...visit(NOW - 2 * MINUTE, ['/contact'], keen),
      event('purchase', NOW - MINUTE, { verified: true, props: order }),
    ],
  });
  await plant({
    site: shop.site,
    visitor: 'visitor-robot',
    events: [page('/', NOW, { bot: true })],
  });
});

async function everyone(query: string): Promise<Lead[]> {
  const all: Lead[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const next = cursor === '' ? '' : `&cursor=${cursor}`;
    const found: Page = await answer(`/leads?${query}${next}`, shop);
    all.push(...found.data);
    cursor = found.next_cursor;
  }
  return all;
}

describe('leads', () => {
  test('are highest first, each with score, grade, source, reason and what comes next', async () => {
    const found = leadPage.parse(await answer('/leads?limit=100', shop));
    expect(found.data).toHaveLength(14);
    const [first, second] = found.data;
    expect(first).toMatchObject({ grade: 'strong', rung: 'customer', country: 'DE' });
    expect(first?.orders.verified).toEqual({ count: 1, value: [{ currency: 'EUR', value: 10.5 }] });
    expect(first?.orders.unverified.count).toBe(0);
    expect(second).toMatchObject({ score: 130.4, grade: 'medium', rung: 'prospect' });
    expect(second?.first_source).toMatchObject({ channel: 'paid_search', campaign: 'spring' });
    expect(second?.email_known).toBe(true);
    expect(second?.why.en).toContain('Pricing');
    expect(second?.next).toMatchObject({ kind: 'grade', from: 'medium', to: 'weak' });
    const grades = found.data.map(({ grade }) => grade);
    expect(new Set(grades.slice(2))).toEqual(new Set(['weak']));
  });

  test('never show software unless it is asked for, and then last', async () => {
    const without = await everyone('limit=100');
    expect(without.filter(({ bot }) => bot)).toEqual([]);
    const all = await everyone('limit=100&bots=include');
    expect(all.map(({ bot }) => bot)).toEqual([...without.map(() => false), true]);
    expect(all.at(-1)?.rung_since).toBeNull();
  });

  test('page by page are the same people in the same order, none twice and none left out', async () => {
    for (const sort of ['score', 'last_seen']) {
      const whole = (await everyone(`sort=${sort}&limit=100`)).map(({ person }) => person);
      expect(new Set(whole).size).toBe(14);
      for (const limit of [1, 4, 13]) {
        const paged = await everyone(`sort=${sort}&limit=${limit}`);
        expect(paged.map(({ person }) => person)).toEqual(whole);
      }
    }
  });

  test('by last seen stand at their last visit, not at an earlier one', async () => {
    const seen = (await everyone('sort=last_seen&limit=3')).map(({ last_seen }) => last_seen ?? '');
    expect(seen).toEqual([...seen].sort().reverse());
  });

  test('can be filtered by grade, rung, segment and score, and filters combine', async () => {
    const persons = async (query: string) => (await everyone(query)).map(({ score }) => score);
    expect(await persons('grade=medium')).toEqual([130.4]);
    expect(await persons('rung=prospect')).toEqual([130.4]);
    expect(await persons('min_score=130.4&grade=medium')).toEqual([130.4]);
    expect(await persons('min_score=130.41&grade=medium')).toEqual([]);
    expect(await persons('grade=weak&rung=prospect')).toEqual([]);
    expect(await persons('min_score=130.4')).toHaveLength(2);
    expect(await persons('min_score=0&bots=include')).toHaveLength(15);
    expect(await persons('min_score=0.01&bots=include')).toHaveLength(14);
    expect((await everyone('grade=strong&sort=last_seen')).map(({ rung }) => rung)).toEqual([
      'customer',
    ]);
    const potential = await everyone('segment=new');
    expect(potential.map(({ segments }) => segments.includes('new'))).toEqual([true]);
  });

  test('keep their place in the list while others come and go between two pages', async () => {
    const site = await newSite('Busy');
    const plantReader = (name: string, pages: number) =>
      plant({
        site: site.site,
        visitor: `reader-${name}`,
        events: visit(NOW - DAY, ['/', '/a', '/b', '/c', '/d'].slice(0, pages)),
      });
    for (const name of ['one', 'two', 'three', 'four', 'five']) await plantReader(name, 3);
    const first = await answer<Page>('/leads?limit=2', site);
    await plantReader('higher', 5);
    await plantReader('lower', 1);
    const rest = await answer<Page>(`/leads?limit=100&cursor=${first.next_cursor}`, site);
    const names = [...first.data, ...rest.data].map(({ person }) => person);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(6); // the five and the lower one; the higher one came too late
  });
});

describe('a parameter that is not valid', () => {
  const cases: [query: string, field: string][] = [
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=5&limit=6', 'limit'],
    ['sort=rung', 'sort'],
    ['grade=enormous', 'grade'],
    ['rung=floor', 'rung'],
    ['segment=nobody', 'segment'],
    ['min_score=many', 'min_score'],
    ['min_score=', 'min_score'],
    ['min_score=Infinity', 'min_score'],
    ['bots=perhaps', 'bots'],
    ['bots=include&sort=last_seen', 'bots'],
    ['grades=strong', 'grades'],
    ['cursor=abc', 'cursor'],
    ['cursor=', 'cursor'],
  ];
  test.each(cases)('%s is refused by name', async (query, field) => {
    const response = await ask(`/leads?${query}`, shop);
    expect(response.status).toBe(400);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 400, field });
  });
});

describe('a cursor', () => {
  const cursorOf = async (query: string, site = shop) =>
    (await answer<Page>(`/leads?${query}`, site)).next_cursor ?? '';
  const statusOf = async (query: string, cursor: string, site = shop) =>
    (await ask(`/leads?${query}&cursor=${encodeURIComponent(cursor)}`, site)).status;

  test('is refused with any single character changed', async () => {
    const cursor = await cursorOf('limit=2');
    expect(await statusOf('limit=2', cursor)).toBe(200);
    for (let i = 0; i < cursor.length; i++) {
      const other = cursor[i] === 'A' ? 'B' : 'A';
      const changed = cursor.slice(0, i) + other + cursor.slice(i + 1);
      expect([i, await statusOf('limit=2', changed)]).toEqual([i, 400]);
    }
  });

  test('is refused by another filter, another sort, another site and another key', async () => {
    const cursor = await cursorOf('limit=2');
    expect(await statusOf('limit=2&grade=weak', cursor)).toBe(400);
    expect(await statusOf('limit=2&sort=last_seen', cursor)).toBe(400);
    const other = await newSite('Other');
    expect(await statusOf('limit=2', cursor, other)).toBe(400);
  });

  test('may be used with another page size', async () => {
    expect(await statusOf('limit=50', await cursorOf('limit=2'))).toBe(200);
  });
});

describe('leads as CSV', () => {
  test('have a line a lead, a formula nowhere, and the next page in Link', async () => {
    const site = await newSite('Csv');
    const evil = {
      channel: 'referral',
      source: '=HYPERLINK("http://x","y")',
      campaign: '@a,b',
    } as const;
    for (const visitor of ['visitor-evil-1', 'visitor-evil-2']) {
      await plant({ site: site.site, visitor, events: [page('/', NOW - DAY, { source: evil })] });
    }
    const response = await ask('/leads?limit=1', { ...site, accept: 'text/csv' });
    expect(response.headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
    const [head, line, end, ...rest] = (await response.text()).split('\r\n');
    expect([end, rest]).toEqual(['', []]);
    expect(head?.split(',').slice(0, 3)).toEqual(['person', 'score', 'grade']);
    expect(line).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
    expect(line).toContain(`"'@a,b"`);
    const next = /<(.+)>; rel="next"/.exec(response.headers.get('Link') ?? '')?.[1] ?? '';
    const second = await ask(next.replace('/api/v1', ''), { ...site, accept: 'text/csv' });
    expect((await second.text()).split('\r\n')).toHaveLength(3);
    expect(second.headers.get('Link')).toBeNull();
  });
});

test('A filter that no index serves reads a bounded number of rows and goes on by cursor', async () => {
  const site = await newSite('Large');
  const log = sara(NOW - 7 * DAY);
  const needle = await plant({ site: site.site, visitor: 'visitor-needle', events: log });
  await env.DB.prepare(
    `INSERT INTO people (site, person, version, grade, score, rung, due, seen_day, doc)
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)
     SELECT ?1, printf('p_%032x', i), 1, 2, 90000 + i, 'lead', NULL, 0, '{}' FROM n`,
  )
    .bind(site.site)
    .run();
  const filters: [query: string, indexed: boolean][] = [
    ['rung=prospect', false],
    ['country=de', false],
    ['first_campaign=spring', false],
    ['segment=potential&sort=last_seen', true],
    ['segment=potential', true],
    ['rung=prospect&segment=potential', true],
  ];
  for (const [filter, indexed] of filters) {
    const found: string[] = [];
    let calls = 0;
    for (let cursor: string | null = ''; cursor !== null; calls++) {
      const meter = metered(env.DB);
      const query = cursor === '' ? filter : `${filter}&cursor=${cursor}`;
      const part: Page = await answer(`/leads?${query}`, { ...site, db: meter.db });
      expect(meter.rowsRead()).toBeLessThanOrEqual(10_000);
      found.push(...part.data.map(({ person }) => person));
      cursor = part.next_cursor;
    }
    // Few members of a segment are looked up one by one, and few visits are scanned at once.
    if (indexed) expect(calls).toBe(1);
    else expect(calls).toBeGreaterThan(1);
    expect(found).toEqual([needle]);
  }
});

test('A page deep in one grade reads no more rows than the first', async () => {
  const site = await newSite('Deep');
  const [top, , last] = await Promise.all(
    [3, 2, 1].map((pages) =>
      plant({
        site: site.site,
        visitor: `visitor-with-${pages}`,
        events: visit(NOW - DAY, ['/', '/a', '/b'].slice(0, pages)),
      }),
    ),
  );
  await env.DB.prepare(
    `INSERT INTO people (site, person, version, grade, score, rung, due, seen_day, doc)
     SELECT p.site, printf('p_%032x', n.value), p.version, p.grade, p.score, p.rung, p.due, p.seen_day, p.doc
     FROM people AS p, (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 900)
       SELECT value FROM n) AS n
     WHERE p.site = ?1 AND p.person = ?2`,
  )
    .bind(site.site, top)
    .run();
  const costs: number[] = [];
  const found: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const meter = metered(env.DB);
    const next = cursor === '' ? '' : `&cursor=${cursor}`;
    const part: Page = await answer(`/leads?grade=weak&limit=100${next}`, {
      ...site,
      db: meter.db,
    });
    found.push(...part.data.map(({ person }) => person));
    costs.push(meter.rowsRead());
    cursor = part.next_cursor;
  }
  expect(new Set(found).size).toBe(903);
  expect(found.at(-1)).toBe(last);
  expect(Math.max(...costs)).toBe(costs[0]);
});

test('A least score reads a bounded number of rows, however many people are below it', async () => {
  const site = await newSite('Broad');
  const medium = await plant({
    site: site.site,
    visitor: 'visitor-sara',
    events: sara(NOW - 7 * DAY),
  });
  await env.DB.prepare(
    `INSERT INTO people (site, person, version, grade, score, rung, due, seen_day, doc)
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
     SELECT ?1, printf('p_%032x', i), 1, 0, i % 3000, 'lead', NULL, 0, '{}' FROM n`,
  )
    .bind(site.site)
    .run();
  for (const query of ['min_score=100', 'min_score=60', 'min_score=100&rung=prospect']) {
    const meter = metered(env.DB);
    const page: Page = await answer(`/leads?${query}`, { ...site, db: meter.db });
    expect(page.data.map(({ person }) => person)).toEqual([medium]);
    expect(page.next_cursor).toBeNull();
    expect(meter.rowsRead()).toBeLessThan(100);
  }
});
