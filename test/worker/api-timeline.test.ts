import { beforeAll, describe, expect, test } from 'vitest';
import { compile, defaultModel, replay, start } from '../../collector/engine/index.ts';
import { type TimelineItem, timelinePage } from '../../dashboard-api/present/schemas/timeline.ts';
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

interface Page {
  data: TimelineItem[];
  next_cursor: string | null;
}

let shop: Site;

beforeAll(async () => {
  shop = await newSite();
});

async function everything(visitor: string, limit: number): Promise<TimelineItem[]> {
  const all: TimelineItem[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = cursor === '' ? `limit=${limit}` : `limit=${limit}&cursor=${cursor}`;
    const found: Page = await answer(`/visitors/${visitor}/timeline?${query}`, shop);
    expect(found.data.length).toBeLessThanOrEqual(limit);
    all.push(...found.data);
    cursor = found.next_cursor;
  }
  return all;
}

const names = (items: TimelineItem[]) => items.map((item) => JSON.stringify(item));

describe('the timeline of a short log', () => {
  const visitor = 'visitor-sara';
  const first = NOW - 7 * DAY;

  beforeAll(async () => {
    const order = { order_id: 'o-1', value: 129.9, currency: 'EUR' };
    await plant({
      site: shop.site,
      visitor,
      events: [
        ...sara(first),
        ...visit(NOW - MINUTE, ['/checkout'], [event('purchase', 0, { props: order })]),
      ],
    });
  });

  test('is newest first and holds events, visits, moves and orders', async () => {
    const found = await answer<Page>(`/visitors/${visitor}/timeline?limit=100`, shop);
    const { data } = timelinePage.parse(found);
    expect(new Set(data.map(({ kind }) => kind))).toEqual(
      new Set(['event', 'visit', 'move', 'order']),
    );
    const times = data.map(({ at }) => at);
    expect(times).toEqual([...times].sort().reverse());
    expect(found.next_cursor).toBeNull();
  });

  test('shows an order in major units and a browser’s purchase as unverified', async () => {
    const { data } = await answer<Page>(`/visitors/${visitor}/timeline?limit=100`, shop);
    const orders = data.filter(({ kind }) => kind === 'order');
    expect(orders).toMatchObject([{ order_id: 'o-1', value: 129.9, refunded: 0, verified: false }]);
  });

  test('puts a visit below the event that opened it and a move above the one that caused it', async () => {
    const { data } = await answer<Page>(`/visitors/${visitor}/timeline?limit=100`, shop);
    const at = (kind: string) => data.findIndex((item) => item.kind === kind);
    expect(at('order')).toBeGreaterThan(at('move'));
    const opened = data.at(-2);
    expect([opened?.kind, data.at(-1)?.kind]).toEqual(['event', 'visit']);
  });

  test('cut into pages of any size is the same timeline', async () => {
    const whole = names(await everything(visitor, 100));
    for (const limit of [1, 3, 7]) expect(names(await everything(visitor, limit))).toEqual(whole);
  });

  test('refuses a cursor that another person’s timeline gave', async () => {
    await plant({ site: shop.site, visitor: 'visitor-other', events: sara(first) });
    const found = await answer<Page>('/visitors/visitor-other/timeline?limit=1', shop);
    const path = `/visitors/${visitor}/timeline?limit=1&cursor=${found.next_cursor}`;
    const response = await ask(path, shop);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ field: 'cursor' });
  });
});

describe('the timeline of a log that fills chunks', () => {
  const visitor = 'visitor-long';
  const begin = NOW - 50 * DAY;
  const events = Array.from({ length: 60 }, (_, day) =>
    visit(
      begin + day * 19 * 3_600_000,
      ['/', '/pricing', '/products/1', '/about'],
      [event('view_item', 0, { props: { item_id: 'one', item_name: 'y'.repeat(300) } })],
    ),
  ).flat();

  beforeAll(async () => {
    const early = begin + 2 * DAY;
    const order = { order_id: 'o-early', value: 50, currency: 'EUR' };
    events.push(event('purchase', early, { url: 'https://shop.example/', props: order }));
    const refund = { order_id: 'o-early', value: 20, currency: 'EUR' };
    events.push(event('refund', NOW - DAY, { props: refund }));
    await plant({ site: shop.site, visitor, events });
  });

  test('neither skips nor repeats, whatever the page size', async () => {
    const log = events
      .map((one) => ({ ...one, device: `d:${visitor}` }))
      .sort((a, b) => a.ts - b.ts || (a.id < b.id ? -1 : 1));
    const { moves, visits, orders } = replay(compile(defaultModel, 1), start(), log, NOW);
    const expected = log.length + moves.length + visits.length + orders.length;
    const whole = names(await everything(visitor, 100));
    expect(new Set(whole).size).toBe(whole.length);
    expect(whole.length).toBe(expected);
    expect(names(await everything(visitor, 17))).toEqual(whole);
  });

  test('shows the final figures of visits that a chunk’s end cut in two', async () => {
    const all = await everything(visitor, 100);
    const visits = all.filter((item) => item.kind === 'visit');
    expect(visits.length).toBeGreaterThan(50);
    for (const one of visits) expect(one.engaged_ms % MINUTE).toBe(0);
    const unread = visits.filter(({ pages, engaged_ms }) => pages > 0 && engaged_ms === 0);
    expect(unread).toEqual([]);
  });

  test('shows what was refunded later on the order, though it is in an older chunk', async () => {
    const all = await everything(visitor, 9);
    const orders = all.filter((item) => item.kind === 'order');
    expect(orders).toMatchObject([{ order_id: 'o-early', value: 50, refunded: 20 }]);
  });
});

test('Events of one and the same instant that fill several chunks come in one order, none lost', async () => {
  const at = NOW - DAY;
  const signup = event('newsletter_signup', at, { url: 'https://shop.example/' });
  const events = Array.from({ length: 400 }, () =>
    event('view_item', at, { url: 'https://shop.example/', props: { item_name: 'z'.repeat(500) } }),
  );
  await plant({ site: shop.site, visitor: 'visitor-instant', events: [signup, ...events] });
  const whole = names(await everything('visitor-instant', 100));
  expect(whole.filter((item) => item.includes('"kind":"event"'))).toHaveLength(401);
  expect(whole.filter((item) => item.includes('"kind":"move"'))).not.toEqual([]);
  expect(names(await everything('visitor-instant', 20))).toEqual(whole);
});

test('An event that came from a fast clock is shown, though it lies ahead of ours', async () => {
  const ahead = page('/', NOW + 3 * MINUTE);
  await plant({ site: shop.site, visitor: 'visitor-ahead', events: [ahead] });
  const { data } = await answer<Page>('/visitors/visitor-ahead/timeline', shop);
  expect(data.map(({ kind }) => kind)).toContain('visit');
});
