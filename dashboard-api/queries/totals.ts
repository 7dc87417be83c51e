/** What cron has counted: days of a period, in portions, and only the parts that are wanted. */
import type { D1Database } from '@cloudflare/workers-types';
import { sql } from 'kysely';
import type { Census } from '../../collector/engine/reports/types.ts';
import { rows, rowsOfEach, sqlite } from './run.ts';

/** Days that one read gives: a day may have 300 items in a dimension, so years are not read at once. */
const PORTION = 100;

export interface Wanted {
  site: string;
  /** `all`, `segment:ID` or `census` */
  report: string;
  /** first and last day */
  from: number;
  to: number;
}

type Paths = Readonly<Record<string, string>>;

const partsOf = ({ site, report, from, to }: Wanted, paths: Paths) => {
  const parts = Object.entries(paths).map(
    ([name, path]) => sql`body -> ${path} as ${sql.ref(name)}`,
  );
  return sql<{ day: number } & Record<string, string | null>>`
    select day, ${sql.join(parts)} from totals
    where site = ${site} and report = ${report} and day between ${from} and ${to}
    order by day limit ${PORTION}`.compile(sqlite);
};

export type DayPart<Parts> = { day: number } & { [Name in keyof Parts]: Parts[Name] | undefined };

/**
 * Parts of each counted day, in order. Only one portion of days is held at a time.
 *
 * @param paths by name, where the part stands in the day's body: `{ flows: '$.flows' }`
 */
export async function* dayParts<Parts extends object>(
  database: D1Database,
  wanted: Wanted,
  paths: Readonly<Record<keyof Parts & string, string>>,
): AsyncGenerator<DayPart<Parts>> {
  for (let { from } = wanted; ; ) {
    const found = await rows(database, partsOf({ ...wanted, from }, paths));
    for (const { day, ...texts } of found) yield { day, ...parsed(texts) } as DayPart<Parts>;
    const last = found.at(-1);
    if (!last || found.length < PORTION) return;
    from = last.day + 1;
  }
}

const parsed = (texts: Record<string, string | null>) =>
  Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, JSON.parse(text ?? 'null') ?? undefined]),
  );

export interface Counted {
  /** when the newest count of a day began; null when none was counted */
  counted_at: number | null;
  /** days that are not counted yet, or not to the end since something of them changed */
  pending: number;
  /** what the days have come to is the same as long as this is */
  version: string;
}

type Days = Pick<Wanted, 'site' | 'from' | 'to'>;

const marked = ({ site, from, to }: Days) =>
  sql<{ counted_at: number | null; pending: number; began: number }>`
    select max(nullif(counted_at, 0)) as counted_at,
           count(*) filter (where dirty = 1 or counted_at = 0) as pending,
           coalesce(sum(counted_at), 0) as began
    from days where site = ${site} and day between ${from} and ${to}`.compile(sqlite);

/** The mark of a day is taken down when its count begins; until that has ended its sums are the former ones. */
const underWay = ({ site, from, to }: Days) =>
  sql<{ dirty: number }>`
    select d.dirty = 1 or d.counted_at = 0 as dirty from counts as c
    cross join days as d on d.site = ${site} and d.day = c.day
    where c.site = ${site} and c.kind = 'day' and c.day between ${from} and ${to}`.compile(sqlite);

/** How far the counting of some days is, at one moment. */
export async function countedOf(database: D1Database, days: Days): Promise<Counted> {
  const [[sums], open] = await rowsOfEach(database, [marked(days), underWay(days)]);
  const { counted_at = null, pending = 0, began = 0 } = sums ?? {};
  return {
    counted_at,
    pending: pending + open.filter(({ dirty }) => dirty === 0).length,
    version: `${began} ${open.length}`,
  };
}

/** The newest census up to a day; all of them with none. */
export async function lastCensus(
  database: D1Database,
  site: string,
  upTo = Number.MAX_SAFE_INTEGER,
): Promise<Census | undefined> {
  const query = sql<{ body: string }>`
    select body from totals where site = ${site} and report = 'census' and day <= ${upTo}
    order by day desc limit 1`.compile(sqlite);
  const [row] = await rows(database, query);
  return row && (JSON.parse(row.body) as Census);
}
