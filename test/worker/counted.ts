// Totals as the store has them, and as they are when every day is counted anew.
import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import type { Census, DayTotals } from '../../collector/engine/index.ts';
import { countDays } from '../../collector/store/count-days.ts';
import { rowsOf } from './visitor.ts';

interface Total {
  report: string;
  day: number;
  body: string;
}

/** Calls the chore until nothing is left to do at that moment; gives how often. */
export async function countAll(now: number, db: D1Database = env.DB): Promise<number> {
  for (let calls = 1; calls < 1000; calls += 1) {
    if (!(await countDays(db, now))) return calls;
  }
  throw new Error('The count does not come to its end');
}

/** By `report day`; the census apart. */
export async function totalsOf(site: string): Promise<Record<string, DayTotals>> {
  const rows = (await rowsOf<Total>('totals', site)).filter(({ report }) => report !== 'census');
  return Object.fromEntries(
    rows.map(({ report, day, body }) => [`${report} ${day}`, JSON.parse(body) as DayTotals]),
  );
}

export async function censusOf(site: string): Promise<Census> {
  const row = (await rowsOf<Total>('totals', site)).findLast(({ report }) => report === 'census');
  if (!row) throw new Error('no census');
  return JSON.parse(row.body) as Census;
}

/** One day of everybody. */
export async function dayOf(site: string, day: number): Promise<DayTotals> {
  const totals = (await totalsOf(site))[`all ${day}`];
  if (!totals) throw new Error(`day ${day} has no totals`);
  return totals;
}

/** Keys in one order: a record says the same however it was built. */
export function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/** What is counted says the same as counting every day of the site anew. */
export async function expectTrueTotals(site: string, now: number): Promise<void> {
  const kept = await totalsOf(site);
  await env.DB.batch([
    env.DB.prepare('DELETE FROM totals WHERE site = ?').bind(site),
    env.DB.prepare('UPDATE days SET dirty = 1, next_at = 0 WHERE site = ?').bind(site),
  ]);
  await countAll(now);
  expect(sorted(kept)).toEqual(sorted(await totalsOf(site)));
}
