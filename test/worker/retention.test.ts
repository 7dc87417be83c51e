// What the owner does not want to keep longer is cut; what it was worth stays.
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PRESETS } from '../../collector/engine/index.ts';
import { admit } from '../../collector/ingest/admit.ts';
import { commands } from '../../collector/store/commands.ts';
import { stepOldestJob } from '../../collector/store/jobs.ts';
import { noticeDue } from '../../collector/store/notice.ts';
import { newDocument } from '../../collector/store/record.ts';
import { retain } from '../../collector/store/retain.ts';
import type { CreatedSite } from '../../collector/store/sites.ts';
import { metered } from './metered-database.ts';
import { act, trust } from './proof.ts';
import {
  call,
  DAY,
  event,
  logOf,
  MINUTE,
  newSite,
  newVisitor,
  onlyPerson,
  people,
  rowsOf,
  send,
} from './visitor.ts';

const START = Date.UTC(2026, 5, 1, 10);
const DAYS = 60;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  await env.DB.batch(
    ['people', 'visits', 'sites'].map((it) => env.DB.prepare(`DELETE FROM ${it}`)),
  );
});
afterEach(() => {
  vi.useRealTimers();
});

const keepFor = (site: CreatedSite, days: number) =>
  env.DB.prepare(
    "UPDATE sites SET settings = json_set(settings, '$.retention_days', ?) WHERE site = ?",
  )
    .bind(days, site.site)
    .run();

/** Rounds until nothing is left to do today. */
async function cutAll(now: number): Promise<number> {
  let ticks = 0;
  while (await retain(env.DB, now)) ticks += 1;
  return ticks;
}

/** Some eager days, each with a chief's title, long enough to be archived. */
async function eager(site: CreatedSite, visitor: string, from: number, days: number) {
  for (let day = 0; day < days; day += 1) {
    vi.setSystemTime(from + day * DAY);
    const now = Date.now();
    const views = Array.from({ length: 12 }, (_, i) =>
      event(now + i, 'view_item', { item_id: `item-${'x'.repeat(180)}-${i}` }),
    );
    const title = event(now + 20, 'identify', { user_id: visitor, traits: { job_title: 'CEO' } });
    const order = { order_id: `${visitor}-${day}`, value: 5, currency: 'EUR' };
    await send(site, visitor, [...views, title, event(now + 21, 'purchase', order)]);
  }
  await noticeDue(env.DB, Date.now() + 40 * MINUTE);
}

interface Explanation {
  score: number;
  rung: string;
  terms: { rule: string; value: number; event: { ts: string } | null }[];
}

async function explained(site: CreatedSite, visitor: string): Promise<Explanation> {
  const headers = { Authorization: `Bearer ${site.secret_key}` };
  return (await call(`/api/v1/visitors/${visitor}/explain`, { headers })).json<Explanation>();
}

test('Events that are too old are cut from tail and chunks; score and rung stay, and are explained', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  await eager(site, visitor, START, 30);
  expect((await onlyPerson(site.site)).doc.chunks).toBeGreaterThan(2);
  const now = START + (DAYS + 10) * DAY;
  vi.setSystemTime(now);
  await noticeDue(env.DB, now);
  const before = await explained(site, visitor);
  expect(before.score).toBeGreaterThan(50);
  await keepFor(site, DAYS);
  await cutAll(now);
  const log = await logOf(site.site);
  expect(log.length).toBeGreaterThan(0);
  expect(Math.min(...log.map(({ ts }) => ts))).toBe(START + 10 * DAY);
  const after = await explained(site, visitor);
  expect([after.score, after.rung]).toEqual([before.score, before.rung]);
  expect(after.terms.map(({ rule }) => rule)).toContain('before_retention');
  const sum = after.terms.reduce((all, { value }) => all + Math.round(value * 100), 0);
  expect(sum).toBe(Math.round(after.score * 100));
});

test('Visits, moves, orders, complaints and refusals that are too old go too; later ones stay', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  await eager(site, visitor, START, 30);
  await send(site, visitor, [event(START - 31 * DAY)]);
  const complaints = [START + DAY, START + 20 * DAY].map((ts) => event(ts, 'complaint'));
  await send(site, visitor, complaints);
  const before = START + 10 * DAY;
  const past = { person: 'p', until: START, body: '[]' };
  await env.DB.prepare('INSERT INTO past_moves VALUES (?, ?, ?, ?)')
    .bind(site.site, past.person, past.until, past.body)
    .run();
  await keepFor(site, DAYS);
  await cutAll(before + DAYS * DAY);
  const times = async (table: string, column: string) =>
    (await rowsOf<Record<string, number>>(table, site.site)).map((row) => row[column] ?? 0);
  for (const [table, column] of [
    ['visits', 'start'],
    ['orders', 'at'],
  ] as const) {
    const left = await times(table, column);
    expect(Math.min(...left) - before, table).toBeLessThan(MINUTE);
    expect(Math.min(...left) - before, table).toBeGreaterThanOrEqual(0);
  }
  for (const at of await times('moves', 'at')) expect(at).toBeGreaterThanOrEqual(before);
  expect(await times('acts', 'at')).toEqual([START + 20 * DAY]);
  expect(await rowsOf('past_moves', site.site)).toEqual([]);
  expect(await times('rejects', 'day')).toEqual([Math.floor((START + 29 * DAY) / DAY)]);
});

test('Somebody cut lives on like somebody who was not', async () => {
  const [cut, whole] = [await newSite(), await newSite()];
  const visitor = newVisitor();
  for (const site of [cut, whole]) await eager(site, visitor, START, 20);
  await keepFor(cut, DAYS);
  const now = START + (DAYS + 7) * DAY;
  vi.setSystemTime(now);
  await cutAll(now);
  for (const site of [cut, whole]) await eager(site, visitor, now, 3);
  const [one, other] = [await explained(cut, visitor), await explained(whole, visitor)];
  expect([one.score, one.rung]).toEqual([other.score, other.rung]);
  const place = async ({ site }: CreatedSite) => {
    const { grade, rung } = await onlyPerson(site);
    return { grade, rung, orders: (await rowsOf('orders', site)).length > 0 };
  };
  expect(await place(cut)).toEqual(await place(whole));
});

test('A whole log that is too old leaves a person with a score and no event; they may come back', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  await eager(site, visitor, START, 3);
  await keepFor(site, DAYS);
  const now = START + 100 * DAY;
  vi.setSystemTime(now);
  const before = await explained(site, visitor);
  await cutAll(now);
  expect(await logOf(site.site)).toEqual([]);
  expect((await explained(site, visitor)).score).toBe(before.score);
  while ((await noticeDue(env.DB, now + 400 * DAY)) > 0);
  expect((await onlyPerson(site.site)).rung).not.toBe('customer');
  vi.setSystemTime(now + 400 * DAY);
  const { results } = await act(site, visitor, 'page_view');
  expect(Object.values(results)).toEqual(['ok']);
});

test('Other rules begin at the checkpoint that is left', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  await eager(site, visitor, START, 30);
  await keepFor(site, DAYS);
  const now = START + (DAYS + 20) * DAY;
  vi.setSystemTime(now);
  await cutAll(now);
  const before = await explained(site, visitor);
  const version = await commands.saveDraft(env.DB, site.site, PRESETS.crm, now);
  await commands.publishModel(env.DB, { site: site.site, version, at: now, alert: false });
  while (await stepOldestJob(env.DB, now));
  expect((await onlyPerson(site.site)).doc.model).toBe(version);
  expect((await explained(site, visitor)).score).toBe(before.score);
});

test('Two people whose logs were cut become one, and no row of the one who is joined is left', async () => {
  const site = await newSite();
  await trust(site);
  const [phone, laptop] = [newVisitor(), newVisitor()];
  await eager(site, phone, START, 25);
  await act(site, phone, 'identify', { user_id: 'sara' });
  for (const day of [1, 2, 28]) {
    vi.setSystemTime(START + day * DAY);
    await act(site, laptop, 'page_view');
  }
  const former = (await people(site.site)).find(({ doc }) => `d:${laptop}` in doc.devices);
  await keepFor(site, DAYS);
  const now = START + (DAYS + 10) * DAY;
  vi.setSystemTime(now);
  await cutAll(now);
  await act(site, laptop, 'identify', { user_id: 'sara' });
  const { doc } = await onlyPerson(site.site);
  expect(Object.keys(doc.devices)).toHaveLength(2);
  for (const { ts } of await logOf(site.site)) expect(ts).toBeGreaterThanOrEqual(START + 10 * DAY);
  for (const table of ['visits', 'moves', 'log_chunks', 'members']) {
    const owners = (await rowsOf<{ person: string }>(table, site.site)).map((row) => row.person);
    expect(owners, table).not.toContain(former?.person);
  }
});

test('What is older than may be kept is not taken any more, not even from the owner’s server', () => {
  const doc = { ...newDocument(1), kept_from: START };
  const base = { id: 'x', type: 'purchase', device: 'd:a', offset_min: 0, verified: true as const };
  const candidates = [START - 1, START].map((ts, i) => ({
    name: `${i}`,
    mark: `${i}`,
    event: { ...base, id: `${i}`, ts },
  }));
  const judged = { doc, device: 'd:a', archived: new Set<string>(), erased: false };
  const { results } = admit(
    {
      ...judged,
      erasedUsers: new Set(),
      unmatched: false,
      keptSince: 0,
      today: 0,
      now: START + 90 * DAY,
    },
    [candidates],
  );
  expect([...(results[0] ?? [])]).toEqual([
    ['0', 'rejected: too_old ts'],
    ['1', 'ok'],
  ]);
});

test('A tick cuts twenty people at most, in few statements, and a day’s round ends', async () => {
  const site = await newSite();
  for (let i = 0; i < 45; i += 1) await send(site, newVisitor(), [event(START)]);
  await keepFor(site, DAYS);
  const now = START + 61 * DAY;
  const { db, sql } = metered(env.DB);
  await retain(db, now);
  expect(await logOf(site.site)).toHaveLength(25);
  expect(sql().length).toBeLessThan(15);
  expect(await cutAll(now)).toBe(2);
  expect(await logOf(site.site)).toEqual([]);
  expect(await retain(env.DB, now)).toBe(false);
  expect(await retain(env.DB, now + DAY)).toBe(true);
});

test('Who set no time, or less than sixty days, loses nothing', async () => {
  const site = await newSite();
  await send(site, newVisitor(), [event(START)]);
  expect(await retain(env.DB, START + 900 * DAY)).toBe(false);
  await keepFor(site, 7);
  expect(await retain(env.DB, START + 900 * DAY)).toBe(false);
  expect(await logOf(site.site)).toHaveLength(1);
});
