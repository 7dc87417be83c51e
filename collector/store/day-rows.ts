/** What is to be counted of a day, read in portions: visits, then orders, moves and acts. */
import type { Act, Move, Order } from '../engine/index.ts';
import { allRows, type Database } from './database.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Clocks are at most so far behind UTC, and so far ahead of it. */
const BEHIND = 12 * HOUR;
const AHEAD = 14 * HOUR;

/** Rows of one portion. */
export const ROWS = 200;

interface Stream {
  /** after a key and before a time, in the order of the key */
  sql: string;
  /** columns of the key, the time first */
  key: 2 | 3 | 4;
}

/** Rows of the day; moves have no day, so the caller leaves out those of the days beside it. */
const STREAMS: readonly Stream[] = [
  {
    key: 2,
    sql: `SELECT 0 AS stream, start AS at, person AS a, '' AS b, '' AS c, person, '' AS body FROM visits
           WHERE site = ? AND (start, person) > (?, ?) AND start < ? AND day = ? ORDER BY start, person`,
  },
  {
    key: 3,
    // Of copies of one order the verified one counts, else the earlier, else the smaller person.
    sql: `SELECT 1 AS stream, at, order_id AS a, person AS b, '' AS c, person, body FROM orders AS o
           WHERE site = ? AND (at, order_id, person) > (?, ?, ?) AND at < ? AND day = ?
             AND NOT EXISTS (
               SELECT 1 FROM orders AS x WHERE x.site = o.site AND x.order_id = o.order_id
                  AND (-x.verified, x.at, x.person) < (-o.verified, o.at, o.person))
           ORDER BY at, order_id, person`,
  },
  {
    key: 4,
    sql: `SELECT 2 AS stream, at, person AS a, kind AS b, to_id AS c, person, body FROM moves
           WHERE site = ? AND (at, person, kind, to_id) > (?, ?, ?, ?) AND at < ? AND ? IS NOT NULL
           ORDER BY at, person, kind, to_id`,
  },
  {
    key: 3,
    sql: `SELECT 3 AS stream, at, person AS a, event AS b, '' AS c, person, body FROM acts
           WHERE site = ? AND (at, person, event) > (?, ?, ?) AND at < ? AND day = ?
           ORDER BY at, person, event`,
  },
];

/** The last row that was counted: the table's place, its time and the rest of its key. */
export type DayCursor = [stream: number, at: number, a: string, b: string, c: string];

export type DayRow = { cursor: DayCursor; person: string } & (
  | { stream: 'visit'; start: number }
  | { stream: 'order'; order: Order }
  | { stream: 'move'; move: Move }
  | { stream: 'act'; act: Act }
);

export const beginOf = (day: number): DayCursor => [0, day * DAY - AHEAD, '', '', ''];

interface Row {
  stream: number;
  at: number;
  a: string;
  b: string;
  c: string;
  person: string;
  body: string;
}

/**
 * The next rows of a day, one table after the other; fewer than {@link ROWS} only at its end.
 *
 * @throws StorageUnavailable
 */
export async function nextRows(
  db: Database,
  site: string,
  day: number,
  cursor: DayCursor,
): Promise<DayRow[]> {
  const [present, ...after] = cursor;
  const [, ...begin] = beginOf(day);
  const end = (day + 1) * DAY + BEHIND;
  const streams = STREAMS.slice(present);
  const parts = streams.map(({ sql }) => `SELECT * FROM (${sql} LIMIT ${ROWS})`);
  const bound = streams.flatMap(({ key }, i) => [
    ...[site, ...(i === 0 ? after : begin).slice(0, key), end, day],
  ]);
  const sql = `${parts.join(' UNION ALL ')} LIMIT ${ROWS}`;
  return (await allRows<Row>(db.prepare(sql).bind(...bound))).map(readRow);
}

function readRow({ stream, at, a, b, c, person, body }: Row): DayRow {
  const cursor: DayCursor = [stream, at, a, b, c];
  if (stream === 0) return { cursor, person, stream: 'visit', start: at };
  if (stream === 1) return { cursor, person, stream: 'order', order: JSON.parse(body) as Order };
  if (stream === 2) return { cursor, person, stream: 'move', move: JSON.parse(body) as Move };
  return { cursor, person, stream: 'act', act: JSON.parse(body) as Act };
}
