/** A person of 100,000 events: what each request may cost, and that late events are folded in exactly. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PersonDocument } from '../../collector/engine/document.ts';
import {
  type CanonicalEvent,
  compareEvents,
  compile,
  type Move,
  type Order,
  PRESETS,
  position,
  replay,
  type State,
  start,
  type Visit,
} from '../../collector/engine/index.ts';
import { personOf } from '../../collector/store/hash.ts';
import { noticeDue } from '../../collector/store/notice.ts';
import { countDevice, newDocument } from '../../collector/store/record.ts';
import { NO_ROWS } from '../../collector/store/rows.ts';
import { resettle } from '../../collector/store/settle.ts';
import type { CreatedSite } from '../../collector/store/sites.ts';
import { unlinkDevice } from '../../collector/store/unlink.ts';
import { personStatements } from '../../collector/store/write-person.ts';
import type { WireEvent } from '../../sdk/wire.ts';
import { ask } from './api-fixture.ts';
import { type Meter, meter } from './database-wrappers.ts';
import { proving } from './proof.ts';
import {
  envelope,
  event,
  idAt,
  newSite,
  newVisitor,
  people,
  post,
  rowsOf,
  send,
} from './visitor.ts';

/** A log of 100,000 events is made and read several times over. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const DAY = 86_400_000;
const MINUTE = 60_000;
const NOW = Date.UTC(2026, 5, 20, 10);
const EVENTS = 100_000;
const SPAN = 40 * DAY;
const BEGIN = NOW - SPAN - DAY;
const VISITOR = 'deep-visitor-0000000000000000';
const DEVICE = `d:${VISITOR}`;
const model = compile(PRESETS.loyalty, 1);

/** What a request may read and write, rows and round trips, however long the log is. */
const MOST = { read: 3_000, written: 700, trips: 12 };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

const KINDS: readonly (readonly [string, CanonicalEvent['props']?])[] = [
  ['page_view'],
  ['user_engagement', { engaged_ms: 20_000 }],
  ['view_item', { item_id: 'p1' }],
  ['search', { term: 'cat food' }],
];

/** Visits all day long, an order a day whose copy and refund come days later. */
function eventAt(i: number): CanonicalEvent {
  const ts = BEGIN + Math.floor((i * SPAN) / EVENTS / 1000) * 1000;
  const [type, props] = KINDS[i % KINDS.length] ?? ['page_view'];
  const day = Math.floor(i / 2_500);
  const order = { order_id: `o${day}`, value: 20 + day, currency: 'EUR' };
  const made = { id: idAt(ts), ts, device: DEVICE, offset_min: 0, url: 'https://shop.example/' };
  if (i % 2_500 === 77) return { ...made, type: 'purchase', props: order };
  if (i % 12_500 === 9_000) return { ...made, type: 'refund', props: { order_id: `o${day - 2}` } };
  return { ...made, type, ...(props && { props }) };
}

interface Deep {
  site: CreatedSite;
  person: string;
  log: CanonicalEvent[];
}
let deep: Deep;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  const site = await newSite();
  const person = await personOf(site.site, DEVICE);
  const log = Array.from({ length: EVENTS }, (_, i) => eventAt(i));
  const doc: PersonDocument = { ...newDocument(1), tail: log };
  doc.devices[DEVICE] = countDevice(undefined, log, 0);
  doc.devices['d:other-visitor-00000000000000000'] = countDevice(undefined, log.slice(0, 1), 0);
  const settled = resettle(model, NO_ROWS, doc, NOW - DAY / 2);
  const write = { site: site.site, timeZone: 'UTC', person, version: 0, stored: null, settled };
  const statements = personStatements(env.DB, { ...write, users: [], addresses: [], now: NOW });
  await env.DB.batch(statements);
  deep = { site, person, log };
});

async function sent(events: WireEvent[], rest = {}): Promise<{ meter: Meter; results: object }> {
  const counted = meter(env.DB);
  const body = envelope(deep.site, VISITOR, events, rest);
  const response = await post(body, {}, { DB: counted.db });
  expect(response.status).toBe(200);
  return { meter: counted, results: await response.json() };
}

function expectBounded({ read, written, trips }: Meter): void {
  expect(read).toBeLessThanOrEqual(MOST.read);
  expect(written).toBeLessThanOrEqual(MOST.written);
  expect(trips).toBeLessThanOrEqual(MOST.trips);
}

async function chunks() {
  const rows = await rowsOf<{ seq: number; base: string; events: string }>(
    'log_chunks',
    deep.site.site,
  );
  return rows.sort((a, b) => a.seq - b.seq);
}

/** Log, checkpoints and rows are those of one replay; texts are compared, as they are long. */
async function expectWhole(log: CanonicalEvent[], until: number): Promise<void> {
  const [found] = await people(deep.site.site);
  const doc = found?.doc as PersonDocument;
  expect(doc.catching_up).toBeUndefined();
  const stored = await chunks();
  let base: State = start();
  const all: CanonicalEvent[] = [];
  for (const chunk of stored) {
    expect(chunk.base === JSON.stringify(base)).toBe(true);
    const events = JSON.parse(chunk.events) as CanonicalEvent[];
    all.push(...events);
    base = replay(model, base, events, events.at(-1)?.ts ?? 0).state;
  }
  expect(doc.base).toEqual(base);
  all.push(...doc.tail);
  expect(JSON.stringify(all.map(({ id }) => id))).toBe(JSON.stringify(log.map(({ id }) => id)));
  const whole = replay(model, start(), log, until);
  const bodies = async <T>(table: string): Promise<T[]> =>
    (await rowsOf<{ body: string }>(table, deep.site.site)).map(
      ({ body }) => JSON.parse(body) as T,
    );
  const text = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).sort();
  expect(text(await bodies<Move>('moves'))).toEqual(text(whole.moves));
  expect(text(await bodies<Order>('orders'))).toEqual(text(whole.orders));
  const ended = (visits: Visit[]) => visits.filter((visit) => visit.ended);
  expect(text(ended(await bodies<Visit>('visits')))).toEqual(text(ended(whole.visits)));
}

describe('A person of 100,000 events', () => {
  test('costs a request with a new event no more than anybody', async () => {
    const fresh = event(NOW - MINUTE);
    const { meter: counted, results } = await sent([fresh]);
    expect(results).toMatchObject({ results: { [fresh.id]: 'ok' } });
    expect(counted.read).toBeLessThanOrEqual(40);
    expect(counted.written).toBeLessThanOrEqual(10);
    deep.log.push(canonical(fresh));
  });

  test('has chunks and a document that are far from the 2 MB of a row', async () => {
    for (const row of await chunks()) {
      expect(row.base.length + row.events.length).toBeLessThan(200_000);
    }
    const [found] = await people(deep.site.site);
    expect(JSON.stringify(found?.doc).length).toBeLessThan(100_000);
  });

  test('takes an event of yesterday in one bounded request', async () => {
    const late = event(NOW - DAY - 3 * 60 * MINUTE, 'search', { term: 'late' });
    const { meter: counted, results } = await sent([late]);
    expect(results).toMatchObject({ results: { [late.id]: 'ok' } });
    expectBounded(counted);
    deep.log.push(canonical(late));
    deep.log.sort(compareEvents);
  });

  test('takes an event of 29 days ago in bounded steps, and acknowledges it when all is folded', async () => {
    const late = event(NOW - 29 * DAY, 'purchase', {
      order_id: 'o14',
      value: 99,
      currency: 'EUR',
    });
    const before = (await people(deep.site.site))[0]?.doc.base;
    const first = await sent([late]);
    expect(first.results).toMatchObject({ results: { [late.id]: 'retry' }, retry_after_s: 5 });
    expectBounded(first.meter);
    // Who asks whether it arrived is told that it is missing.
    const confirming = await sent([], { confirm: [late.id] });
    expect(confirming.results).toMatchObject({ missing: [late.id] });
    expect((await people(deep.site.site))[0]?.doc.base).toEqual(before);
    const again = await sent([late]);
    expect(again.results).toMatchObject({ results: { [late.id]: 'retry' } });
    expectBounded(again.meter);
    const fresh = event(NOW, 'page_view');
    expect((await sent([fresh])).results).toMatchObject({ results: { [fresh.id]: 'ok' } });
    let ticks = 0;
    while ((await people(deep.site.site))[0]?.doc.catching_up) {
      const counted = meter(env.DB);
      await noticeDue(counted.db, NOW);
      expectBounded(counted);
      ticks += 1;
      expect(ticks).toBeLessThan(10);
    }
    const copy = await sent([late]);
    expect(copy.results).toMatchObject({ results: { [late.id]: 'duplicate' } });
    deep.log.push(canonical(late), canonical(fresh));
    await expectWhole(deep.log.sort(compareEvents), NOW);
  });

  test.each([0, 1, 20, 35])(
    'is explained %d days ago from a bounded part of the log, exactly',
    async (days) => {
      const at = NOW - days * DAY;
      const counted = meter(env.DB);
      const path = `/visitors/${VISITOR}/explain?at=${new Date(at).toISOString()}`;
      const response = await ask(path, { key: deep.site.secret_key, now: NOW, db: counted.db });
      const told = (await response.json()) as { score: number; terms: { value: number }[] };
      const sum = told.terms.reduce((total, { value }) => total + Math.round(value * 100), 0);
      const upTo = deep.log.filter(({ ts }) => ts <= at);
      const whole = position(model, replay(model, start(), upTo, at).state, at);
      expect([sum, Math.round(told.score * 100)]).toEqual([whole.score, whole.score]);
      expect(counted.read).toBeLessThanOrEqual(200);
      expect(counted.trips).toBeLessThanOrEqual(8);
    },
  );

  test('has a timeline whose pages are read from a few chunks, the next one too', async () => {
    let cursor = '';
    for (const page of ['first', 'second']) {
      const counted = meter(env.DB);
      const path = `/visitors/${VISITOR}/timeline?limit=100${cursor}`;
      const response = await ask(path, { key: deep.site.secret_key, now: NOW, db: counted.db });
      const { next_cursor } = (await response.json()) as { next_cursor: string };
      cursor = `&cursor=${encodeURIComponent(next_cursor)}`;
      expect([page, counted.read <= 600, counted.trips <= 10]).toEqual([page, true, true]);
    }
  });

  test('is not joined to a visitor whose log begins far back: that stays a claim', async () => {
    await env.DB.prepare('INSERT INTO aliases (site, alias, person, since) VALUES (?, ?, ?, ?)')
      .bind(deep.site.site, 'u:deep', deep.person, NOW)
      .run();
    const visitor = newVisitor();
    await send(deep.site, visitor, [event(NOW - 29 * DAY)]);
    const counted = meter(env.DB);
    const proof = await proving(deep.site, 'deep');
    const body = envelope(deep.site, visitor, [event(NOW, 'identify', proof)]);
    expect((await post(body, {}, { DB: counted.db })).status).toBe(200);
    const other = (await people(deep.site.site)).find(({ doc }) => doc.devices[`d:${visitor}`]);
    expect(other?.doc.users).toMatchObject([{ id: 'deep', by: 'claim' }]);
    expect(counted.read).toBeLessThanOrEqual(100);
  });

  test('is not parted in one call when that would replay it all, and little is read to know that', async () => {
    const counted = meter(env.DB);
    const parting = {
      site: deep.site.site,
      person: deep.person,
      device: 'd:other-visitor-00000000000000000',
    };
    expect(await unlinkDevice(counted.db, parting, NOW)).toEqual({
      done: false,
      because: 'too_long',
    });
    expect(counted.read).toBeLessThanOrEqual(100);
    expect(counted.written).toBe(0);
  });
});

const canonical = ({ id, type, ts, url, props }: WireEvent): CanonicalEvent => ({
  id,
  type,
  ts,
  device: DEVICE,
  offset_min: 0,
  ...(url && { url }),
  ...(props && { props }),
});
