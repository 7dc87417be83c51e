import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { countDays } from '../../collector/store/count-days.ts';
import { noticeDue } from '../../collector/store/notice.ts';
import type { Props } from '../../sdk/wire.ts';
import { meter } from './database-wrappers.ts';
import { envelope, event, MINUTE, newSite, newVisitor, post, rowsOf, send } from './visitor.ts';

const START = Date.UTC(2026, 5, 1, 10);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Seconds after the beginning, type, path, props. One inner list is one request. */
type Session = [second: number, type: string, path: string, props?: Props][][];

const engaged = (second: number, path: string, seconds: number): Session[number][number] => [
  second,
  'user_engagement',
  path,
  { engaged_ms: seconds * 1000 },
];

/** Five pages, twelve events, six requests: what the script sends of somebody who looks around. */
const PLAIN: Session = [
  [[0, 'page_view', '/']],
  [engaged(20, '/', 18), [21, 'page_view', '/blog/cats']],
  [engaged(60, '/blog/cats', 35), [61, 'page_view', '/about']],
  [engaged(80, '/about', 15), [81, 'page_view', '/blog/dogs']],
  [
    engaged(110, '/blog/dogs', 25),
    [111, 'page_view', '/team'],
    [125, 'click', '/team', { kind: 'outbound' }],
  ],
  [engaged(130, '/team', 15), [131, 'share', '/team']],
];

/** The same length, of somebody who signs up, downloads and looks at prices. */
const EAGER: Session = [
  [[0, 'page_view', '/']],
  [engaged(20, '/', 18), [21, 'page_view', '/product/food']],
  [
    [40, 'view_item', '/product/food', { item_id: 'a' }],
    engaged(60, '/product/food', 35),
    [61, 'page_view', '/pricing'],
  ],
  [
    engaged(80, '/pricing', 15),
    [81, 'page_view', '/catalogue'],
    [85, 'file_download', '/catalogue', { href: 'https://shop.example/a.pdf' }],
  ],
  [engaged(110, '/catalogue', 25), [111, 'page_view', '/newsletter']],
  [[130, 'newsletter_signup', '/newsletter', { email: 'a@b.example' }]],
];

interface Cost {
  events: number;
  /** rows written by each request, then by cron as the visit ends */
  rows: number[];
}

/** The mark that the day has changed is written once for all who come before it is counted. */
async function play(session: Session): Promise<Cost> {
  const site = await newSite();
  await send(site, newVisitor(), [event(START)]);
  const visitor = newVisitor();
  const counted = meter(env.DB);
  const rows: number[] = [];
  for (const request of session) {
    const events = request.map(([second, type, path, props]) =>
      event(START + second * 1000, type, props, path),
    );
    vi.setSystemTime((events.at(-1)?.ts ?? START) + 200);
    const response = await post(envelope(site, visitor, events), {}, { DB: counted.db });
    expect(response.status).toBe(200);
    rows.push(counted.written - sum(rows));
  }
  for (let minute = 1; minute <= 60; minute += 1) {
    await noticeDue(counted.db, Date.now() + minute * MINUTE);
  }
  // The end of the other visitor's visit is one row.
  rows.push(counted.written - sum(rows) - 1);
  expect(await rowsOf('visits', site.site)).toEqual(
    Array(2).fill(expect.objectContaining({ ended: 1 })),
  );
  return { events: session.flat().length, rows };
}

const sum = (rows: number[]): number => rows.reduce((all, one) => all + one, 0);

test('A plain session of twelve events in six requests writes at most a row an event, all included', async () => {
  const { events, rows } = await play(PLAIN);
  expect(events).toBe(12);
  expect(rows).toEqual([3, 3, 1, 1, 2, 1, 1]);
});

test('One that also signs up, downloads and enters segments pays a row for each of these', async () => {
  const { events, rows } = await play(EAGER);
  expect(events).toBe(12);
  expect(sum(rows)).toBeLessThanOrEqual(19);
});

test('A visitor who looks at one page and leaves costs four rows', async () => {
  expect((await play([[[0, 'page_view', '/']]])).rows).toEqual([3, 1]);
});

test('A day costs two rows to mark, however many come, and a handful to count', async () => {
  const tables = ['days', 'counts'];
  await env.DB.batch(tables.map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
  const site = await newSite();
  const marking = meter(env.DB);
  await post(envelope(site, newVisitor(), [event(START)]), {}, { DB: marking.db });
  const again = meter(env.DB);
  await post(envelope(site, newVisitor(), [event(START)]), {}, { DB: again.db });
  expect(marking.written - again.written).toBe(2);
  const counting = meter(env.DB);
  while (await countDays(counting.db, START));
  // The mark taken down, the count begun and ended, the totals, and what begins with it: a census.
  expect(counting.written).toBeLessThanOrEqual(8);
  const idle = meter(env.DB);
  await countDays(idle.db, START + 9 * MINUTE);
  expect(idle.written).toBe(0);
});

test('A request costs one read and one write, however many events it brings', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  await post(envelope(site, visitor, [event(START)]));
  const counted = meter(env.DB);
  const events = Array.from({ length: 20 }, (_, i) => event(START + i));
  await post(envelope(site, visitor, events), {}, { DB: counted.db });
  expect(counted.trips).toBe(2);
  expect(counted.read).toBeLessThanOrEqual(10);
});
