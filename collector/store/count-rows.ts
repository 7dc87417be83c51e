/** Where a count of a day stands, and what it comes to, as statements. */
import { type DaySums, noDay, noDaySums, type SegmentTotals, totalsText } from '../engine/index.ts';
import { boundLists } from './bound-text.ts';
import { allRows, type Database, GUARD_CHANGED, type Statement } from './database.ts';
import { beginOf, type DayCursor } from './day-rows.ts';

const MINUTE = 60_000;
/** Items a dimension while a count goes on; the day's own bound is applied at its end. */
const ITEMS_UNDER_WAY = 3_000;

/** A count of a day that is under way. */
export interface DayCount {
  site: string;
  day: number;
  began_at: number;
  cursor: DayCursor;
  sums: DaySums;
  /** portions done */
  portions: number;
}

const BEGIN = `
  INSERT INTO counts (site, kind, day, began_at, cursor, body)
  SELECT site, 'day', day, ?3, ?4, '' FROM days WHERE site = ?1 AND day = ?2 AND dirty = 1
  ON CONFLICT DO NOTHING`;
const TAKE_DOWN =
  'UPDATE days SET dirty = 0, counted_at = ?3, next_at = ?4 WHERE site = ?1 AND day = ?2';
const UNDER_WAY =
  "SELECT site, day, began_at, cursor FROM counts WHERE kind = 'day' ORDER BY began_at LIMIT ?";
const SAVED =
  "SELECT kind, body FROM counts WHERE site = ? AND day = ? AND (kind = 'day' OR kind LIKE 'day %')";
const SAVE = `
  UPDATE counts SET cursor = ?1, body = ?2
   WHERE site = ?3 AND kind = 'day' AND day = ?4 AND began_at = ?5 AND cursor = ?6`;
const SAVE_SEGMENTS = `
  INSERT INTO counts (site, kind, day, began_at, cursor, body)
  SELECT ?1, 'day ' || (value ->> 0), ?2, ?3, '', value ->> 1 FROM json_each(?4) WHERE true
  ON CONFLICT DO UPDATE SET body = excluded.body, began_at = excluded.began_at`;
const END = `
  DELETE FROM counts WHERE site = ?1 AND kind = 'day' AND day = ?2 AND began_at = ?3 AND cursor = ?4`;
const END_SEGMENTS = "DELETE FROM counts WHERE site = ?1 AND day = ?2 AND kind LIKE 'day %'";
const PUT_TOTALS = `
  INSERT INTO totals (site, report, day, body)
  SELECT ?1, value ->> 0, ?2, value ->> 1 FROM json_each(?3) WHERE true
  ON CONFLICT DO UPDATE SET body = excluded.body WHERE body <> excluded.body`;
/** Reports of the site one after the other by the key, so that no row of another day is read. */
const DROP_TOTALS = `
  WITH RECURSIVE known (report) AS (
    SELECT min(report) FROM totals WHERE site = ?1
    UNION ALL
    SELECT (SELECT min(t.report) FROM totals AS t WHERE t.site = ?1 AND t.report > known.report)
      FROM known WHERE known.report IS NOT NULL)
  DELETE FROM totals WHERE site = ?1 AND day = ?2 AND report IN (
    SELECT report FROM known
     WHERE report <> 'census' AND report NOT IN (SELECT value FROM json_each(?3)))`;
const DROP = "DELETE FROM counts WHERE site = ? AND day = ? AND kind <> 'census'";
const STOP = `
  DELETE FROM counts WHERE site = ?1 AND kind = 'day' AND day = ?2 AND began_at = ?3`;
const POSTPONE = 'UPDATE days SET dirty = 1, next_at = ?3 WHERE site = ?1 AND day = ?2';
const LATER = 'UPDATE days SET next_at = ?3 WHERE site = ?1 AND day = ?2 AND next_at < ?3';

/** A day of many portions is counted the more seldom. */
const PAUSE = MINUTE;

/** Takes the mark down and notes that the day is being counted: what changes from now on marks it again. */
export function beginStatements(
  db: Database,
  { site, day }: Pick<DayCount, 'site' | 'day'>,
  now: number,
): Statement[] {
  const cursor = JSON.stringify(beginOf(day));
  return [
    db.prepare(BEGIN).bind(site, day, now, cursor),
    db.prepare(GUARD_CHANGED),
    db.prepare(TAKE_DOWN).bind(site, day, now, now + PAUSE),
  ];
}

export function newCount(site: string, day: number, now: number): DayCount {
  return { site, day, began_at: now, cursor: beginOf(day), sums: noDaySums(), portions: 0 };
}

/** Counts that earlier ticks have begun, oldest first. @throws StorageUnavailable */
export async function countsUnderWay(db: Database, limit: number): Promise<DayCount[]> {
  type Row = { site: string; day: number; began_at: number; cursor: string };
  const rows = await allRows<Row>(db.prepare(UNDER_WAY).bind(limit));
  return Promise.all(
    rows.map(async ({ site, day, began_at, cursor }) => {
      const saved = await savedSums(db, site, day);
      return { site, day, began_at, cursor: JSON.parse(cursor) as DayCursor, ...saved };
    }),
  );
}

async function savedSums(
  db: Database,
  site: string,
  day: number,
): Promise<Pick<DayCount, 'sums' | 'portions'>> {
  const rows = await allRows<{ kind: string; body: string }>(db.prepare(SAVED).bind(site, day));
  const main = rows.find(({ kind }) => kind === 'day')?.body;
  if (!main) return { sums: noDaySums(), portions: 0 };
  const { portions, all } = JSON.parse(main) as { portions: number; all: DaySums['all'] };
  const segments = rows
    .filter(({ kind }) => kind !== 'day')
    .map(({ kind, body }) => [kind.slice('day '.length), JSON.parse(body) as SegmentTotals]);
  return { portions, sums: { all, segments: Object.fromEntries(segments) } };
}

/** Keeps what was counted so far. @param from the cursor that the row has */
export function saveStatements(
  db: Database,
  { site, day, began_at, cursor, sums, portions }: DayCount,
  from: DayCursor,
): Statement[] {
  const all = totalsText(sums.all, ITEMS_UNDER_WAY);
  const body = `{"portions":${portions},"all":${all}}`;
  const was = [site, day, began_at, JSON.stringify(from)];
  const segments = textsOf(sums.segments, ITEMS_UNDER_WAY);
  return [
    db.prepare(SAVE).bind(JSON.stringify(cursor), body, ...was),
    db.prepare(GUARD_CHANGED),
    ...boundLists(segments.map((row) => JSON.stringify(row))).map((list) =>
      db.prepare(SAVE_SEGMENTS).bind(site, day, began_at, list),
    ),
  ];
}

const textsOf = (segments: DaySums['segments'], most?: number): [string, string][] =>
  Object.entries(segments).map(([id, totals]) => [id, totalsText(totals, most)]);

/** Writes what the day comes to where that differs, and ends the count. */
export function endStatements(db: Database, count: DayCount, from: DayCursor): Statement[] {
  const { site, day, began_at, sums, portions } = count;
  const all = totalsText(sums.all);
  const segments = textsOf(sums.segments).map(([id, text]) => [`segment:${id}`, text]);
  const rows = all === NOTHING ? [] : [['all', all], ...segments];
  const kept = JSON.stringify(rows.map(([report]) => report));
  return [
    db.prepare(END).bind(site, day, began_at, JSON.stringify(from)),
    db.prepare(GUARD_CHANGED),
    ...(began(from, day) ? [] : [db.prepare(END_SEGMENTS).bind(site, day)]),
    ...boundLists(rows.map((row) => JSON.stringify(row))).map((list) =>
      db.prepare(PUT_TOTALS).bind(site, day, list),
    ),
    db.prepare(DROP_TOTALS).bind(site, day, kept),
    ...(portions > 1 ? [db.prepare(LATER).bind(site, day, began_at + portions * PAUSE)] : []),
  ];
}

/** What the day was counted from is gone: its totals stay as they are. */
export const dropStatements = (
  db: Database,
  { site, day }: Pick<DayCount, 'site' | 'day'>,
): Statement[] => [db.prepare(DROP).bind(site, day)];

/** Gives a count up for now: the day is counted from its begin once an hour has passed. */
export const postponeStatements = (
  db: Database,
  { site, day, began_at }: Pick<DayCount, 'site' | 'day' | 'began_at'>,
  now: number,
): Statement[] => [
  db.prepare(STOP).bind(site, day, began_at),
  db.prepare(GUARD_CHANGED),
  db.prepare(END_SEGMENTS).bind(site, day),
  db.prepare(POSTPONE).bind(site, day, now + 60 * MINUTE),
];

const NOTHING = totalsText(noDay());
const began = (from: DayCursor, day: number): boolean =>
  JSON.stringify(from) === JSON.stringify(beginOf(day));
