import { createExecutionContext, createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import { defaultModel, PRESETS } from '../../collector/engine/index.ts';
import worker from '../../collector/worker.ts';
import { ask, DAY, NOW, newSite, page, plant, type Site, sara, visit } from './api-fixture.ts';
import { wrap } from './database-wrappers.ts';
import { metered } from './metered-database.ts';
import { begin, draft, finish, poll } from './models.ts';
import { rowsOf } from './visitor.ts';

/** A hundred people are made one by one. */
vi.setConfig({ testTimeout: 60_000 });

const EAGER = {
  ...defaultModel,
  grades: [{ id: 'weak' }, { id: 'medium', min: 10 }, { id: 'strong', above: 100 }],
};

/** More people than one chunk takes, every tenth of them keen. */
async function crowd(site: Site, people = 110): Promise<void> {
  for (let i = 0; i < people; i += 1) {
    const events = i % 10 === 0 ? sara(NOW - 7 * DAY) : visit(NOW - DAY, ['/']);
    await plant({ site: site.site, visitor: `visitor-${i}`, events });
  }
}

const isSave = (sql: string) => sql.includes('UPDATE jobs SET state');

/** A database that dies as a job's row is to be written: what the chunk did before has been done. */
function dying(): D1Database {
  let saving = false;
  const db = wrap(env.DB, {
    beforeBatch: async () => {
      if (saving) throw new Error('the isolate is gone');
    },
  });
  const { prepare } = db;
  db.prepare = (sql) => {
    saving ||= isSave(sql);
    return prepare(sql);
  };
  return db;
}

test.each(['preview', 'backtest', 'publish'])(
  'A %s that crashes between two chunks, or before one is saved, goes on and comes to the same',
  async (work) => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    const [smooth, rough] = [await newSite(), await newSite()];
    const results: unknown[] = [];
    for (const site of [smooth, rough]) {
      await crowd(site);
      const job = await begin(site, await draft(site, EAGER), work);
      if (site === rough) {
        expect((await ask(`/jobs/${job}`, { ...site, db: dying() })).status).toBe(503);
        const [row] = await rowsOf<{ done: number; cursor: string }>('jobs', site.site);
        expect(row).toMatchObject({ done: 0, cursor: '' });
        expect(await poll(site, job)).toMatchObject({ state: 'running', done: 100, total: 110 });
        expect((await ask(`/jobs/${job}`, { ...site, db: dying() })).status).toBe(503);
      }
      const last = (await finish(site, job)).at(-1);
      expect(last).toMatchObject({ state: 'done', done: 110, total: 110 });
      const { would_move, ...result } = { would_move: [], ...last?.result };
      results.push({ ...result, named: would_move.length });
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[0]).toMatchObject(
      {
        preview: { people: 110, moved: 11, named: 11 },
        backtest: { people: 110, buyers: 0, flagged: 11 },
        publish: { brought: 110, moved: 11 },
      }[work] ?? {},
    );
    logged.mockRestore();
  },
);

test('Two who work on one chunk at once count it once', async () => {
  const site = await newSite();
  await crowd(site, 30);
  for (const work of ['preview', 'publish']) {
    const job = await begin(site, await draft(site, EAGER), work);
    await Promise.all([poll(site, job), poll(site, job)]);
    const result = (await finish(site, job)).at(-1)?.result;
    expect(result).toMatchObject(work === 'preview' ? { people: 30 } : { brought: 30 });
  }
});

test('Cron does one chunk a minute, of the job that has waited longest', async () => {
  await env.DB.prepare("UPDATE jobs SET state = 'done'").run();
  const [first, second] = [await newSite(), await newSite()];
  await crowd(first, 105);
  const job = await begin(first, await draft(first, EAGER), 'preview', NOW);
  await begin(second, await draft(second, EAGER), 'preview', NOW + 1);
  const states = async () =>
    [
      ...(await rowsOf<{ state: string }>('jobs', first.site)),
      ...(await rowsOf<{ state: string }>('jobs', second.site)),
    ].map(({ state }) => state);
  const seen: string[][] = [];
  for (let minute = 1; minute <= 3; minute += 1) {
    const scheduledTime = new Date(NOW + minute * 60_000);
    await worker.scheduled(
      createScheduledController({ scheduledTime }),
      env,
      createExecutionContext(),
    );
    seen.push(await states());
  }
  expect(seen).toEqual([
    ['running', 'waiting'],
    ['running', 'done'],
    ['done', 'done'],
  ]);
  expect((await poll(first, job)).result).toMatchObject({ people: 105 });
});

test('A preview that meets something it cannot read fails and holds up no other', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  const site = await newSite();
  await crowd(site, 3);
  await env.DB.prepare("UPDATE people SET doc = '{}' WHERE site = ?").bind(site.site).run();
  const job = await begin(site, await draft(site, EAGER), 'preview');
  expect(await poll(site, job)).toMatchObject({ state: 'failed', result: null });
  expect(logged.mock.calls.flat().join()).toContain(job);
  logged.mockRestore();
});

test('Long logs are replayed whole, and end a chunk early', async () => {
  const site = await newSite();
  const begun = NOW - 50 * DAY;
  for (const visitor of ['a', 'b', 'c']) {
    const events = Array.from({ length: 400 }, (_, i) =>
      page(`/${'x'.repeat(200)}/${i}`, begun + i * 3600_000),
    );
    await plant({ site: site.site, visitor, events });
  }
  const job = await begin(site, await draft(site, PRESETS.crm), 'preview');
  const result = (await finish(site, job)).at(-1)?.result;
  expect(result).toMatchObject({ people: 3 });
});

test('How many people a job has before it is counted up to a bound, and told by the census beyond', async () => {
  const site = await newSite();
  await plant({ site: site.site, visitor: 'visitor-1', events: [page('/', NOW)] });
  const version = await draft(site, EAGER);
  const totalOf = async (work: string) => {
    const { db, rowsRead } = metered(env.DB);
    const asking = { ...site, method: 'POST', db };
    const { job } = await (await ask(`/models/${version}/${work}`, asking)).json<{ job: string }>();
    const [row] = (await rowsOf<{ job: string; total: number }>('jobs', site.site)).filter(
      (one) => one.job === job,
    );
    return { total: row?.total, rows: rowsRead() };
  };
  expect(await totalOf('preview')).toMatchObject({ total: 1 });
  const fill = (people: number) =>
    env.DB.prepare(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${people})
       INSERT INTO people (site, person, version, grade, score, rung, due, seen_day, doc)
       SELECT ?, printf('p_%032x', i), 1, 0, 0, 'suspect', NULL, 0, '{}' FROM n`,
    )
      .bind(site.site)
      .run();
  await fill(7000);
  await env.DB.prepare("UPDATE jobs SET state = 'done' WHERE site = ?").bind(site.site).run();
  const counted = await totalOf('preview');
  expect(counted.total).toBe(5000);
  expect(counted.rows).toBeLessThan(5100);
  const census = JSON.stringify({ people: 6900, software: 101 });
  await env.DB.prepare("INSERT INTO totals (site, report, day, body) VALUES (?, 'census', 1, ?)")
    .bind(site.site, census)
    .run();
  expect(await totalOf('backtest')).toMatchObject({ total: 7001 });
});
