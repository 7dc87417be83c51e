import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noticeDue } from '../../collector/store/notice.ts';
import type { Props, WireEvent } from '../../sdk/wire.ts';
import { expectSound } from './sound-store.ts';
import { DAY, MINUTE, newSite, newVisitor, onlyPerson, people, rowsOf, send } from './visitor.ts';

// Midnight: every sweep for ended visits runs at this minute.
const END = Date.UTC(2026, 5, 20);
const RUNS = 12;
const PATIENCE = MINUTE;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: END });
});
afterEach(() => {
  vi.useRealTimers();
});

const ACTS: [type: string, path: string, props?: Props][] = [
  ['page_view', '/'],
  ['page_view', '/pricing'],
  ['page_view', '/blog/cats'],
  ['user_engagement', '/', { engaged_ms: 30_000 }],
  ['view_item', '/product', { item_id: 'a' }],
  ['file_download', '/', { href: 'https://shop.example/a.pdf' }],
  ['newsletter_signup', '/', {}],
  ['newsletter_unsubscribe', '/', {}],
  ['form_submit', '/contact', { purpose: 'contact', job_title: 'CEO' }],
  ['add_to_cart', '/cart', { value: 5, currency: 'EUR' }],
  ['purchase', '/', { order_id: 'o1', value: 10, currency: 'EUR' }],
  ['purchase', '/', { order_id: 'o2', value: 20, currency: 'EUR' }],
  ['refund', '/', { order_id: 'o1' }],
  ['complaint', '/'],
  ['note', '/', { text: 'long '.repeat(900) }],
  ['note', '/other', { text: 'long '.repeat(600) }],
];

/** An event's kind, minutes before END, and two bits for its id. */
const eventsOf = (least: number, most: number) =>
  fc
    .uniqueArray(
      fc.record({
        act: fc.nat(ACTS.length - 1),
        // Mostly together, so that visits and ties occur.
        minutes: fc.oneof(fc.integer({ min: 0, max: 20 * 1440 }), fc.integer({ min: 0, max: 90 })),
        id: fc.nat(0xffff),
      }),
      { minLength: least, maxLength: most, selector: ({ id }) => id },
    )
    .map((list) =>
      list.map(({ act, minutes, id }): WireEvent => {
        const [type, path, props] = ACTS[act] as (typeof ACTS)[number];
        const ts = END - minutes * MINUTE;
        const time = ts.toString(16).padStart(12, '0');
        const uuid = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${id.toString(16).padStart(12, '0')}`;
        return { id: uuid, type, ts, url: `https://shop.example${path}`, ...(props && { props }) };
      }),
    );

/** Events in an order of arrival, cut into requests, some of them sent twice. */
const arrivalsOf = (least: number, most: number) =>
  eventsOf(least, most).chain((events) =>
    fc
      .tuple(
        fc.shuffledSubarray([...events, ...events.slice(0, 5)], {
          minLength: events.length + Math.min(5, events.length),
        }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 }),
      )
      .map(([order, sizes]) => ({ events, requests: cut(order, sizes) })),
  );

function cut<T>(list: T[], sizes: number[]): T[][] {
  const parts: T[][] = [];
  for (let at = 0, i = 0; at < list.length; i += 1) {
    const size = sizes[i % sizes.length] ?? 1;
    parts.push(list.slice(at, at + size));
    at += size;
  }
  return parts;
}

const small = { numRuns: RUNS, endOnFailure: true };

test(
  'Any order, batching and doubling over HTTP gives the identical document',
  async () => {
    await fc.assert(
      fc.asyncProperty(arrivalsOf(2, 20), async ({ events, requests }) => {
        const visitor = newVisitor();
        const [one, other] = [await newSite(), await newSite()];
        const short = events.filter(({ type }) => type !== 'note');
        await send(one, visitor, short);
        for (const request of requests) {
          await send(
            other,
            visitor,
            request.filter(({ type }) => type !== 'note'),
          );
        }
        if (short.length === 0) expect(await people(other.site)).toEqual([]);
        else expect((await onlyPerson(other.site)).doc).toEqual((await onlyPerson(one.site)).doc);
      }),
      small,
    );
  },
  PATIENCE,
);

test(
  'A log in chunks is the log, each checkpoint the fold before it, and all rows those of a replay',
  async () => {
    let archived = 0;
    await fc.assert(
      fc.asyncProperty(arrivalsOf(30, 70), async ({ events, requests }) => {
        const site = await newSite();
        const visitor = newVisitor();
        for (const request of requests) await send(site, visitor, request);
        await expectSound(site.site, events, END);
        archived += (await onlyPerson(site.site)).doc.chunks;
        const { results } = await send(site, visitor, events);
        expect(new Set(Object.values(results))).toEqual(new Set(['duplicate']));
      }),
      small,
    );
    expect(archived).toBeGreaterThan(0);
  },
  PATIENCE,
);

test(
  'Whenever events arrive and however often time is noticed, the rows are those of a replay',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        arrivalsOf(2, 40),
        fc.array(fc.integer({ min: 0, max: 20 * 1440 }), { maxLength: 8 }),
        async ({ events, requests }, ticks) => {
          const site = await newSite();
          const visitor = newVisitor();
          // A request leaves when its last event has happened, a tick comes when it comes.
          const happenings = [
            ...requests.map((request) => ({
              at: Math.max(...request.map(({ ts }) => ts)),
              request,
            })),
            ...ticks.map((minutes) => ({ at: END - minutes * MINUTE, request: null })),
          ].sort((a, b) => a.at - b.at);
          for (const { at, request } of happenings) {
            vi.setSystemTime(at);
            if (request) await send(site, visitor, request);
            else await noticeDue(env.DB, at);
          }
          vi.setSystemTime(END);
          while ((await noticeDue(env.DB, END)) > 0);
          await expectSound(site.site, events, END);
        },
      ),
      small,
    );
  },
  PATIENCE,
);

test('Who is looked at too late is moved at the exact instants all the same', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  vi.setSystemTime(END - 400 * DAY);
  const order = { order_id: 'o1', value: 10, currency: 'EUR' };
  const ts = Date.now();
  const time = ts.toString(16).padStart(12, '0');
  const id = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000001`;
  const bought: WireEvent = {
    id,
    type: 'purchase',
    ts,
    url: 'https://shop.example/',
    props: order,
  };
  await send(site, visitor, [bought]);
  vi.setSystemTime(END);
  while ((await noticeDue(env.DB, END)) > 0);
  await expectSound(site.site, [bought], END);
  const moves = await rowsOf<{ at: number; to_id: string }>('moves', site.site);
  expect(moves.length).toBeGreaterThan(1);
  expect(moves.every(({ at }) => at <= END)).toBe(true);
});
