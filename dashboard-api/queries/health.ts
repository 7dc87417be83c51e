/** Signs of life of one site, each bounded. */
import { type CompiledQuery, sql } from 'kysely';
import { sqlite } from './run.ts';

/** Rows that one count may read. */
export const HEALTH_COUNTED = 2000;

/** Newest visits whose people are looked at for the last event. */
const RECENT = 20;

export interface RecentVisit {
  start: number;
  doc: string;
}

/** The newest visits with their people, newest first. */
export const recentVisits = (site: string): CompiledQuery<RecentVisit> =>
  sql<RecentVisit>`
    select v.start, p.doc
    from (select start, person from visits where site = ${site}
          order by start desc limit ${RECENT}) as v
    cross join people as p on p.site = ${site} and p.person = v.person`.compile(sqlite);

export interface VisitCount {
  visits: number;
  events: number | null;
  /** visits still under way, whose events are counted as at their beginning */
  open: number | null;
}

/** Visits begun since a moment and the events they had when last written. */
export const visitsSince = (site: string, since: number): CompiledQuery<VisitCount> =>
  sql<VisitCount>`
    select count(*) as visits, sum(body ->> 'events') as events, sum(ended = 0) as open
    from (select body, ended from visits where site = ${site} and start >= ${since}
          order by start desc limit ${HEALTH_COUNTED})`.compile(sqlite);

export interface RejectCount {
  day: number;
  reason: string;
  n: number;
  /** JSON: the newest one, without personal data */
  last: string;
}

/** Refused events since a day, newest day first. */
export const rejectsSince = (site: string, day: number): CompiledQuery<RejectCount> =>
  sqlite
    .selectFrom('rejects')
    .select(['day', 'reason', 'n', 'last'])
    .where('site', '=', site)
    .where('day', '>=', day)
    .orderBy('day', 'desc')
    .orderBy('reason')
    .limit(HEALTH_COUNTED)
    .compile();

/** Visitors that were software, up to {@link HEALTH_COUNTED}. */
export const countBots = (site: string): CompiledQuery<{ count: number }> =>
  sql<{ count: number }>`
    select count(*) as count
    from (select 1 from people where site = ${site} and grade = -1
          limit ${HEALTH_COUNTED})`.compile(sqlite);

/** A row when anybody was ever seen, be it software. */
export const anybody = (site: string): CompiledQuery<{ person: string }> =>
  sqlite.selectFrom('people').select('person').where('site', '=', site).limit(1).compile();

export interface DueCount {
  count: number;
  /** rows looked at, other sites' too */
  scanned: number;
}

/** People of the site who wait for the cron; looks at the longest waiting of all sites. */
export const countDue = (site: string, now: number): CompiledQuery<DueCount> =>
  sql<DueCount>`
    select coalesce(sum(site = ${site}), 0) as count, count(*) as scanned
    from (select site from people where due <= ${now}
          order by due limit ${HEALTH_COUNTED})`.compile(sqlite);
