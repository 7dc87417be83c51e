// Everybody at one moment: when that is counted, and that it goes on where it stopped.
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { countDays } from '../../collector/store/count-days.ts';
import type { CreatedSite } from '../../collector/store/sites.ts';
import { censusOf, countAll } from './counted.ts';
import { emptyDatabase } from './empty-database.ts';
import { DAY, event, MINUTE, newSite, newVisitor, rowsOf, send } from './visitor.ts';

const START = Date.UTC(2026, 5, 1, 10);

vi.setConfig({ testTimeout: 60_000 });
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  await emptyDatabase();
});
afterEach(() => {
  vi.useRealTimers();
});

const censuses = async ({ site }: CreatedSite): Promise<number[]> =>
  (await rowsOf<{ report: string; day: number }>('totals', site))
    .filter(({ report }) => report === 'census')
    .map(({ day }) => day - Math.floor(START / DAY));

/** Somebody comes, and everything is counted. */
async function comes(site: CreatedSite, now: number): Promise<void> {
  vi.setSystemTime(now);
  await send(site, newVisitor(), [event(now)]);
  await countAll(now);
}

test('Everybody is counted once something was, at most every five minutes', async () => {
  const site = await newSite();
  await comes(site, START);
  expect(await censusOf(site.site)).toMatchObject({
    at: START,
    people: 1,
    rungs: { suspect: { '0': 1 } },
  });
  await comes(site, START + 4 * MINUTE);
  expect((await censusOf(site.site)).people).toBe(1);
  await countAll(START + 5 * MINUTE);
  expect(await censusOf(site.site)).toMatchObject({ at: START + 5 * MINUTE, people: 2 });
  await countAll(START + 15 * MINUTE);
  expect((await censusOf(site.site)).at).toBe(START + 5 * MINUTE);
});

test('A day without news has its own all the same, one row a day', async () => {
  const site = await newSite();
  await comes(site, START);
  // The day is counted once more after its end.
  const midnight = START + 14 * 60 * MINUTE;
  await countAll(midnight);
  await countAll(midnight + DAY - 1);
  expect(await censuses(site)).toEqual([0, 1]);
  await countAll(midnight + DAY);
  expect(await censuses(site)).toEqual([0, 1, 2]);
  expect((await censusOf(site.site)).rungs).toEqual({ suspect: { '2': 1 } });
});

test('It takes several ticks where there are many, all as of one moment, and software apart', async () => {
  const site = await newSite();
  await send(site, newVisitor(), [
    event(START - 91 * DAY),
    event(START - 1000, 'newsletter_signup'),
  ]);
  await env.DB.prepare(
    `INSERT INTO people (site, person, version, grade, score, rung, due, seen_day, doc)
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3999)
     SELECT site, person || i, version, grade, score, rung, due, seen_day,
            iif(i > 3990, json_set(doc, '$.tail', json('[]')), doc) FROM people CROSS JOIN n`,
  ).run();
  await countDays(env.DB, START);
  const [row] = (await rowsOf<{ kind: string; cursor: string }>('counts', site.site)).filter(
    ({ kind }) => kind === 'census',
  );
  expect(row?.cursor).toMatch(/^p:p_/);
  await countDays(env.DB, START + MINUTE);
  expect(await censusOf(site.site)).toMatchObject({ at: START, people: 3991, software: 9 });
  // One minute for the last one: twenty before the next.
  await comes(site, START + 20 * MINUTE);
  expect((await censusOf(site.site)).at).toBe(START);
  await comes(site, START + 21 * MINUTE);
  await countAll(START + 22 * MINUTE);
  expect((await censusOf(site.site)).people).toBe(3993);
});
