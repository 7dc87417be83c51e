/** The mark that a day is to be counted anew. It costs nothing where the day has it already. */
import { LOOK_BACK_DAYS } from '../engine/index.ts';
import { boundLists } from './bound-text.ts';
import type { Database, Statement } from './database.ts';
import { daysOf, type Marks } from './marks.ts';

const ON_CONFLICT = 'ON CONFLICT DO UPDATE SET dirty = 1 WHERE dirty = 0';
const MARK = `
  INSERT INTO days (site, day) SELECT value ->> 0, value ->> 1 FROM json_each(?1) WHERE true ${ON_CONFLICT}`;
/** Days of every copy of an order: another one may count now. */
const MARK_COPIES = `
  INSERT INTO days (site, day)
  SELECT o.site, o.day FROM json_each(?1) AS j
   CROSS JOIN orders AS o ON o.site = j.value ->> 0 AND o.order_id = j.value ->> 1
   WHERE true ${ON_CONFLICT}`;
/**
 * Days of all that who has a copy ever ordered: which of their orders is the first depends on which
 * count. A visit in which one was placed may have begun the day before.
 */
const MARK_FELLOWS = `
  UPDATE days SET dirty = 1 WHERE dirty = 0 AND (site, day) IN (
    WITH fellows AS MATERIALIZED (
      SELECT DISTINCT o.site, o.person FROM json_each(?1) AS j
       CROSS JOIN orders AS o ON o.site = j.value ->> 0 AND o.order_id = j.value ->> 1),
    bought AS (
      SELECT p.site, (e.value ->> 'at' + 60000 * (e.value ->> 'offset_min')) / 86400000 AS day
        FROM fellows AS f CROSS JOIN people AS p ON p.site = f.site AND p.person = f.person,
             json_each(p.doc, '$.base.orders') AS e
      UNION
      SELECT p.site, (e.value ->> 'ts' + 60000 * (e.value ->> 'offset_min')) / 86400000
        FROM fellows AS f CROSS JOIN people AS p ON p.site = f.site AND p.person = f.person,
             json_each(p.doc, '$.tail') AS e
       WHERE e.value ->> 'type' = 'purchase')
    SELECT site, day FROM bought UNION SELECT site, day - 1 FROM bought)`;

/** Whose days change, and what of them. */
export interface Marking {
  site: string;
  timeZone: string;
  changes: { marks: Marks };
}

/** One statement for all days, two more where there are orders. Run after the rows are written. */
export function markStatements(db: Database, all: readonly Marking[]): Statement[] {
  const days = all.flatMap(({ site, timeZone, changes }) =>
    daysOf(changes.marks, timeZone).map((day) => JSON.stringify([site, day])),
  );
  const orders = all.flatMap(({ site, changes }) =>
    changes.marks.orders.map((id) => JSON.stringify([site, id])),
  );
  return [
    ...marking(db, MARK, days),
    ...marking(db, MARK_COPIES, orders),
    ...marking(db, MARK_FELLOWS, orders),
  ];
}

const marking = (db: Database, sql: string, rows: readonly string[]): Statement[] =>
  boundLists([...new Set(rows)]).map((list) => db.prepare(sql).bind(list));

/** Marks days by number. */
export const markDays = (db: Database, site: string, days: readonly number[]): Statement[] =>
  marking(
    db,
    MARK,
    days.map((day) => JSON.stringify([site, day])),
  );

const MARK_RANGE = `
  UPDATE days SET dirty = 1 WHERE site = ?1 AND day BETWEEN ?2 AND ?3 AND dirty = 0`;

/**
 * Has days counted anew because a campaign of theirs has become another one: what its visits led to
 * may lie 90 days after its last day.
 *
 * @param from first and `to` last day of the campaign, since 1970; no `to`: it goes on
 * @example markRange(db, site, 20_500, 20_530)
 */
export function markRange(db: Database, site: string, from: number, to = Infinity): Statement {
  const last = Math.min(to + LOOK_BACK_DAYS, Number.MAX_SAFE_INTEGER);
  return db.prepare(MARK_RANGE).bind(site, from, last);
}
