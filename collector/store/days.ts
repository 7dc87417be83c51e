/** The mark that a day is to be counted anew. It costs nothing where the day has it already. */
import { LOOK_BACK_DAYS } from '../engine/index.ts';
import { boundLists } from './bound-text.ts';
import type { Database, Statement } from './database.ts';
import { daysOf, type Marks } from './marks.ts';

const ON_CONFLICT = 'ON CONFLICT DO UPDATE SET dirty = 1 WHERE dirty = 0';
const MARK = `
  INSERT INTO days (site, day) SELECT value ->> 0, value ->> 1 FROM json_each(?1) WHERE true ${ON_CONFLICT}`;
/**
 * Who has one of the copies of an order that may count, now or before what has just changed: the
 * foremost, for a batch changes those of a few people. An id such as `undefined`, which a broken shop
 * gives each of its orders, is looked at so far and no further.
 */
const FOREMOST = `json_each((
  SELECT json_group_array(person) FROM (
    SELECT person FROM (
      SELECT person, verified, at FROM orders
       WHERE site = j.value ->> 0 AND order_id = j.value ->> 1 LIMIT 300)
     ORDER BY -verified, at, person LIMIT 30)))`;
/** Days of copies of an order: another one may count now. */
const MARK_COPIES = `
  INSERT INTO days (site, day)
  SELECT o.site, o.day FROM json_each(?1) AS j CROSS JOIN ${FOREMOST} AS f
   CROSS JOIN orders AS o
      ON o.site = j.value ->> 0 AND o.order_id = j.value ->> 1 AND o.person = f.value
   WHERE true ${ON_CONFLICT}`;
/**
 * Days of all that who has a copy ever ordered: which of their orders is the first depends on which
 * count. A visit in which one was placed may have begun the day before. As a compound the list would
 * be held against every day of every site.
 */
const MARK_FELLOWS = `
  UPDATE days SET dirty = 1 WHERE dirty = 0 AND (site, day) IN (
    WITH fellows AS MATERIALIZED (
      SELECT DISTINCT j.value ->> 0 AS site, f.value AS person
        FROM json_each(?1) AS j CROSS JOIN ${FOREMOST} AS f),
    bought AS MATERIALIZED (
      SELECT p.site, (e.value ->> 'at' + 60000 * (e.value ->> 'offset_min')) / 86400000 AS day
        FROM fellows AS f CROSS JOIN people AS p ON p.site = f.site AND p.person = f.person,
             json_each(p.doc, '$.base.orders') AS e
      UNION
      SELECT p.site, (e.value ->> 'ts' + 60000 * (e.value ->> 'offset_min')) / 86400000
        FROM fellows AS f CROSS JOIN people AS p ON p.site = f.site AND p.person = f.person,
             json_each(p.doc, '$.tail') AS e
       WHERE e.value ->> 'type' = 'purchase')
    SELECT b.site, b.day - back.value FROM bought AS b CROSS JOIN json_each('[0,1]') AS back)`;

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
  return [...marking(db, MARK, days), ...markCopies(db, orders)];
}

const markCopies = (db: Database, orders: readonly string[]): Statement[] => [
  ...marking(db, MARK_COPIES, orders),
  ...marking(db, MARK_FELLOWS, orders),
];

const marking = (db: Database, sql: string, rows: readonly string[]): Statement[] =>
  boundLists([...new Set(rows)]).map((list) => db.prepare(sql).bind(list));

/** Marks days by number. */
export const markDays = (db: Database, site: string, days: readonly number[]): Statement[] =>
  marking(
    db,
    MARK,
    days.map((day) => JSON.stringify([site, day])),
  );

/** Marks what depends on which copies of these orders count. */
export const markOrders = (db: Database, site: string, ids: readonly string[]): Statement[] =>
  markCopies(
    db,
    ids.map((id) => JSON.stringify([site, id])),
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
