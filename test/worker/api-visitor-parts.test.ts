// Who is this: profile, visits, orders and the score over time, of short and of very long histories.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { PRESETS } from '../../collector/engine/index.ts';
import type { Visitor } from '../../dashboard-api/present/schemas/lead.ts';
import type { ScoreCurve } from '../../dashboard-api/present/schemas/score-curve.ts';
import type {
  OrderPage,
  TimelineItem,
  VisitPage,
} from '../../dashboard-api/present/schemas/timeline.ts';
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
import { begin, draft, finish } from './models.ts';

let shop: Site;
/** whose only visitor writes long messages, and came once */
let mute: Site;
const VISITS = 150;
const ORDERS = 230;

beforeAll(async () => {
  shop = await newSite();
  const traits = { name: 'Sara', company: 'Pet Shop', title: 'CEO' };
  const place = { country: 'DE', region: 'Bavaria', city: 'Munich', time_zone: 'Europe/Berlin' };
  await plant({
    ...{ site: shop.site, visitor: 'sara', users: ['u-1'] },
    events: [
      ...sara(NOW - 7 * DAY),
      event('search', NOW - DAY, { props: { term: 'cat food' } }),
      page('/a', NOW - DAY + 1, {
        ...place,
        agent: { device: 'mobile', browser: 'Safari', os: 'iOS' },
      }),
      event('identify', NOW - DAY + 2, { props: { user_id: 'u-1', traits } }),
    ],
  });
  const visits = Array.from({ length: VISITS }, (_, i) =>
    visit(NOW - (VISITS - i) * DAY, ['/', '/about', `/${'long'.repeat(20)}/${i}`]),
  );
  const orders = Array.from({ length: ORDERS }, (_, i) =>
    event('purchase', NOW - (ORDERS - i) * DAY + MINUTE, {
      ...{ props: { order_id: `o-${i}`, value: i, currency: 'EUR' }, verified: true },
    }),
  );
  await plant({
    ...{ site: shop.site, visitor: 'long' },
    events: [...visits.flat(), ...orders],
  });
  mute = await newSite('Mute');
  const text = 'x'.repeat(1500);
  const messages = Array.from({ length: 2500 }, (_, i) =>
    event('chat', NOW - (2500 - i) * MINUTE, { props: { text } }),
  );
  const first = visit(NOW - 10 * DAY, ['/']);
  await plant({ site: mute.site, visitor: 'mute', events: [...first, ...messages] });
});

async function allOf<Item>(path: string, limit: number, db?: D1Database) {
  const found: Item[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const next: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const asking = db ? { ...shop, db } : shop;
    const part: { data: Item[]; next_cursor: string | null } = await answer(
      `/visitors/${path}?limit=${limit}${next}`,
      asking,
    );
    found.push(...part.data);
    cursor = part.next_cursor;
  }
  return found;
}

test('A visitor is shown with profile, interests, habits, latest visits and follow-up', async () => {
  const shown = await answer<Visitor>('/visitors/sara', shop);
  expect(shown.profile).toEqual({
    ...{ name: 'Sara', job_title: 'CEO', company: 'Pet Shop', language: null },
    ...{ country: 'DE', region: 'Bavaria', city: 'Munich', time_zone: 'Europe/Berlin' },
    ...{ device: 'mobile', browser: 'Safari', os: 'iOS', subscribed: true },
  });
  expect(shown.interests.searches).toEqual([{ name: 'cat food', times: 1 }]);
  expect(shown.interests.pages[0]).toEqual({ name: '/pricing', times: 3 });
  expect(shown.habits).toMatchObject({ visits: 3, hour: 9 });
  expect(shown.visit_count).toBe(3);
  // Visit for visit the same, also whether the last one has ended.
  expect(await allOf<VisitPage['data'][number]>('sara/visits', 100)).toEqual(shown.visits);
  expect(shown.visits.at(-1)).toMatchObject({
    ...{ first: true, pages: 3, engaged_ms: MINUTE, landing: 'https://shop.example/' },
    source: { campaign: 'spring' },
  });
  expect(shown.follow_up).toMatchObject({ attempts: 0, responsible: null });
  // Seven days ago, after her first visit, she had 69 points.
  expect(shown.trend).toEqual({ days: 7, change: Math.round((shown.score - 69) * 100) / 100 });
});

describe('Of a very long history', () => {
  test('visits are those of the timeline, page by page, each once', async () => {
    const timeline = await allOf<TimelineItem>('long/timeline', 100);
    const visits = timeline.filter(({ kind }) => kind === 'visit');
    expect(visits).toHaveLength(VISITS);
    for (const limit of [20, 100]) expect(await allOf('long/visits', limit)).toEqual(visits);
  });

  test('a call for visits reads a bounded part, also where there are none', async () => {
    const chunks = await env.DB.prepare('SELECT count(*) AS n FROM log_chunks WHERE site = ?')
      .bind(mute.site)
      .first<{ n: number }>();
    expect(chunks?.n).toBeGreaterThan(100);
    const found: unknown[] = [];
    let calledFor = 0;
    for (let cursor: string | null = ''; cursor !== null; calledFor++) {
      const meter = metered(env.DB);
      const next: string = cursor === '' ? '' : `?cursor=${cursor}`;
      const part: VisitPage = await answer(`/visitors/mute/visits${next}`, {
        ...mute,
        db: meter.db,
      });
      found.push(...part.data);
      expect(meter.sql().length).toBeLessThan(30);
      cursor = part.next_cursor;
    }
    expect(found).toHaveLength(1);
    expect(calledFor).toBeGreaterThan(1);
  });

  test('a page of visits that ends where a part of the log does neither repeats nor skips one', async () => {
    const site = await newSite('Parts');
    const title = 'x'.repeat(20_000);
    // A part of the log holds one event or two: its first one always begins a visit.
    const events = Array.from({ length: 150 }, (_, i) =>
      page(`/${i}`, NOW - (150 - i) * 40 * MINUTE, { title }),
    );
    await plant({ site: site.site, visitor: 'parts', events });
    const landings: (string | undefined)[] = [];
    const sizes: number[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const next: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const part: VisitPage = await answer(`/visitors/parts/visits?limit=100${next}`, site);
      landings.push(...part.data.map(({ landing }) => landing));
      sizes.push(part.data.length);
      cursor = part.next_cursor;
    }
    const wanted = events.map(({ url }) => url).reverse();
    expect(landings).toEqual(wanted);
    expect(sizes[0]).toBeLessThan(100);
  });

  test('a trend is not guessed where the log that a list reads does not reach back seven days', async () => {
    const { trend } = await answer<Visitor>('/visitors/mute', mute);
    expect(trend).toBeNull();
    const { data } = await answer<{ data: Visitor[] }>('/leads', mute);
    expect(data.map((lead) => lead.trend)).toEqual([null]);
  });

  test('orders are the latest two hundred, newest first, and how many are older', async () => {
    const orders = await allOf<OrderPage['data'][number]>('long/orders', 60);
    const wanted = Array.from({ length: 200 }, (_, i) => `o-${ORDERS - 1 - i}`);
    expect(orders.map(({ order_id }) => order_id)).toEqual(wanted);
    expect(orders[0]).toMatchObject({ value: ORDERS - 1, currency: 'EUR', verified: true });
    const { older } = await answer<OrderPage>('/visitors/long/orders', shop);
    expect(older).toBe(ORDERS - 200);
  });
});

describe('The score curve', () => {
  const curveOf = (query: string, id = 'sara', site = shop) =>
    answer<ScoreCurve>(`/visitors/${id}/score-curve?${query}`, site);
  const span = (from: number, to: number) =>
    `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;

  test.each([
    ['sara', 0],
    ['long', 30],
  ])('of %s says at each point what an explanation says, and has every move', async (id, days) => {
    const from = NOW - (8 + days) * DAY;
    const to = NOW + 20 * DAY;
    const { points, complete } = await curveOf(`${span(from, to)}&points=12`, id);
    expect(complete).toBe(true);
    expect(points[0]?.at).toBe(new Date(from).toISOString());
    expect(points.at(-1)?.at).toBe(new Date(to).toISOString());
    for (const { at, score, grade, rung } of points) {
      const told = await answer(`/visitors/${id}/explain?rules=today&at=${at}`, shop);
      expect(told).toMatchObject({ at, score, grade, rung });
    }
    const timeline = await allOf<TimelineItem>(`${id}/timeline`, 100);
    const moved = timeline.flatMap(({ kind, at }) =>
      kind === 'move' && Date.parse(at) > from ? [at] : [],
    );
    const shown = points.filter(({ move }) => move).map(({ at }) => at);
    expect(shown).toEqual(expect.arrayContaining([...new Set(moved)]));
  });

  test('before anything happened is at nothing, and ends where the score stands now', async () => {
    const { points } = await curveOf('points=2');
    const { score } = await answer<{ score: number }>('/visitors/sara', shop);
    expect(points[0]).toMatchObject({ score: 0, grade: 'weak', rung: 'suspect', move: false });
    expect(points.at(-1)?.score).toBe(score);
  });

  test('begins where the log does that one call may read', async () => {
    const asked = NOW - 10 * DAY;
    const { from, points } = await curveOf(span(asked, NOW), 'mute', mute);
    expect(Date.parse(from)).toBeGreaterThan(asked + 8 * DAY);
    expect(points[0]?.at).toBe(from);
    const told = await answer(`/visitors/mute/explain?rules=today&at=${from}`, mute);
    expect(told).toMatchObject({ score: points[0]?.score });
  });

  test('is by the rules of today, also before they were', async () => {
    const site = await newSite('Changed');
    await plant({ site: site.site, visitor: 'sara', events: sara(NOW - 7 * DAY) });
    const tripled = PRESETS.loyalty.rules.map((rule) =>
      rule.id === 'pricing_page' ? { ...rule, points: 45 } : rule,
    );
    const version = await draft(site, { ...PRESETS.loyalty, rules: tripled });
    await finish(site, await begin(site, version, 'publish'));
    const { model, points } = await curveOf('points=10', 'sara', site);
    expect(model).toBe(version);
    for (const { at, score } of points) {
      const told = await answer(`/visitors/sara/explain?rules=today&at=${at}`, site);
      expect(told).toMatchObject({ score });
    }
  });

  test.each([
    ['points=1', 'points'],
    ['points=101', 'points'],
    ['from=x', 'from'],
    [span(NOW, NOW - 1), 'from'],
    ['step=1', 'step'],
  ])('refuses %s by name', async (query, field) => {
    const response = await ask(`/visitors/sara/score-curve?${query}`, shop);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ field });
  });
});
