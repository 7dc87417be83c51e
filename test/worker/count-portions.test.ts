// Large days are counted in portions; what comes between them, or breaks them off, loses nothing.
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noDaySums, totalsText } from '../../collector/engine/index.ts';
import { countPortion, dayToCount } from '../../collector/store/count-day.ts';
import { countDays } from '../../collector/store/count-days.ts';
import { beginOf } from '../../collector/store/day-rows.ts';
import { deleteSite } from '../../collector/store/delete-site.ts';
import type { CreatedSite } from '../../collector/store/sites.ts';
import { countAll, dayOf, expectTrueTotals, totalsOf } from './counted.ts';
import { meter, wrap } from './database-wrappers.ts';
import { emptyDatabase } from './empty-database.ts';
import { metered } from './metered-database.ts';
import { DAY, event, MINUTE, newSite, newVisitor, rowsOf, send } from './visitor.ts';

const START = Date.UTC(2026, 5, 1, 10);
const TODAY = Math.floor(START / DAY);

vi.setConfig({ testTimeout: 60_000 });
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  await emptyDatabase();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** One real person, and as many copies of them under other ids. */
async function crowd(site: CreatedSite, size: number): Promise<void> {
  const come = event(START, 'page_view', {}, '/?utm_source=letter&utm_medium=email');
  await send(site, newVisitor(), [come, event(START + 1, 'newsletter_signup')]);
  await send(site, newVisitor(), [event(START), event(START + 1, 'share')]);
  const ids = JSON.stringify(Array.from({ length: size }, (_, i) => `p_${i}`));
  const copy = (table: string, columns: string) =>
    env.DB.prepare(
      `INSERT INTO ${table} (site, person, ${columns})
       SELECT site, j.value || person, ${columns} FROM ${table} CROSS JOIN json_each(?) AS j WHERE site = ?`,
    ).bind(ids, site.site);
  await env.DB.batch([
    copy('visits', 'start, day, ended, body'),
    copy('moves', 'at, kind, from_id, to_id, body'),
    copy('people', 'version, grade, score, rung, due, seen_day, doc'),
  ]);
}

/** The day in one go, by the same portions. */
async function inOneGo(site: string): Promise<string> {
  const counted = await dayToCount(env.DB, { site, day: TODAY, began_at: START });
  if (!counted) throw new Error('not to be counted');
  const sums = noDaySums();
  let cursor = beginOf(TODAY);
  for (let last = false; !last; ) {
    const portion = await countPortion(env.DB, site, counted, { cursor, sums });
    cursor = portion.cursor;
    last = portion.last;
  }
  return totalsText(sums.all);
}

const bodyOf = async (site: string) => JSON.stringify(await dayOf(site, TODAY));

test('A day of thousands is counted over several ticks, and comes to what one go would give', async () => {
  const site = await newSite();
  await crowd(site, 1500);
  expect(await countDays(env.DB, START)).toBe(true);
  const [row] = await rowsOf<{ kind: string; cursor: string }>('counts', site.site);
  expect(row).toMatchObject({ kind: 'day' });
  expect(await rowsOf('totals', site.site)).toEqual([]);
  expect(await countAll(START + MINUTE)).toBeGreaterThan(1);
  const visits = (await dayOf(site.site, TODAY)).by.all?.['']?.visits;
  expect(visits).toBe(3002);
  expect(await bodyOf(site.site)).toBe(await inOneGo(site.site));
  const left = await rowsOf<{ kind: string }>('counts', site.site);
  expect(left.map(({ kind }) => kind)).toEqual(['census']);
  // Two thousand rows a tick, so it is left alone for some minutes.
  const [day] = await rowsOf<{ next_at: number }>('days', site.site);
  expect(day?.next_at).toBeGreaterThan(START + 10 * MINUTE);
});

test('A tick reads and writes a bounded number of rows, however large the day is', async () => {
  const site = await newSite();
  await crowd(site, 2500);
  const counted = meter(env.DB);
  await countDays(counted.db, START);
  // A row of each table and one of its person, twice two thousand; then the census's three thousand.
  expect(counted.read).toBeLessThan(2 * 2000 + 3000 + 500);
  expect(counted.written).toBeLessThan(20);
});

test('What happens while a day is counted has it counted again', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  await send(site, visitor, [event(START)]);
  let batches = 0;
  const between = wrap(env.DB, {
    // The ended days, the begin, and then what the day comes to.
    beforeBatch: async () => {
      batches += 1;
      if (batches === 3) await send(site, visitor, [event(START + 1000)]);
    },
  });
  await countDays(between, START);
  expect(batches).toBeGreaterThanOrEqual(3);
  expect((await dayOf(site.site, TODAY)).by.all?.['']?.pages).toBe(1);
  expect(await rowsOf('days', site.site)).toMatchObject([{ dirty: 1 }]);
  await countAll(START + MINUTE);
  expect((await dayOf(site.site, TODAY)).by.all?.['']?.pages).toBe(2);
});

test('A count that comes late does not overwrite a newer one', async () => {
  const site = await newSite();
  const visitor = newVisitor();
  await send(site, visitor, [event(START)]);
  let batches = 0;
  const slow = wrap(env.DB, {
    beforeBatch: async () => {
      batches += 1;
      if (batches !== 3) return;
      await send(site, visitor, [event(START + 1000)]);
      await countAll(START + MINUTE);
    },
  });
  await countDays(slow, START);
  expect(batches).toBeGreaterThanOrEqual(3);
  expect(await rowsOf('days', site.site)).toMatchObject([{ dirty: 0 }]);
  expect((await dayOf(site.site, TODAY)).by.all?.['']?.pages).toBe(2);
});

type Fault = 'none' | 'before' | 'after';

test('A database that fails before or after any write leaves true totals, once it answers again', async () => {
  const faults = fc.array(fc.constantFrom<Fault>('none', 'before', 'after'), {
    ...{ minLength: 1, maxLength: 30 },
  });
  await fc.assert(
    fc.asyncProperty(faults, fc.nat(4), async (plan, sends) => {
      const site = await newSite();
      const visitor = newVisitor();
      const turns = [...plan];
      let fault: Fault = 'none';
      const failing = wrap(env.DB, {
        before: () => {
          fault = turns.shift() ?? 'none';
          if (fault === 'before') throw new Error('D1_ERROR: no');
        },
        after: () => {
          if (fault === 'after') throw new Error('D1_ERROR: lost');
        },
      });
      for (let i = 0; i <= sends; i += 1) {
        await send(site, visitor, [event(START + i * MINUTE)]);
        await countDays(failing, START + i * MINUTE).catch(() => {});
      }
      const later = START + 10 * MINUTE;
      await countAll(later);
      expect((await dayOf(site.site, TODAY)).by.all?.['']?.pages).toBe(sends + 1);
      await expectTrueTotals(site.site, later + MINUTE);
    }),
    { numRuns: 25 },
  );
});

test('One damaged person does not keep the others from being counted', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  const site = await newSite();
  await crowd(site, 3);
  await env.DB.prepare(
    `UPDATE people SET doc = json_set(doc, '$.base', 7) WHERE person = (SELECT min(person) FROM people)`,
  ).run();
  await countAll(START);
  expect((await dayOf(site.site, TODAY)).by.all?.['']?.visits).toBe(7);
  expect(told).toHaveBeenCalled();
});

test('A site with many days to count does not keep another one waiting', async () => {
  const [busy, quiet] = [await newSite(), await newSite()];
  const days = JSON.stringify(Array.from({ length: 300 }, (_, i) => TODAY - 400 + i));
  await env.DB.prepare('INSERT INTO days (site, day) SELECT ?, value FROM json_each(?)')
    .bind(busy.site, days)
    .run();
  await send(quiet, newVisitor(), [event(START)]);
  await env.DB.prepare('UPDATE days SET next_at = ? WHERE site = ?').bind(START, quiet.site).run();
  await countDays(env.DB, START);
  expect((await dayOf(quiet.site, TODAY)).by.all?.['']?.visits).toBe(1);
});

test('Days that cannot be counted, however many, keep no other waiting, and are tried again later', async () => {
  const [broken, sound] = [await newSite(), await newSite()];
  const days = Array.from({ length: 12 }, (_, i) => START - i * DAY);
  await send(broken, newVisitor(), [
    ...days.map((ts) => event(ts, 'complaint', { text: 'Late.' })).reverse(),
  ]);
  const acts = await rowsOf<{ body: string }>('acts', broken.site);
  await env.DB.prepare("UPDATE acts SET body = '?' WHERE site = ?").bind(broken.site).run();
  for (let i = 0; i < 5; i += 1) await countDays(env.DB, START).catch(() => {});
  await send(sound, newVisitor(), [event(START)]);
  for (let i = 0; i < 5; i += 1) await countDays(env.DB, START).catch(() => {});
  expect((await dayOf(sound.site, TODAY)).by.all?.['']?.visits).toBe(1);
  await env.DB.prepare('UPDATE acts SET body = ? WHERE site = ?')
    .bind(acts[0]?.body ?? '', broken.site)
    .run();
  await countAll(START + 60 * MINUTE);
  expect((await dayOf(broken.site, TODAY - 11)).voices.complaints).toBe(1);
});

test('Days that retention has cut keep the totals that they had', async () => {
  const site = await newSite();
  await send(site, newVisitor(), [event(START)]);
  await countAll(START);
  const before = await totalsOf(site.site);
  await env.DB.batch([
    env.DB.prepare(`UPDATE sites SET settings = '{"retention_days":60}' WHERE site = ?`).bind(
      site.site,
    ),
    env.DB.prepare('DELETE FROM visits WHERE site = ?').bind(site.site),
    env.DB.prepare('UPDATE days SET dirty = 1, next_at = 0 WHERE site = ?').bind(site.site),
  ]);
  await countAll(START + 61 * DAY);
  expect(await totalsOf(site.site)).toEqual(before);
  expect(await rowsOf('days', site.site)).toMatchObject([{ dirty: 0 }]);
});

test('Of a site that is being deleted nothing is counted', async () => {
  const site = await newSite();
  await send(site, newVisitor(), [event(START)]);
  await deleteSite(env.DB, site.site, START);
  await countAll(START);
  expect(await rowsOf('totals', site.site)).toEqual([]);
});

test('A small day costs a handful of statements and rows', async () => {
  const site = await newSite();
  await crowd(site, 40);
  const { db, sql } = metered(env.DB);
  await countDays(db, START);
  expect(sql().length).toBeLessThanOrEqual(22);
  await send(site, newVisitor(), [event(START + 2 * MINUTE)]);
  const counted = meter(env.DB);
  await countDays(counted.db, START + 2 * MINUTE);
  expect(counted.written).toBeLessThanOrEqual(8);
});
