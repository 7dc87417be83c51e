// Days as cron would have counted them, put beside a site by hand.
import { env } from 'cloudflare:workers';
import type { Act, Census, DayTotals } from '../../collector/engine/reports/types.ts';
import { DAY, NOW } from './api-fixture.ts';

/** The day at which all tests ask; a site of the tests keeps UTC unless it says otherwise. */
export const TODAY = Math.floor(NOW / DAY);

export const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** A row of totals; what a day does not have is left out, as counting leaves it out. */
export const putTotals = (
  site: string,
  day: number,
  body: Partial<DayTotals> | Census,
  report = 'all',
) =>
  env.DB.prepare('INSERT OR REPLACE INTO totals (site, report, day, body) VALUES (?, ?, ?, ?)')
    .bind(site, report, day, JSON.stringify(body))
    .run();

export const putDay = (site: string, day: number, { dirty = 0, counted_at = NOW } = {}) =>
  env.DB.prepare('INSERT OR REPLACE INTO days (site, day, dirty, counted_at) VALUES (?, ?, ?, ?)')
    .bind(site, day, dirty, counted_at)
    .run();

export const putAct = (site: string, person: string, act: Act) =>
  env.DB.prepare('INSERT INTO acts (site, at, person, event, day, body) VALUES (?, ?, ?, ?, ?, ?)')
    .bind(site, act.at, person, act.event, Math.floor(act.at / DAY), JSON.stringify(act))
    .run();

/** Nobody at all. */
export const noCensus = (at: number): Census => ({
  at,
  people: 0,
  software: 0,
  rungs: {},
  grades: {},
  segments: {},
  customers: {
    people: 0,
    repeat: 0,
    orders: 0,
    segments: {},
    with_interval: 0,
    quiet: 0,
    value: {},
    churn: {},
  },
});
