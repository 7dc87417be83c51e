/**
 * Keeps `totals` true: counts the days that are marked, a bounded number of portions a tick, and
 * everybody now and then.
 */
import { countEverybody, wantCensus } from './count-census.ts';
import { countPortion, dayToCount } from './count-day.ts';
import {
  beginStatements,
  countsUnderWay,
  type DayCount,
  dropStatements,
  endStatements,
  newCount,
  postponeStatements,
  saveStatements,
} from './count-rows.ts';
import {
  allRows,
  type Database,
  runBatch,
  StaleWrite,
  type Statement,
  StorageUnavailable,
} from './database.ts';
import { dayStart, offsetMinutes } from './time-zone.ts';

const DAY = 86_400_000;
/** Portions of days in one call, over all sites. */
const PORTIONS = 10;
/** Days that may be begun in one call; half of them those that have waited longest. */
const BEGUN = 10;
/** Days back that are counted once more after their end. */
const ENDED_DAYS = 7;

const DUE = `
  SELECT site, day FROM (
    SELECT site, day FROM days WHERE dirty = 1 AND next_at <= ?1 ORDER BY next_at LIMIT ?2)
  UNION
  SELECT site, day FROM (
    SELECT site, day FROM days WHERE dirty = 1 AND next_at <= ?1 ORDER BY next_at DESC LIMIT ?2)`;
const SITES = 'SELECT site, time_zone FROM sites WHERE deleted_at IS NULL';
const MARK_ENDED = `
  UPDATE days SET dirty = 1 WHERE (site, day) IN (
    SELECT d.site, d.day FROM json_each(?1) AS j
     CROSS JOIN days AS d ON d.site = j.value ->> 0 AND d.day = j.value ->> 1
     WHERE d.dirty = 0 AND d.counted_at < j.value ->> 2)`;

type SiteDay = { site: string; day: number };

/**
 * Counts what has to be counted, bounded; the rest is done by the next call. A day is counted at most
 * once a minute, a large one more seldom.
 *
 * @param now milliseconds since 1970
 * @returns false when nothing is left to do at this moment
 * @throws StorageUnavailable; what was not written is counted again
 * @example while (await countDays(db, Date.now()));
 */
export async function countDays(db: Database, now: number): Promise<boolean> {
  await markEnded(db, now);
  const tick: Tick = { now, left: PORTIONS, failures: [] };
  for (const count of await countsUnderWay(db, PORTIONS)) await goOn(db, tick, count);
  if (tick.left > 0) await begin(db, tick);
  const people = await countEverybody(db, now);
  if (tick.failures.length > 0) throw tick.failures[0];
  return tick.left < PORTIONS || people;
}

interface Tick {
  now: number;
  /** portions that may still be done */
  left: number;
  /** one day that cannot be counted does not keep the others from it */
  failures: unknown[];
}

/** "In a segment" means at the end of a day, so a day that was counted before its end is counted once more. */
async function markEnded(db: Database, now: number): Promise<void> {
  const sites = await allRows<{ site: string; time_zone: string }>(db.prepare(SITES));
  const ended = sites.flatMap(({ site, time_zone: zone }) => {
    const today = Math.floor((now + offsetMinutes(zone, now) * 60_000) / DAY);
    return Array.from({ length: ENDED_DAYS }, (_, i) => {
      const day = today - 1 - i;
      return [site, day, dayStart(zone, day + 1)];
    });
  });
  await runBatch(db, [db.prepare(MARK_ENDED).bind(JSON.stringify(ended))]);
}

async function begin(db: Database, tick: Tick): Promise<void> {
  const due = await allRows<SiteDay>(db.prepare(DUE).bind(tick.now, BEGUN / 2));
  for (const { site, day } of inTurns(due)) {
    if (tick.left <= 0) return;
    const begun = beginStatements(db, { site, day }, tick.now);
    // Another call may have begun it.
    if (await written(db, begun)) await goOn(db, tick, newCount(site, day, tick.now));
  }
}

/** Each site's newest day, then each one's next: no site waits for all days of another. */
function inTurns(days: readonly SiteDay[]): SiteDay[] {
  const bySite = Map.groupBy(days, ({ site }) => site);
  const ranked = [...bySite.values()].flatMap((own) =>
    own.sort((a, b) => b.day - a.day).map((one, turn) => ({ ...one, turn })),
  );
  return ranked.sort((a, b) => a.turn - b.turn);
}

/** False when another call was first: what it writes is as new, or newer. */
async function written(db: Database, statements: Statement[]): Promise<boolean> {
  try {
    await runBatch(db, statements);
    return true;
  } catch (error) {
    if (error instanceof StaleWrite) return false;
    throw error;
  }
}

async function goOn(db: Database, tick: Tick, count: DayCount): Promise<void> {
  if (tick.left <= 0) return;
  try {
    await portionsOf(db, tick, count);
  } catch (error) {
    tick.failures.push(error);
    // Days that cannot be counted would stand before all others for good.
    if (error instanceof StorageUnavailable) return;
    await written(db, postponeStatements(db, count, tick.now));
  }
}

/** Counts on, and writes once: sums and cursor, or what the day comes to. */
async function portionsOf(db: Database, tick: Tick, count: DayCount): Promise<void> {
  const { site, day, began_at, cursor: from } = count;
  const counted = await dayToCount(db, { site, day, began_at });
  if (!counted) {
    tick.left -= 1;
    await runBatch(db, dropStatements(db, count));
    return;
  }
  let last = false;
  while (!last && tick.left > 0) {
    tick.left -= 1;
    count.portions += 1;
    const portion = await countPortion(db, site, counted, count);
    count.cursor = portion.cursor;
    last = portion.last;
  }
  const statements = last
    ? [...endStatements(db, count, from), wantCensus(db, site, tick.now)]
    : saveStatements(db, count, from);
  await written(db, statements);
}
