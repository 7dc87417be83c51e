/** Counts everybody now and then, in bounded portions: the ladder of a moment, and customers. */
import { addPerson, type Census, localDay, noCensus, replay } from '../engine/index.ts';
import {
  allRows,
  type Database,
  GUARD_CHANGED,
  runBatch,
  StaleWrite,
  type Statement,
  StorageUnavailable,
} from './database.ts';
import { peopleAfter } from './everybody.ts';
import { compiledModel } from './models.ts';
import type { StoredPerson } from './record.ts';
import { offsetMinutes } from './time-zone.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** People a portion, and portions a call over all sites. */
const PEOPLE = 500;
const PORTIONS = 6;
/** The next one begins after so long, or after so many times what the last one took; within a day. */
const LEAST_PAUSE = 5 * MINUTE;
const PAUSES = 20;

/**
 * The site's row of kind `census`. `cursor`: `idle`, or `wanted` when something was counted since;
 * `began_at` is then when the next one may begin, and `body` has `at`, the moment of the last one.
 * `p:PERSON` while one is under way: `began_at` is its moment, `body` what it has counted so far.
 */
interface Row {
  site: string;
  time_zone: string;
  began_at: number;
  cursor: string;
  body: string;
}

const DUE = `
  SELECT c.site, s.time_zone, c.began_at, c.cursor, c.body
    FROM counts AS c JOIN sites AS s ON s.site = c.site
   WHERE c.kind = 'census' AND s.deleted_at IS NULL AND (
     c.cursor LIKE 'p:%' OR (
       c.began_at <= ?1 AND (c.cursor = 'wanted' OR c.body ->> '$.at' <= ?1 - ${DAY})))
   ORDER BY c.began_at LIMIT ${PORTIONS}`;
const WANT = `
  INSERT INTO counts (site, kind, day, began_at, cursor, body)
  VALUES (?1, 'census', 0, ?2, 'wanted', '{"at":0}')
  ON CONFLICT DO UPDATE SET cursor = 'wanted' WHERE cursor = 'idle'`;
const SAVE = `
  UPDATE counts SET began_at = ?1, cursor = ?2, body = ?3
   WHERE site = ?4 AND kind = 'census' AND day = 0 AND began_at = ?5 AND cursor = ?6`;
const PUT = `
  INSERT INTO totals (site, report, day, body) VALUES (?, 'census', ?, ?)
  ON CONFLICT DO UPDATE SET body = excluded.body`;

/** Something of the site was counted: the next census begins when its time has come. */
export const wantCensus = (db: Database, site: string, now: number): Statement =>
  db.prepare(WANT).bind(site, now);

/**
 * Goes on with a census, or begins one; bounded.
 *
 * @param now milliseconds since 1970
 * @returns false when nothing was to be done
 * @throws StorageUnavailable
 */
export async function countEverybody(db: Database, now: number): Promise<boolean> {
  const rows = await allRows<Row>(db.prepare(DUE).bind(now));
  const failures: unknown[] = [];
  let portions = PORTIONS;
  for (const row of rows) {
    if (portions <= 0) break;
    try {
      portions -= await goOn(db, row, { most: portions, now });
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return rows.length > 0;
}

async function goOn(
  db: Database,
  row: Row,
  { most, now }: { most: number; now: number },
): Promise<number> {
  const running = row.cursor.startsWith('p:');
  const census = running ? (JSON.parse(row.body) as Census) : noCensus(now);
  const walk = { cursor: running ? row.cursor.slice(2) : '', last: false };
  let portions = 0;
  for (; portions < most && !walk.last; portions += 1) {
    const people = await peopleAfter(db, row.site, walk.cursor, PEOPLE);
    for (const stored of people) await count(db, row, stored, census);
    walk.cursor = people.at(-1)?.person ?? walk.cursor;
    walk.last = people.length < PEOPLE;
  }
  await write(db, walk.last ? endOf(db, row, census, now) : savingOf(db, row, census, walk));
  return portions;
}

async function count(
  db: Database,
  { site, time_zone: zone }: Row,
  { person, doc }: StoredPerson,
  census: Census,
): Promise<void> {
  try {
    const { at } = census;
    const model = await compiledModel(db, site, doc.model);
    const tail = doc.tail.filter(({ ts }) => ts <= at);
    const { state } = replay(model, doc.base, tail, at);
    addPerson(census, state, (ts) => localDay(ts, offsetMinutes(zone, ts)));
  } catch (error) {
    if (error instanceof StorageUnavailable) throw error;
    console.error(`Not counted: ${site} ${person}`, error);
  }
}

function savingOf(
  db: Database,
  row: Row,
  census: Census,
  { cursor }: { cursor: string },
): Statement[] {
  const now = [census.at, `p:${cursor}`, JSON.stringify(census)];
  const was = [row.site, row.began_at, row.cursor];
  return [db.prepare(SAVE).bind(...now, ...was), db.prepare(GUARD_CHANGED)];
}

function endOf(db: Database, row: Row, census: Census, now: number): Statement[] {
  const { site, time_zone: zone, began_at, cursor } = row;
  const { at } = census;
  const pause = Math.min(DAY, Math.max(LEAST_PAUSE, PAUSES * (now - at)));
  const idle = [now + pause, 'idle', JSON.stringify({ at })];
  const day = localDay(at, offsetMinutes(zone, at));
  return [
    db.prepare(SAVE).bind(...idle, site, began_at, cursor),
    db.prepare(GUARD_CHANGED),
    db.prepare(PUT).bind(site, day, JSON.stringify(census)),
  ];
}

/** Another call that did the same was first: it has written. */
async function write(db: Database, statements: Statement[]): Promise<void> {
  try {
    await runBatch(db, statements);
  } catch (error) {
    if (!(error instanceof StaleWrite)) throw error;
  }
}
