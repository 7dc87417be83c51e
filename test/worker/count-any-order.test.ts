// In whatever order events arrive, and however often days are counted in between: the same totals.
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noticeDue } from '../../collector/store/notice.ts';
import type { Props, WireEvent } from '../../sdk/wire.ts';
import { countAll, expectTrueTotals, sorted, totalsOf } from './counted.ts';
import { emptyDatabase } from './empty-database.ts';
import { DAY, MINUTE, newSite, newVisitor, rowsOf, send } from './visitor.ts';

const END = Date.UTC(2026, 5, 20, 12);

vi.setConfig({ testTimeout: 120_000 });
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: END });
  await emptyDatabase();
});
afterEach(() => {
  vi.useRealTimers();
});

const ACTS: [type: string, path: string, props?: Props][] = [
  ['page_view', '/'],
  ['page_view', '/?utm_source=letter&utm_medium=email&utm_campaign=may'],
  ['page_view', '/?utm_source=x&utm_medium=social'],
  ['user_engagement', '/', { engaged_ms: 30_000 }],
  ['ad_click', '/', { kind: 'arrival' }],
  ['ad_click', '/', { kind: 'slot' }],
  ['view_item', '/product', { item_id: 'a' }],
  ['newsletter_signup', '/', {}],
  ['newsletter_unsubscribe', '/', {}],
  ['form_submit', '/contact', { purpose: 'contact' }],
  ['purchase', '/', { order_id: 'o1', value: 10, currency: 'EUR' }],
  ['purchase', '/', { order_id: 'o2', value: 20, currency: 'EUR', coupon: 'NEW' }],
  ['refund', '/', { order_id: 'o1' }],
  ['complaint', '/', { topic: 'bag' }],
  ['feedback', '/', { kind: 'csat', score: 2 }],
  ['note', '/', { text: 'long '.repeat(700) }],
];

const note = (times: number): (typeof ACTS)[number] => [
  ...(['note', '/', { text: 'long '.repeat(times) }] as const),
];
/** Half of them long. */
const LONG = [...ACTS, ...Array.from({ length: ACTS.length }, (_, i) => note(500 + i))];

interface Sent {
  who: number;
  event: WireEvent;
}

/** Of two visitors, mostly close together so that visits and ties occur. */
const sent = (least: number, most: number, acts = ACTS): fc.Arbitrary<Sent[]> =>
  fc
    .uniqueArray(
      fc.record({
        who: fc.nat(1),
        act: fc.nat(acts.length - 1),
        minutes: fc.oneof(fc.integer({ min: 0, max: 20 * 1440 }), fc.integer({ min: 0, max: 900 })),
        id: fc.nat(0xffff),
      }),
      { minLength: least, maxLength: most, selector: ({ id }) => id },
    )
    .map((list) =>
      list.map(({ who, act, minutes, id }) => {
        const [type, path, props] = acts[act] as (typeof ACTS)[number];
        const ts = END - minutes * MINUTE;
        const time = ts.toString(16).padStart(12, '0');
        const uuid = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${id.toString(16).padStart(12, '0')}`;
        const url = `https://shop.example${path}`;
        return { who, event: { id: uuid, type, ts, url, ...(props && { props }) } };
      }),
    );

const arrivals = (...asked: Parameters<typeof sent>) =>
  sent(...asked).chain((list) =>
    fc.record({
      order: fc.shuffledSubarray(list, { minLength: list.length }),
      sizes: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 6 }),
      counted: fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }),
    }),
  );

interface Plan {
  order: Sent[];
  sizes: number[];
  counted: boolean[];
}

/** Delivers to two sites, in pieces and whole; gives how many chunks were archived. */
async function arrive({ order, sizes, counted }: Plan): Promise<number> {
  const visitors = [newVisitor(), newVisitor()];
  const [one, other] = [await newSite(), await newSite()];
  const of = (list: Sent[], who: number) =>
    list.filter((it) => it.who === who).map(({ event }) => event);
  let now = END;
  const deliver = async (site: typeof one, list: Sent[]) => {
    for (const who of [0, 1]) {
      const events = of(list, who);
      if (events.length > 0) await send(site, visitors[who] ?? '', events);
    }
  };
  for (let from = 0, i = 0; from < order.length; i += 1) {
    const size = sizes[i % sizes.length] ?? 1;
    await deliver(other, order.slice(from, from + size));
    from += size;
    if (!counted[i % counted.length]) continue;
    now += MINUTE;
    vi.setSystemTime(now);
    await noticeDue(env.DB, now);
    await countAll(now);
  }
  await deliver(one, order);
  now += 2 * MINUTE;
  vi.setSystemTime(now);
  await noticeDue(env.DB, now);
  await countAll(now);
  expect(sorted(await totalsOf(other.site))).toEqual(sorted(await totalsOf(one.site)));
  await expectTrueTotals(other.site, now + MINUTE);
  vi.setSystemTime(END);
  return (await rowsOf('log_chunks', other.site)).length;
}

test('Any order of arrival, with counts in between, gives the totals of one delivery', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals(2, 18), async (plan) => void (await arrive(plan))),
    { numRuns: 8, endOnFailure: true },
  );
});

test('That holds where logs are archived', async () => {
  let archived = 0;
  await fc.assert(
    fc.asyncProperty(arrivals(40, 60, LONG), async (plan) => {
      archived += await arrive(plan);
    }),
    { numRuns: 4, endOnFailure: true },
  );
  expect(archived).toBeGreaterThan(0);
});

test('A day is the site’s own: what happens at night falls where its clock says', async () => {
  const site = await newSite({ time_zone: 'Asia/Tehran' });
  const late = Date.UTC(2026, 5, 18, 20, 29);
  for (const [i, ts] of [late, late + MINUTE].entries()) {
    const id = `${ts
      .toString(16)
      .padStart(12, '0')
      .replace(/(.{8})/, '$1-')}-7000-8000-00000000000${i}`;
    await send(site, newVisitor(), [{ id, type: 'page_view', ts, url: 'https://shop.example/' }]);
  }
  await countAll(END);
  const day = Math.floor(late / DAY);
  const totals = await totalsOf(site.site);
  expect(Object.keys(totals).sort()).toEqual([`all ${day}`, `all ${day + 1}`]);
  expect(totals[`all ${day}`]?.rhythm).toEqual({ [String(4 * 24 + 23)]: { visits: 1 } });
  expect(totals[`all ${day + 1}`]?.rhythm).toEqual({ [String(5 * 24)]: { visits: 1 } });
});
