// How many stand where, and how they move: live people and moves, and days that were counted.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { defaultModel, wilson } from '../../collector/engine/index.ts';
import { type Ladder, ladderSchema } from '../../dashboard-api/present/schemas/ladder.ts';
import { type LadderMove, movePage } from '../../dashboard-api/present/schemas/moves.ts';
import {
  answer,
  ask,
  DAY,
  NOW,
  newSite,
  page,
  plant,
  type Site,
  sara,
  visit,
} from './api-fixture.ts';
import { metered } from './metered-database.ts';
import { dateOf, noCensus, putDay, putTotals, TODAY } from './report-fixture.ts';

type Counts = Record<string, number>;

let shop: Site;

beforeAll(async () => {
  shop = await newSite();
  const { site } = shop;
  await plant({ site, visitor: 'visitor-sara', events: sara(NOW - 7 * DAY) });
  await plant({ site, visitor: 'visitor-reader', events: visit(NOW - DAY / 2, ['/', '/blog']) });
  await plant({ site, visitor: 'visitor-bounce', events: [page('/', NOW - 2 * DAY)] });
  const robot = [page('/', NOW, { bot: true })];
  await plant({ site, visitor: 'visitor-robot', events: robot });
  const other = await newSite('Other');
  await plant({ site: other.site, visitor: 'visitor-robot', events: robot });
});

const ladder = (site: Site, query = '') => answer<Ladder>(`/ladder${query}`, site);
const peopleOn = (steps: Ladder['rungs']) =>
  Object.fromEntries(steps.filter(({ people }) => people).map(({ id, people }) => [id, people]));
const rungOf = (period: Ladder['period'], id: string) => period.rungs.find((one) => one.id === id);

describe('The ladder', () => {
  test('counts everybody once on a rung and once in a grade, software in none', async () => {
    const found = ladderSchema.parse(await ladder(shop));
    expect(found).toMatchObject({ people: 3, exact: true, model: 1, people_at: found.as_of });
    expect(peopleOn(found.rungs)).toEqual({ suspect: 1, lead: 1, prospect: 1 });
    expect(peopleOn(found.grades)).toEqual({ weak: 2, medium: 1 });
    expect(found.rungs.map(({ id }) => id)).toEqual(defaultModel.ladder.map(({ id }) => id));
    expect(found.rungs[0]?.label?.fa).toBe('مظنون');
  });

  test('of a large site is that of the last census, and unknown before the first', async () => {
    const large = await newSite('Large');
    await env.DB.prepare(
      `INSERT INTO people (site, person, version, grade, score, rung, due, seen_day, doc)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
       SELECT ?1, printf('p_%032x', i), 1, 0, 0, 'suspect', NULL, 0, '{}' FROM n`,
    )
      .bind(large.site)
      .run();
    const before = ladderSchema.parse(await ladder(large));
    expect(before).toMatchObject({ people: null, people_at: null, exact: false });
    expect(before.rungs.every(({ people }) => people === null)).toBe(true);
    const census = {
      ...noCensus(NOW - 7_200_000),
      people: 30_000,
      rungs: { suspect: { 0: 9000, 400: 20_000 }, lead: { 3: 1000 } },
      grades: { weak: 29_000, strong: 1000 },
    };
    await putTotals(large.site, TODAY, census, 'census');
    const meter = metered(env.DB);
    const query = `?from=${dateOf(TODAY - 1099)}`;
    const found: Ladder = await answer(`/ladder${query}`, { ...large, db: meter.db });
    expect(found).toMatchObject({
      people: 30_000,
      people_at: new Date(NOW - 7_200_000).toISOString(),
      exact: true,
    });
    expect(peopleOn(found.rungs)).toEqual({ suspect: 29_000, lead: 1000 });
    expect(peopleOn(found.grades)).toEqual({ weak: 29_000, strong: 1000 });
    expect(meter.rowsRead()).toBeLessThanOrEqual(10_000);
  });

  test('tells who came onto a rung in the period and rose from it, after how long', async () => {
    const site = await newSite('Flow');
    const rose = (moves: number, gaps: Counts, hours: Counts) => ({ moves, gaps, hours });
    const day = {
      flows: {
        'rung suspect lead': rose(4, { 0: 3, 90: 1 }, { 1: 3, 2160: 1 }),
        'rung lead prospect': rose(3, { 0: 1, 5: 1, 90: 1 }, { 10: 1, 130: 1, 2170: 1 }),
        'rung lead suspect': rose(1, { 0: 1 }, { 1: 1 }),
        'rung lead customer': rose(1, { 2: 1 }, { 48: 1 }),
        'rung suspect customer': rose(1, { 0: 1 }, { 0: 1 }),
        'grade weak medium': rose(2, { 0: 2 }, { 1: 2 }),
      },
      orders: { value: {}, coupons: 0, first: 2, second: {} },
      by: { all: { '': { new_people: 7, leads: { first: 5_000_000, last: 0, linear: 0 } } } },
    };
    // Three days into a period of ten, and the same into the ten before.
    await putTotals(site.site, TODAY - 6, day);
    await putTotals(site.site, TODAY - 16, day);
    await putDay(site.site, TODAY - 6, { counted_at: NOW - 5 });
    await putDay(site.site, TODAY - 16, { counted_at: NOW - 9, dirty: 1 });
    await putDay(site.site, TODAY - 20, { dirty: 1 }); // before both periods
    await putTotals(
      site.site,
      TODAY - 1,
      { ...noCensus(NOW - DAY), rungs: { lead: { 0: 5, 7: 2, 8: 3 }, prospect: { 900: 1 } } },
      'census',
    );
    const found = ladderSchema.parse(await ladder(site, `?from=${dateOf(TODAY - 9)}`));
    const { period, before } = found;
    expect(found).toMatchObject({ pending_days: 1, counted_at: new Date(NOW - 5).toISOString() });
    expect([period.from, period.to, before.from, before.to]).toEqual(
      [TODAY - 9, TODAY, TODAY - 19, TODAY - 10].map(dateOf),
    );
    expect(rungOf(period, 'lead')).toEqual({
      id: 'lead',
      up: 4,
      down: 0,
      came: 4,
      rose: wilson(2, 4), // gaps of 0 and 2 days; those of 5 and 90 came before the period
      fell: wilson(1, 4),
      median_hours: (48 + 130) / 2,
      median_days: 3.71,
      rises: 4,
      stuck: 3, // longer than 178 hours: 8 days, not 7
    });
    expect(rungOf(period, 'suspect')).toMatchObject({ up: 0, down: 1, rose: null, fell: null });
    expect(rungOf(period, 'customer')).toMatchObject({
      up: 2,
      rose: wilson(0, 2),
      median_hours: null,
      rises: 0,
      stuck: null,
    });
    expect(rungOf(period, 'advocate')).toMatchObject({ came: 0, rose: null });
    expect(period.grades).toEqual([
      { id: 'weak', up: 0, down: 0 },
      { id: 'medium', up: 2, down: 0 },
      { id: 'strong', up: 0, down: 0 },
    ]);
    expect(period.became_customers).toEqual({
      new_people: 7,
      leads: 5,
      customers: 2,
      from_leads: 2,
    });
    expect(before.became_customers).toEqual(period.became_customers);
    expect(before.stuck_at).toBeNull();
    expect(rungOf(before, 'lead')?.stuck).toBeNull();
    expect(period.stuck_at).toBe(new Date(NOW - DAY).toISOString());
    expect(period.flows).toContainEqual({ kind: 'rung', from: 'lead', to: 'prospect', moves: 3 });
  });

  test('refuses a period that ends before it begins, and moments in place of days', async () => {
    for (const [query, field] of [
      ['from=2026-05-02&to=2026-05-01', 'from'],
      ['from=2026-05-02T00:00:00Z', 'from'],
      ['segment=new', 'segment'],
    ]) {
      const response = await ask(`/ladder?${query}`, shop);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ field });
    }
  });
});

interface Page {
  data: LadderMove[];
  next_cursor: string | null;
}
const moves = (query: string, site = shop) => answer<Page>(`/ladder/moves?${query}`, site);

async function everyMove(query: string, site = shop): Promise<LadderMove[]> {
  const all: LadderMove[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const found: Page = await moves(cursor === '' ? query : `${query}&cursor=${cursor}`, site);
    all.push(...found.data);
    cursor = found.next_cursor;
  }
  return all;
}

describe('Moves', () => {
  test('are those on record, newest first, each with its cause', async () => {
    const found = movePage.parse(await moves('limit=100'));
    const { results } = await env.DB.prepare('SELECT at, person FROM moves WHERE site = ?')
      .bind(shop.site)
      .all<{ at: number; person: string }>();
    expect(results.length).toBeGreaterThan(2);
    const asText = ({ at, person }: { at: string; person: string }) => `${at} ${person}`;
    expect(new Set(found.data.map(asText))).toEqual(
      new Set(results.map(({ at, person }) => asText({ at: new Date(at).toISOString(), person }))),
    );
    const times = found.data.map(({ at }) => at);
    expect(times).toEqual([...times].sort().reverse());
    expect(found.data.every(({ kind }) => kind === 'rung' || kind === 'grade')).toBe(true);
    expect(found.data.find(({ to }) => to === 'prospect')).toMatchObject({
      from: 'lead',
      direction: 'up',
      cause: { by: 'event', type: expect.any(String) },
    });
  });

  test('page by page are the same, none twice and none left out, while others are made', async () => {
    const whole = await everyMove('limit=100');
    for (const limit of [1, 2]) expect(await everyMove(`limit=${limit}`)).toEqual(whole);
    const site = await newSite('Busy');
    for (const name of ['one', 'two', 'three']) {
      await plant({
        site: site.site,
        visitor: `visitor-${name}`,
        events: visit(NOW - DAY, ['/', '/a']),
      });
    }
    const first = await moves('limit=2', site);
    await plant({
      site: site.site,
      visitor: 'visitor-late',
      events: visit(NOW - DAY / 2, ['/', '/']),
    });
    const rest = await everyMove(`limit=2&cursor=${first.next_cursor}`, site);
    expect(new Set([...first.data, ...rest].map(({ person }) => person)).size).toBe(3);
    expect([...first.data, ...rest]).toHaveLength(3);
  });

  test('can be filtered by kind, by both places, by person and by day', async () => {
    const all = await everyMove('limit=100');
    const alike = async (query: string, is: (move: LadderMove) => boolean) => {
      expect(await everyMove(query)).toEqual(all.filter(is));
      expect(all.some(is)).toBe(true);
    };
    await alike('kind=grade', ({ kind }) => kind === 'grade');
    await alike('from=suspect', ({ from }) => from === 'suspect');
    await alike('to=prospect&kind=rung', ({ to }) => to === 'prospect');
    const [{ person = '' } = {}] = all.filter(({ to }) => to === 'prospect');
    await alike(`person=${person}`, (move) => move.person === person);
    await alike('person=visitor-sara', (move) => move.person === person);
    const day = dateOf(TODAY - 1);
    await alike(`since=${day}`, ({ at }) => at >= day);
    await alike(`until=${dateOf(TODAY - 2)}`, ({ at }) => at < day);
  });

  test('of a day are those of the site’s clocks', async () => {
    const site = await newSite('Tehran');
    await env.DB.prepare("UPDATE sites SET time_zone = 'Asia/Tehran' WHERE site = ?")
      .bind(site.site)
      .run();
    const at = Date.parse('2026-05-06T21:00:00Z');
    await plant({ site: site.site, visitor: 'visitor-night', events: visit(at, ['/', '/a']) });
    expect(await everyMove('since=2026-05-07&until=2026-05-07', site)).toHaveLength(1);
    expect(await everyMove('until=2026-05-06', site)).toHaveLength(0);
  });

  test('that a filter looks for in vain cost a bounded number of rows a call', async () => {
    const site = await newSite('Many');
    const person = await plant({
      site: site.site,
      visitor: 'visitor-one',
      events: sara(NOW - 9 * DAY),
    });
    await env.DB.prepare(
      `INSERT INTO moves (site, at, person, kind, from_id, to_id, body)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)
       SELECT ?1, ?2 + i, printf('p_%032x', i), 'rung', 'suspect', 'lead', '{}' FROM n`,
    )
      .bind(site.site, NOW - DAY)
      .run();
    let calls = 0;
    const found: LadderMove[] = [];
    for (let cursor: string | null = ''; cursor !== null; calls++) {
      const meter = metered(env.DB);
      const query = `to=prospect${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const part: Page = await answer(`/ladder/moves?${query}`, { ...site, db: meter.db });
      expect(meter.rowsRead()).toBeLessThanOrEqual(10_000);
      found.push(...part.data);
      cursor = part.next_cursor;
    }
    expect(calls).toBeGreaterThan(2);
    expect(found.map((move) => move.person)).toEqual([person]);
  });

  test.each([
    ['kind=floor', 400, 'kind'],
    ['from=nowhere', 400, 'from'],
    ['kind=grade&to=prospect', 400, 'to'],
    ['since=2026', 400, 'since'],
    ['cursor=abc', 400, 'cursor'],
    ['person=nobody-at-all', 404, 'person'],
  ])('"%s" are refused with %i and the field %s', async (query, status, field) => {
    const response = await ask(`/ladder/moves?${query}`, shop);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ field });
  });

  test('of another site are none of a site’s', async () => {
    const other = await newSite('Other');
    expect((await moves('limit=100', other)).data).toEqual([]);
    const { next_cursor } = await moves('limit=1');
    const response = await ask(`/ladder/moves?limit=1&cursor=${next_cursor}`, other);
    expect(response.status).toBe(400);
  });

  test('as CSV are the same lines, with the next page in Link', async () => {
    const { data } = await moves('limit=100');
    const response = await ask('/ladder/moves?limit=2&bom=true', { ...shop, accept: 'text/csv' });
    const lines = (await response.text()).split('\r\n');
    expect(lines[0]).toBe('at,person,kind,from,to,direction,cause,rule,score,model');
    const [first] = data;
    expect(lines[1]).toMatch(new RegExp(`^${first?.at},${first?.person},${first?.kind},`));
    expect(lines).toHaveLength(4);
    const next = /<(.+)>; rel="next"/.exec(response.headers.get('Link') ?? '')?.[1] ?? '';
    const second = await ask(next.replace('/api/v1', ''), { ...shop, accept: 'text/csv' });
    expect((await second.text()).split('\r\n')[1]).toContain(data[2]?.person);
  });
});
