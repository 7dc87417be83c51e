// What a minute of cron costs, however much there is to do.
import { createExecutionContext, createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noticeDue } from '../../collector/store/notice.ts';
import { silentVisitors, stretchesOf } from '../../collector/store/open-visits.ts';
import type { CreatedSite } from '../../collector/store/sites.ts';
import worker from '../../collector/worker.ts';
import { meter } from './database-wrappers.ts';
import { metered } from './metered-database.ts';
import { DAY, event, MINUTE, newSite, newVisitor, people, rowsOf, send } from './visitor.ts';

const START = Date.UTC(2026, 5, 1, 10);

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  const tables = ['people', 'visits', 'moves', 'members', 'sites'];
  await env.DB.batch(tables.map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
});
afterEach(() => {
  vi.useRealTimers();
});

/** One real person, and as many copies of them under other ids. */
async function crowd(site: CreatedSite, size: number): Promise<void> {
  const views = [event(START), event(START + 1, 'view_item', { item_id: 'a' })];
  await send(site, newVisitor(), [...views, event(START + 2, 'view_item', { item_id: 'b' })]);
  const ids = JSON.stringify(Array.from({ length: size }, (_, i) => `p_${i}`));
  const copy = (table: string, columns: string, own: string) =>
    env.DB.prepare(
      `INSERT INTO ${table} (site, person, ${columns}) SELECT site, j.value, ${own} FROM ${table} CROSS JOIN json_each(?) AS j WHERE site = ?`,
    ).bind(ids, site.site);
  const visit = 'start, day, ended, body';
  const row = 'version, grade, score, rung, due, seen_day, doc';
  const move = 'at, kind, from_id, to_id, body';
  await env.DB.batch([
    copy('visits', visit, visit),
    copy('moves', move, move),
    copy('members', 'segment', 'segment'),
    copy('people', row, row),
  ]);
}

test('A tick that moves a hundred people, ends their visits and takes them out of segments stays under 30 statements', async () => {
  const site = await newSite();
  await crowd(site, 99);
  expect(await rowsOf('members', site.site)).not.toEqual([]);
  const { db, sql } = metered(env.DB);
  expect(await noticeDue(db, START + 100 * DAY)).toBe(100);
  expect(sql().length).toBeLessThan(30);
  expect(new Set((await people(site.site)).map(({ rung }) => rung))).toEqual(new Set(['suspect']));
  expect(await rowsOf('members', site.site)).toEqual([]);
  const ended = (await rowsOf<{ ended: number }>('visits', site.site)).map((row) => row.ended);
  expect(ended).toEqual(Array(100).fill(1));
});

test('A whole tick with a hundred people due, a message to bring and old events to cut stays under 50', async () => {
  const site = await newSite();
  await crowd(site, 99);
  await env.DB.batch([
    env.DB.prepare(
      `UPDATE sites SET hooks = 1, settings = '{"retention_days":60}' WHERE site = ?`,
    ).bind(site.site),
    env.DB.prepare("INSERT INTO webhooks (site, webhook, body) VALUES (?, 'w', ?)").bind(
      site.site,
      JSON.stringify({ url: 'https://10.0.0.1/', events: ['standing.changed'], format: 'json' }),
    ),
    env.DB.prepare(
      "INSERT INTO outbox (site, webhook, message, person, at, next_at, body) VALUES (?, 'w', 'm', '', 0, 0, '{}')",
    ).bind(site.site),
  ]);
  const { db, sql } = metered(env.DB);
  const context = createExecutionContext();
  const scheduledTime = new Date(START + 100 * DAY);
  await worker.scheduled(createScheduledController({ scheduledTime }), { ...env, DB: db }, context);
  expect((await people(site.site)).filter(({ rung }) => rung === 'lead')).toEqual([]);
  expect(await rowsOf('outbox', site.site)).toMatchObject([{ state: 'dead' }]);
  expect(sql().length).toBeLessThan(50);
});

test('It reads some rows a person, and writes what changes and nothing beside', async () => {
  const site = await newSite();
  await crowd(site, 99);
  const counted = meter(env.DB);
  await noticeDue(counted.db, START + 32 * MINUTE);
  expect(counted.written).toBe(100);
  expect(counted.read).toBeLessThan(100 * 12);
});

test('Six thousand open visits of people who are still there cost a tick a bounded number of rows', {
  timeout: 30_000,
}, async () => {
  const site = await newSite();
  await crowd(site, 5999);
  const now = START + 40 * MINUTE;
  await env.DB.prepare(
    `UPDATE people SET doc = json_set(doc, '$.tail[#-1].ts', ${now - MINUTE}) WHERE person <> 'p_77'`,
  ).run();
  const counted = meter(env.DB);
  await noticeDue(counted.db, now);
  expect(counted.read).toBeLessThan(5000);
});

test('Where there are more open visits than a sweep looks at, later sweeps come to all of them', () => {
  const sites = ['a', 'b', 'c'];
  const range = { after: 0, until: 1_800_000 };
  const begins = Array.from({ length: 30 }, (_, i) => stretchesOf(sites, range, i)[0]);
  expect(new Set(begins.map((stretch) => stretch?.[0]))).toEqual(new Set(sites));
  const starts = begins.map((stretch) => stretch?.[1] ?? 0).sort((a, b) => a - b);
  const gaps = starts.map((start, i) => (starts[i + 1] ?? range.until) - start);
  expect(Math.max(...gaps)).toBeLessThan(range.until / 10);
});

test('A sweep covers the whole range of every site, each moment once', () => {
  for (let sweep = 0; sweep < 20; sweep += 1) {
    const stretches = stretchesOf(['a', 'b'], { after: 100, until: 900 }, sweep);
    for (const site of ['a', 'b']) {
      const own = stretches.filter((stretch) => stretch[0] === site);
      const [late, early] = [own[0] ?? ['', 0, 0], own[1] ?? ['', 0, 0]];
      expect([early[1], late[2]]).toEqual([100, 900]);
      expect(early[2]).toBe(late[1]);
    }
  }
});

test('Nobody is found where no site has a visit', async () => {
  expect(await silentVisitors(env.DB, START, 10)).toEqual([]);
});
