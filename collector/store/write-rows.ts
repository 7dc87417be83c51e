/** The rows beside a person as statements: visits, moves, orders, segments, words, chunks. */
import { type Act, localDay, type Order, type Visit } from '../engine/index.ts';
import type { Chunk } from './archive.ts';
import { boundLists } from './bound-text.ts';
import type { Database, Statement } from './database.ts';
import { markStatements } from './days.ts';
import type { Changes } from './difference.ts';

/** Whose rows they are. */
export interface Owner {
  site: string;
  person: string;
}

/** One statement with all rows as JSON, `[site, person, …]` each; as many as D1 wants, none for no rows. */
type RowWriter = (sql: string, rows: readonly (readonly unknown[])[]) => Statement[];

const rowWriter =
  (db: Database): RowWriter =>
  (sql, rows) =>
    boundLists(rows.map((row) => JSON.stringify(row))).map((list) => db.prepare(sql).bind(list));

const DELETE_VISITS = `
  DELETE FROM visits WHERE (site, start, person) IN (
    SELECT value ->> 0, value ->> 2, value ->> 1 FROM json_each(?1))`;
const REOPEN_VISITS = `
  UPDATE visits SET ended = 0 WHERE ended = 1 AND (site, start, person) IN (
    SELECT value ->> 0, value ->> 2, value ->> 1 FROM json_each(?1))`;
const PUT_VISITS = `
  INSERT INTO visits (site, start, person, day, ended, body)
  SELECT value ->> 0, value ->> 2, value ->> 1, value ->> 3, value ->> 4, value -> 5
    FROM json_each(?1) WHERE true
  ON CONFLICT DO UPDATE SET ended = excluded.ended, body = excluded.body
  WHERE ended <> excluded.ended OR body <> excluded.body`;
const DELETE_MOVES = `
  DELETE FROM moves WHERE (site, at, person, kind, to_id) IN (
    SELECT value ->> 0, value ->> 2, value ->> 1, value ->> 3, value ->> 4 FROM json_each(?1))`;
const PUT_MOVES = `
  INSERT INTO moves (site, at, person, kind, from_id, to_id, body)
  SELECT value ->> 0, value ->> '$[2].at', value ->> 1, value ->> '$[2].kind',
         value ->> '$[2].from', value ->> '$[2].to', value -> 2
    FROM json_each(?1) WHERE true
  ON CONFLICT DO UPDATE SET from_id = excluded.from_id, body = excluded.body`;
const DELETE_ORDERS = `
  DELETE FROM orders WHERE (site, order_id, person) IN (
    SELECT value ->> 0, value ->> 2, value ->> 1 FROM json_each(?1))`;
const PUT_ORDERS = `
  INSERT INTO orders (site, order_id, person, at, day, value_minor, refunded_minor, currency, verified, body)
  SELECT value ->> 0, value ->> '$[3].order_id', value ->> 1, value ->> '$[3].at', value ->> 2,
         value ->> '$[3].value_minor', value ->> '$[3].refunded_minor',
         value ->> '$[3].currency', value ->> '$[3].verified', value -> 3
    FROM json_each(?1) WHERE true
  ON CONFLICT DO UPDATE SET value_minor = excluded.value_minor,
     refunded_minor = excluded.refunded_minor, currency = excluded.currency,
     verified = excluded.verified, body = excluded.body`;
const DELETE_ACTS = `
  DELETE FROM acts WHERE (site, at, person, event) IN (
    SELECT value ->> 0, value ->> 2, value ->> 1, value ->> 3 FROM json_each(?1))`;
const PUT_ACTS = `
  INSERT INTO acts (site, at, person, event, day, body)
  SELECT value ->> 0, value ->> '$[3].at', value ->> 1, value ->> '$[3].event', value ->> 2, value -> 3
    FROM json_each(?1) WHERE true
  ON CONFLICT DO UPDATE SET day = excluded.day, body = excluded.body`;
const DELETE_MEMBERS = `
  DELETE FROM members WHERE (site, segment, person) IN (
    SELECT value ->> 0, value ->> 2, value ->> 1 FROM json_each(?1))`;
const PUT_MEMBERS = `
  INSERT INTO members (site, segment, person)
  SELECT value ->> 0, value ->> 2, value ->> 1 FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING`;
const DELETE_WORDS = `
  DELETE FROM search WHERE (site, word, person) IN (
    SELECT value ->> 0, value ->> 2, value ->> 1 FROM json_each(?1))`;
const PUT_WORDS = `
  INSERT INTO search (site, word, person)
  SELECT value ->> 0, value ->> 2, value ->> 1 FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING`;
const PUT_CHUNKS = `
  INSERT INTO log_chunks (site, person, seq, from_ts, to_ts, min_id, max_id, tails, base, events)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
         value ->> 7, value -> 8, value -> 9
    FROM json_each(?1) WHERE true
  ON CONFLICT DO UPDATE SET from_ts = excluded.from_ts, to_ts = excluded.to_ts,
     min_id = excluded.min_id, max_id = excluded.max_id, tails = excluded.tails, base = excluded.base,
     events = excluded.events`;

/** A person and what changes beside them. */
export interface OwnChanges extends Owner {
  /** of the site: moves fall on its days */
  timeZone: string;
  changes: Changes;
}

/** Rows of many people for one statement. */
type RowsOf = (changes: Changes) => readonly (readonly unknown[])[];

/** In this order: a row that is moved in time is taken out before it is put in. */
const BESIDE: readonly (readonly [sql: string, rows: RowsOf])[] = [
  [DELETE_VISITS, ({ visits }) => visits.remove.map((start) => [start])],
  [REOPEN_VISITS, ({ visits }) => visits.reopen.map((start) => [start])],
  [
    PUT_VISITS,
    ({ visits }) =>
      visits.put.map((visit) => [visit.start, dayOf(visit), visit.ended ? 1 : 0, visit]),
  ],
  [DELETE_MOVES, ({ moves }) => moves.remove.map(({ at, kind, to }) => [at, kind, to])],
  [PUT_MOVES, ({ moves }) => moves.put.map((move) => [move])],
  [DELETE_ORDERS, ({ orders }) => orders.remove.map((order_id) => [order_id])],
  [PUT_ORDERS, ({ orders }) => orders.put.map((order) => [dayOf(order), order])],
  [DELETE_ACTS, ({ acts }) => acts.remove.map(({ at, event }) => [at, event])],
  [PUT_ACTS, ({ acts }) => acts.put.map((act) => [dayOf(act), act])],
  [DELETE_MEMBERS, ({ segments }) => segments.leave.map((segment) => [segment])],
  [PUT_MEMBERS, ({ segments }) => segments.enter.map((segment) => [segment])],
  [DELETE_WORDS, ({ words }) => words.leave.map((word) => [word])],
  [PUT_WORDS, ({ words }) => words.enter.map((word) => [word])],
];

/**
 * Everything that changes beside people but chunks, and the days that are to be counted anew: one
 * statement a kind of change, however many.
 */
export function changesOfMany(db: Database, all: readonly OwnChanges[]): Statement[] {
  const write = rowWriter(db);
  const rows = BESIDE.flatMap(([sql, rowsOf]) =>
    write(
      sql,
      all.flatMap(({ site, person, changes }) =>
        rowsOf(changes).map((row) => [site, person, ...row]),
      ),
    ),
  );
  return [...rows, ...markStatements(db, all)];
}

function dayOf(row: Visit | Order | Act): number {
  return localDay('start' in row ? row.start : row.at, row.offset_min);
}

export function chunkStatements(db: Database, owner: Owner, chunks: readonly Chunk[]): Statement[] {
  const { site, person } = owner;
  const rows = chunks.map((chunk) => [site, person, ...chunkRow(chunk)]);
  return rowWriter(db)(PUT_CHUNKS, rows);
}

/** Of an id, a UUIDv7: what follows is the same in every copy of an event with a foreign id. */
const TIME_LENGTH = '00000000-0000-'.length;

function chunkRow({ seq, base, events }: Chunk): unknown[] {
  const ids = events.map((event) => event.id).sort();
  const tails = ids.map((id) => id.slice(TIME_LENGTH)).join(' ');
  return [seq, events[0]?.ts, events.at(-1)?.ts, ids[0], ids.at(-1), tails, base, events];
}
