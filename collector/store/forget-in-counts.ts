/** Somebody goes: their days are counted anew without them, and no count stops at their name. */
import { localDay } from '../engine/index.ts';
import { allRows, type Database, type Statement } from './database.ts';
import { markDays, markOrders } from './days.ts';
import { offsetMinutes } from './time-zone.ts';
import type { Owner } from './write-rows.ts';
import { timeZoneOf } from './zones.ts';

const MOVES = 'SELECT at FROM moves WHERE site = ? AND person = ?';
const ORDERS = 'SELECT order_id FROM orders WHERE site = ? AND person = ?';
const MARK = `
  INSERT INTO days (site, day)
  SELECT site, day FROM visits WHERE site = ?1 AND person = ?2
  UNION ALL
  SELECT site, day FROM acts WHERE site = ?1 AND person = ?2
  UNION ALL
  SELECT site, day FROM orders WHERE site = ?1 AND person = ?2
  ON CONFLICT DO UPDATE SET dirty = 1 WHERE dirty = 0`;
/** The day of the row that a count stopped at is marked above, and everybody is counted from the start. */
const DROP_COUNTS = `
  DELETE FROM counts WHERE site = ?1 AND (site, day) IN (
    SELECT site, day FROM counts WHERE site = ?1 AND instr(cursor, ?2))`;

/**
 * Statements to be run before the rows are deleted, in the same batch.
 *
 * @throws StorageUnavailable
 */
export async function forgetInCounts(db: Database, { site, person }: Owner): Promise<Statement[]> {
  const timeZone = await timeZoneOf(db, site);
  const moves = await allRows<{ at: number }>(db.prepare(MOVES).bind(site, person));
  const days = moves.map(({ at }) => localDay(at, offsetMinutes(timeZone, at)));
  const orders = await allRows<{ order_id: string }>(db.prepare(ORDERS).bind(site, person));
  // Of an order that others have too another copy counts from now on.
  const ids = orders.map(({ order_id }) => order_id);
  return [
    db.prepare(MARK).bind(site, person),
    ...markDays(db, site, days),
    ...markOrders(db, site, ids),
    db.prepare(DROP_COUNTS).bind(site, person),
  ];
}
