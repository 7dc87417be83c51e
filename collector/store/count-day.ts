/** Counts one day of a site in bounded portions: what there is to read, and what it comes to. */
import {
  type CountedDay,
  countAct,
  countMove,
  countOrder,
  countVisit,
  type DaySums,
  type History,
  localDay,
} from '../engine/index.ts';
import { campaignRules } from './campaigns.ts';
import { type Database, firstRow } from './database.ts';
import { type DayCursor, type DayRow, nextRows, ROWS } from './day-rows.ts';
import { MOST_CHUNKS_BACK, personHistory } from './person-history.ts';
import { readPeople } from './read-person.ts';
import type { StoredPerson } from './record.ts';
import { dayStart, offsetMinutes } from './time-zone.ts';

const DAY = 86_400_000;
/** Archived chunks that one portion reads before it ends early. */
const CHUNKS_A_PORTION = 4 * MOST_CHUNKS_BACK;

const SITE = `
  SELECT time_zone, settings ->> '$.retention_days' AS retention_days FROM sites
   WHERE site = ? AND deleted_at IS NULL`;

/**
 * What counting a day has to know; "now" is when the count began, however long it takes. Null for one that is not counted any more: retention has cut
 * what it was counted from, or the site is gone.
 *
 * @throws StorageUnavailable
 */
export async function dayToCount(
  db: Database,
  { site, day, began_at: now }: { site: string; day: number; began_at: number },
): Promise<CountedDay | null> {
  const row = await firstRow<{ time_zone: string; retention_days: number | null }>(
    db.prepare(SITE).bind(site),
  );
  if (!row) return null;
  const dayOf = (at: number): number => localDay(at, offsetMinutes(row.time_zone, at));
  if (row.retention_days !== null && day <= dayOf(now - row.retention_days * DAY)) return null;
  const end = Math.min(dayStart(row.time_zone, day + 1), now + 1);
  return { day, end, dayOf, campaigns: await campaignRules(db, site) };
}

export interface CountedPortion {
  /** the last row counted */
  cursor: DayCursor;
  /** nothing is left */
  last: boolean;
}

/**
 * Adds the next rows of a day to its sums.
 *
 * @throws StorageUnavailable
 */
export async function countPortion(
  db: Database,
  site: string,
  counted: CountedDay,
  { cursor, sums }: { cursor: DayCursor; sums: DaySums },
): Promise<CountedPortion> {
  const rows = await nextRows(db, site, counted.day, cursor);
  const people = await peopleOf(db, site, rows);
  const histories = new Map<string, History | undefined>();
  let chunks = 0;
  for (const [i, row] of rows.entries()) {
    const stored = people.get(row.person);
    if (stored && !histories.has(row.person)) {
      chunks += Math.min(stored.doc.chunks, MOST_CHUNKS_BACK);
      if (i > 0 && chunks > CHUNKS_A_PORTION) {
        return { cursor: rows[i - 1]?.cursor ?? cursor, last: false };
      }
      histories.set(row.person, await personHistory(db, site, stored, counted));
    }
    const history = histories.get(row.person);
    if (history) countRow(sums, history, row, counted);
  }
  return { cursor: rows.at(-1)?.cursor ?? cursor, last: rows.length < ROWS };
}

async function peopleOf(
  db: Database,
  site: string,
  rows: readonly DayRow[],
): Promise<Map<string, StoredPerson>> {
  const wanted = [...new Set(rows.map(({ person }) => person))];
  const found = await readPeople(
    db,
    wanted.map((person) => [site, person] as const),
  );
  return new Map(found.map((stored) => [stored.person, stored]));
}

/** Who changes meanwhile makes the day one to be counted again, so what does not fit is left out. */
function countRow(sums: DaySums, history: History, row: DayRow, counted: CountedDay): void {
  if (row.stream === 'visit') countVisit(sums, history, row.start);
  else if (row.stream === 'order') countOrder(sums, history, row.order);
  else if (row.stream === 'act') countAct(sums, history, row.act);
  else if (counted.dayOf(row.move.at) === counted.day) {
    countMove(sums, history, row.move, counted);
  }
}
