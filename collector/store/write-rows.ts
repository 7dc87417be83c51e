/** The rows beside a person as statements: visits, moves, orders, segments, chunks. */
import { localDay, type Order, type Visit } from '../engine/index.ts';
import type { Chunk } from './archive.ts';
import { boundLists } from './bound-text.ts';
import type { Database, Statement } from './database.ts';
import type { Changes } from './difference.ts';

/** Whose rows they are. */
export interface Owner {
  site: string;
  person: string;
}

/** Binds site, person and a list of rows as JSON, in as many statements as D1 wants; none for no rows. */
type RowWriter = (sql: string, rows: readonly unknown[]) => Statement[];

function rowWriter(db: Database, { site, person }: Owner): RowWriter {
  return (sql, rows) =>
    boundLists(rows.map((row) => JSON.stringify(row))).map((list) =>
      db.prepare(sql).bind(site, person, list),
    );
}

const DELETE_VISITS =
  'DELETE FROM visits WHERE site = ?1 AND person = ?2 AND start IN (SELECT value FROM json_each(?3))';
const REOPEN_VISITS =
  'UPDATE visits SET ended = 0 WHERE site = ?1 AND person = ?2 AND ended = 1 AND start IN (SELECT value FROM json_each(?3))';
const PUT_VISITS = `
  INSERT INTO visits (site, start, person, day, ended, body)
  SELECT ?1, value ->> 0, ?2, value ->> 1, value ->> 2, value -> 3 FROM json_each(?3) WHERE true
  ON CONFLICT DO UPDATE SET ended = excluded.ended, body = excluded.body
  WHERE ended <> excluded.ended OR body <> excluded.body`;
const DELETE_MOVES = `
  DELETE FROM moves WHERE site = ?1 AND person = ?2
   AND at IN (SELECT value ->> 0 FROM json_each(?3))
   AND EXISTS (SELECT 1 FROM json_each(?3) AS m
                WHERE m.value ->> 0 = at AND m.value ->> 1 = kind AND m.value ->> 2 = to_id)`;
const PUT_MOVES = `
  INSERT INTO moves (site, at, person, kind, from_id, to_id, body)
  SELECT ?1, value ->> 'at', ?2, value ->> 'kind', value ->> 'from', value ->> 'to', value
    FROM json_each(?3) WHERE true
  ON CONFLICT DO UPDATE SET from_id = excluded.from_id, body = excluded.body`;
const DELETE_ORDERS =
  'DELETE FROM orders WHERE site = ?1 AND person = ?2 AND order_id IN (SELECT value FROM json_each(?3))';
const PUT_ORDERS = `
  INSERT INTO orders (site, order_id, person, at, day, value_minor, refunded_minor, currency, verified, body)
  SELECT ?1, value ->> '$[1].order_id', ?2, value ->> '$[1].at', value ->> 0,
         value ->> '$[1].value_minor', value ->> '$[1].refunded_minor',
         value ->> '$[1].currency', value ->> '$[1].verified', value -> 1
    FROM json_each(?3) WHERE true
  ON CONFLICT DO UPDATE SET value_minor = excluded.value_minor,
     refunded_minor = excluded.refunded_minor, currency = excluded.currency,
     verified = excluded.verified, body = excluded.body`;
const DELETE_MEMBERS =
  'DELETE FROM members WHERE site = ?1 AND person = ?2 AND segment IN (SELECT value FROM json_each(?3))';
const PUT_MEMBERS =
  'INSERT INTO members (site, segment, person) SELECT ?1, value, ?2 FROM json_each(?3) WHERE true ON CONFLICT DO NOTHING';
const PUT_CHUNKS = `
  INSERT INTO log_chunks (site, person, seq, from_ts, to_ts, min_id, max_id, base, events)
  SELECT ?1, ?2, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value -> 5, value -> 6
    FROM json_each(?3) WHERE true
  ON CONFLICT DO UPDATE SET from_ts = excluded.from_ts, to_ts = excluded.to_ts,
     min_id = excluded.min_id, max_id = excluded.max_id, base = excluded.base,
     events = excluded.events`;

/** Everything that changes beside a person but chunks. */
export function changeStatements(db: Database, owner: Owner, changes: Changes): Statement[] {
  const rows = rowWriter(db, owner);
  const { visits, moves, orders, segments } = changes;
  return [
    ...visitStatements(db, owner, visits),
    ...rows(
      DELETE_MOVES,
      moves.remove.map(({ at, kind, to }) => [at, kind, to]),
    ),
    ...rows(PUT_MOVES, moves.put),
    ...rows(DELETE_ORDERS, orders.remove),
    ...rows(
      PUT_ORDERS,
      orders.put.map((order) => [dayOf(order), order]),
    ),
    ...rows(DELETE_MEMBERS, segments.leave),
    ...rows(PUT_MEMBERS, segments.enter),
  ];
}

export function visitStatements(
  db: Database,
  owner: Owner,
  visits: Changes['visits'],
): Statement[] {
  const rows = rowWriter(db, owner);
  const put = visits.put.map((visit) => [visit.start, dayOf(visit), visit.ended ? 1 : 0, visit]);
  return [
    ...rows(DELETE_VISITS, visits.remove),
    ...rows(REOPEN_VISITS, visits.reopen),
    ...rows(PUT_VISITS, put),
  ];
}

function dayOf(row: Visit | Order): number {
  return localDay('start' in row ? row.start : row.at, row.offset_min);
}

export function chunkStatements(db: Database, owner: Owner, chunks: readonly Chunk[]): Statement[] {
  return rowWriter(db, owner)(PUT_CHUNKS, chunks.map(chunkRow));
}

function chunkRow({ seq, base, events }: Chunk): unknown[] {
  const ids = events.map((event) => event.id).sort();
  return [seq, events[0]?.ts, events.at(-1)?.ts, ids[0], ids.at(-1), base, events];
}
