/** What cron has counted: days of a period, in portions, and only the parts that are wanted. */
import type { D1Database } from '@cloudflare/workers-types';
import { type CompiledQuery, sql } from 'kysely';
import type { Census } from '../../collector/engine/reports/types.ts';
import { rows, sqlite } from './run.ts';

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

export interface CountedRow {
  /** when the newest count of a day began; null when none was counted */
  counted_at: number | null;
  /** days that are not counted yet, or not since something of them changed */
  pending: number;
  /** another one as soon as any day was counted again */
  version: number;
}

export const countedOf = (
  site: string,
  { from, to }: Pick<Wanted, 'from' | 'to'>,
): CompiledQuery<CountedRow> =>
  sql<CountedRow>`
    select max(nullif(counted_at, 0)) as counted_at,
           count(*) filter (where dirty = 1 or counted_at = 0) as pending,
           coalesce(sum(counted_at), 0) as version
    from days where site = ${site} and day between ${from} and ${to}`.compile(sqlite);

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
