// What a standard visit costs: 5 pages and 12 events of the shop, in a real browser on the built script.
// Prints requests, preflights and rows written; counts are exact and do not depend on the machine.
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { buildAssets } from '../../collector/dev/assets.ts';
import { createDemoSite } from '../../collector/dev/demo-site.ts';
import { type Served, serve } from '../../collector/dev/serve.ts';
import { weighScripts } from '../../sdk/build/size.ts';
import type { Driver } from '../browser/driver.ts';
import { findEngines } from '../browser/engines.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** Longer than the script's wait for company, so that each page's own events leave with it. */
const PAGE_MS = 1200;
const VISIT_END_MS = 31 * 60_000;

interface Meter {
  read: number;
  written: number;
  requests: number;
  preflights: number;
}

export interface SessionCost {
  events: number;
  requests: number;
  preflights: number;
  rows_written: number;
  rows_written_with_cron: number;
  /** by one count of the day: shared by all visits since the last one, so not among the others */
  rows_written_by_count: number;
  rows_read: number;
}

/** Walks through the shop once and asks the meter. */
export async function measureSession(): Promise<SessionCost> {
  execFileSync(process.execPath, [join(ROOT, 'sdk/build/build.ts')], { stdio: 'ignore' });
  await buildAssets();
  const served = await serve({
    entry: join(ROOT, 'test/bench/metered-worker.ts'),
    tickEverySeconds: 0,
  });
  try {
    await createDemoSite(served.db, Date.now());
    await markDays(served);
    await walk(served.url);
    const events = await until(
      () => storedEvents(served),
      (n) => n >= 12,
    );
    const { read, written, requests, preflights } = await meter(served);
    await served.tick(Date.now() + VISIT_END_MS);
    const rows_written_with_cron = (await meter(served)).written;
    await served.db.prepare('UPDATE days SET next_at = 0').run();
    await served.tick(Date.now() + VISIT_END_MS);
    const rows_written_by_count = (await meter(served)).written - rows_written_with_cron;
    return {
      events,
      requests,
      preflights,
      rows_written: written,
      rows_written_with_cron,
      rows_written_by_count,
      rows_read: read,
    };
  } finally {
    await served.stop();
  }
}

/** As if somebody else had come since the days were counted last; not to be counted for now. */
async function markDays({ db }: Served): Promise<void> {
  const today = Math.floor(Date.now() / 86_400_000);
  const days = JSON.stringify([today, today + 1]);
  const later = Date.now() + 2 * VISIT_END_MS;
  await db
    .prepare(
      'INSERT INTO days (site, day, next_at) SELECT site, value, ? FROM sites CROSS JOIN json_each(?)',
    )
    .bind(later, days)
    .run();
}

async function walk(url: string): Promise<void> {
  const [engine] = await findEngines('chromium');
  if (!engine) throw new Error('no Chromium');
  const page = await engine.open();
  await page.goto(`${url}/healthz`);
  // A browser that a program opens has no focus until it is clicked; a person's has.
  await page.click('body');
  await page.goto(`${url}/demo/`);
  await stay(page);
  await follow(page, 'nav a[href="/demo/pricing"]');
  await page.click('.foot a[href="/demo/pishi-catalogue.pdf"]');
  await stay(page);
  await follow(page, 'nav a[href="/demo/compare"]');
  await stay(page);
  await follow(page, 'nav a[href="/demo/journal/reading-a-cat-food-label"]');
  await page.type('#letter-email', 'reader@example.com');
  await page.click('.letter-form button');
  await stay(page);
  await follow(page, 'nav a[href="/demo/contact"]');
  await stay(page);
  await page.close();
}

const stay = (page: Driver) => page.waitFor((ms: number) => performance.now() >= ms, [PAGE_MS]);

async function follow(page: Driver, selector: string): Promise<void> {
  const from = await page.evaluate(() => location.href);
  await page.click(selector);
  await page.waitFor(
    (left: string) => location.href !== left && document.readyState === 'complete',
    [from],
  );
}

async function meter({ url }: Served): Promise<Meter> {
  return (await fetch(`${url}/__meter`)).json() as Promise<Meter>;
}

async function storedEvents({ db }: Served): Promise<number> {
  return (await db.prepare('SELECT count(*) AS n FROM events').first<number>('n')) ?? 0;
}

async function until<T>(ask: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const end = Date.now() + 15_000;
  for (;;) {
    const value = await ask();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(value)}`);
    await new Promise((again) => setTimeout(again, 100));
  }
}

if (import.meta.main) {
  const cost = await measureSession();
  const { tag, all } = weighScripts();
  const rows = (n: number) => `${n} (${(n / cost.events).toFixed(2)} an event)`;
  const lines = {
    'bytes of rung.js, brotli 11': tag,
    '… with its on-demand part': all,
    'events stored': cost.events,
    'requests to the collector': `${cost.requests} (${cost.preflights} preflights)`,
    'rows read by them': cost.rows_read,
    'rows written by them': rows(cost.rows_written),
    '… and by cron as it ends': rows(cost.rows_written_with_cron),
    '… by a count of the day': cost.rows_written_by_count,
  };
  for (const [what, figure] of Object.entries(lines)) console.log(what.padEnd(30), figure);
}
