// Groups: how many are in them, who, and how they grow.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { defaultModel } from '../../collector/engine/index.ts';
import { type Lead, leadPage } from '../../dashboard-api/present/schemas/lead.ts';
import { type Segments, segmentsSchema } from '../../dashboard-api/present/schemas/segments.ts';
import { answer, ask, DAY, MINUTE, NOW, newSite, plant, type Site, visit } from './api-fixture.ts';
import { metered } from './metered-database.ts';
import { dateOf, noCensus, putTotals, TODAY } from './report-fixture.ts';

interface Page {
  data: Lead[];
  next_cursor: string | null;
}

let shop: Site;
let keen: string[];

/** Somebody who looked at prices twice: in the segments `potential` and `dark`. */
const keenOne = ({ site }: Site, name: string, at = NOW - DAY) =>
  plant({ site, visitor: `visitor-${name}`, events: visit(at, ['/pricing', '/', '/pricing']) });

beforeAll(async () => {
  shop = await newSite();
  keen = [];
  for (let i = 0; i < 7; i++) keen.push(await keenOne(shop, `keen-${i}`, NOW - DAY - i * MINUTE));
  await plant({ site: shop.site, visitor: 'visitor-bored', events: visit(NOW - DAY, ['/', '/a']) });
  const census = (at: number, potential: number) => ({
    ...noCensus(at),
    segments: { potential, gone: 3 },
  });
  await putTotals(shop.site, TODAY - 40, census(NOW - 40 * DAY, 1), 'census');
  await putTotals(shop.site, TODAY - 2, census(NOW - 2 * DAY, 4), 'census');
  await putTotals(shop.site, TODAY, census(NOW, 6), 'census');
});

const segments = async (query = '', site = shop) =>
  segmentsSchema.parse(await answer<Segments>(`/segments${query}`, site));
const segmentOf = ({ data }: Segments, id: string) => data.find((one) => one.id === id);

describe('Segments', () => {
  test('are those of the model, with their people now and by day', async () => {
    const found = await segments();
    expect(found.data.map(({ id }) => id)).toEqual(defaultModel.segments.map(({ id }) => id));
    expect(segmentOf(found, 'potential')).toMatchObject({
      label: { en: expect.any(String), fa: expect.any(String) },
      people: 7,
      people_at: new Date(NOW).toISOString(),
      over_time: [
        { date: dateOf(TODAY - 2), people: 4 },
        { date: dateOf(TODAY), people: 6 },
      ],
    });
    expect(segmentOf(found, 'loyal')?.over_time.map(({ people }) => people)).toEqual([0, 0]);
    expect(segmentOf(await segments('', await newSite('Other')), 'potential')).toMatchObject({
      people: 0,
      over_time: [],
    });
  });

  test('with too many people to count are those of the last census, none before the first', async () => {
    const large = await newSite('Large');
    for (const { id } of defaultModel.segments) {
      await env.DB.prepare(
        `INSERT INTO members (site, segment, person)
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
         SELECT ?1, ?2, printf('p_%032x', i) FROM n`,
      )
        .bind(large.site, id)
        .run();
    }
    const before = await segments('', large);
    expect(segmentOf(before, 'new')).toMatchObject({ people: null, people_at: null });
    const census = { ...noCensus(NOW - MINUTE), segments: { new: 4321 } };
    await putTotals(large.site, TODAY, census, 'census');
    const meter = metered(env.DB);
    const path = `/segments?from=${dateOf(TODAY - 1099)}`;
    const found: Segments = await answer(path, { ...large, db: meter.db });
    expect(segmentOf(found, 'new')).toMatchObject({
      people: 4321,
      people_at: new Date(NOW - MINUTE).toISOString(),
    });
    expect(segmentOf(found, 'lapsed')?.people).toBe(0);
    expect(meter.rowsRead()).toBeLessThanOrEqual(10_000);
  });
});

describe('Members', () => {
  const members = (query: string, site = shop) =>
    answer<Page>(`/segments/potential/members?${query}`, site);

  test('are its people as leads shows them, by id, page by page the same', async () => {
    const whole = leadPage.parse(await members('limit=100'));
    expect(whole.data.map(({ person }) => person)).toEqual([...keen].sort());
    const leads = await answer<Page>('/leads?segment=potential&limit=100', shop);
    const byId = (a: Lead, b: Lead) => (a.person < b.person ? -1 : 1);
    expect(whole.data).toEqual(leads.data.sort(byId));
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const part: Page = await members(cursor === '' ? 'limit=3' : `limit=3&cursor=${cursor}`);
      paged.push(...part.data.map(({ person }) => person));
      cursor = part.next_cursor;
    }
    expect(paged).toEqual([...keen].sort());
  });

  test('are neither left out nor shown twice while others come and go', async () => {
    const site = await newSite('Busy');
    const before: string[] = [];
    for (let i = 0; i < 6; i++) before.push(await keenOne(site, `one-${i}`));
    before.sort();
    const first = await members('limit=3', site);
    await env.DB.prepare('DELETE FROM members WHERE site = ? AND person = ?')
      .bind(site.site, before[1])
      .run();
    const late: string[] = [];
    for (let i = 0; i < 6; i++) late.push(await keenOne(site, `late-${i}`));
    const rest = await members(`limit=100&cursor=${first.next_cursor}`, site);
    const seen = [...first.data, ...rest.data].map(({ person }) => person);
    expect(new Set(seen).size).toBe(seen.length);
    const expected = [...before, ...late.filter((person) => person > (before[2] ?? ''))].sort();
    expect(seen).toEqual(expected);
  });

  test('who are in it no longer at this moment are not shown, though the rows still say so', async () => {
    const response = await answer<Page>('/segments/potential/members', {
      ...shop,
      now: NOW + 60 * DAY,
    });
    expect(response.data).toEqual([]);
  });

  test('of a segment that the model does not have are a 404', async () => {
    const response = await ask('/segments/nobody/members', shop);
    expect([response.status, await response.json()]).toMatchObject([404, { field: 'id' }]);
  });

  test('are shown on with an own cursor only', async () => {
    const { next_cursor } = await members('limit=3');
    const cursor = encodeURIComponent(next_cursor ?? '');
    const other = await newSite('Other');
    for (const [path, site] of [
      [`/segments/dark/members?cursor=${cursor}`, shop],
      [`/segments/potential/members?cursor=${cursor}`, other],
      [`/segments/potential/members?cursor=${cursor.slice(0, -2)}AA`, shop],
    ] as const) {
      const response = await ask(path, site);
      expect([path, response.status]).toEqual([path, 400]);
    }
  });

  test('as CSV have the columns of leads', async () => {
    const asking = { ...shop, accept: 'text/csv' };
    const response = await ask('/segments/potential/members?limit=3', asking);
    const lines = (await response.text()).split('\r\n');
    const leads = await (await ask('/leads?limit=1', asking)).text();
    expect(lines[0]).toBe(leads.split('\r\n')[0]);
    expect(lines.slice(1, 4).map((line) => line.split(',')[0])).toEqual(
      [...keen].sort().slice(0, 3),
    );
    expect(response.headers.get('Link')).toContain('/segments/potential/members?limit=3&cursor=');
  });
});
