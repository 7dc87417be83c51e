/**
 * Nothing is kept longer than the owner wants: what is too old is cut from logs and from the rows
 * beside them, some of it each tick, each site once a day. The checkpoint of a log stays, so that
 * the score does.
 */
import type { Compiled } from '../engine/index.ts';
import type { Chunk, Stretch } from './archive.ts';
import { cutDocument, cutStretch } from './cut-log.ts';
import {
  allRows,
  type Database,
  firstRow,
  runBatch,
  StaleWrite,
  type Statement,
} from './database.ts';
import { compiledModel } from './models.ts';
import { type PersonRow, readPersonRow, type StoredPerson } from './record.ts';
import { putPeople } from './write-people.ts';
import { chunkStatements } from './write-rows.ts';

/** A shorter time would cut what may still arrive or be asked about. */
export const LEAST_DAYS = 60;

const DAY = 86_400_000;
/** People looked at, and people cut, in one tick; rows that a tick takes from each table. */
const LOOKED = 500;
const CUT = 20;
const ROWS = 500;
/** After every person id. */
const END = '~';

const SITE = `
  SELECT site, settings ->> '$.retention_days' AS days, retained_to AS done_to FROM sites
   WHERE settings ->> '$.retention_days' >= ${LEAST_DAYS} AND retained_day < ?1 AND deleted_at IS NULL
   ORDER BY retained_day LIMIT 1`;

/** Of the next people those with an event that is too old, and up to whom was looked. Whose late events are being folded in waits. */
const NEXT = `
  WITH looked AS (SELECT * FROM people WHERE site = ?1 AND person > ?2 ORDER BY person LIMIT ${LOOKED})
  SELECT p.*, (SELECT max(person) FROM looked) AS last, (SELECT count(*) FROM looked) AS looked
    FROM (SELECT 1) LEFT JOIN (
      SELECT * FROM looked
       WHERE doc ->> '$.catching_up' IS NULL AND (doc ->> '$.tail[0].ts' < ?3 OR (
         doc ->> '$.chunks' > 0 AND
         (SELECT from_ts FROM log_chunks AS c WHERE c.site = ?1 AND c.person = looked.person ORDER BY seq LIMIT 1) < ?3))
       ORDER BY person LIMIT ${CUT}) AS p ON true`;

const PARTLY_OLD = `
  SELECT c.person, c.seq, c.base, c.events FROM json_each(?2) AS j
   CROSS JOIN log_chunks AS c ON c.site = ?1 AND c.person = j.value
   WHERE c.from_ts < ?3 AND c.to_ts >= ?3`;
const DELETE_CHUNKS = `
  DELETE FROM log_chunks
   WHERE site = ?1 AND person IN (SELECT value FROM json_each(?2)) AND to_ts < ?3`;
const MARK = 'UPDATE sites SET retained_to = ?1, retained_day = ?2 WHERE site = ?3';

/** Rows beside the people, and what of them is their time. */
const BESIDE = [
  { table: 'visits', key: 'site, start, person', old: 'start < ?2' },
  { table: 'moves', key: 'site, at, person, kind, to_id', old: 'at < ?2' },
  { table: 'orders', key: 'site, order_id, person', old: 'at < ?2' },
  { table: 'acts', key: 'site, at, person, event', old: 'at < ?2' },
  { table: 'rejects', key: 'site, day, reason', old: `day < ?2 / ${DAY}` },
  { table: 'past_moves', key: 'site, person, until', old: 'until < ?2' },
  { table: 'notes', key: 'site, person, at', old: 'at < ?2' },
] as const;

const deletionOf = ({ table, key, old }: (typeof BESIDE)[number]): string =>
  `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE site = ?1 AND ${old} LIMIT ${ROWS})`;

interface Round {
  site: string;
  /** milliseconds since 1970 */
  before: number;
  /** the person up to whom the round has come */
  doneTo: string;
  today: number;
}

/**
 * Does the next part of a site's round; a handful of statements.
 *
 * @param now milliseconds since 1970
 * @returns false when every site is done for today
 * @throws StorageUnavailable
 */
export async function retain(db: Database, now: number): Promise<boolean> {
  const today = Math.floor(now / DAY);
  const row = await firstRow<{ site: string; days: number; done_to: string }>(
    db.prepare(SITE).bind(today),
  );
  if (!row) return false;
  const round = { site: row.site, before: now - row.days * DAY, doneTo: row.done_to, today };
  const people = await nextPeople(db, round);
  try {
    await runBatch(db, await statementsOf(db, round, people));
  } catch (error) {
    // One of them was just written: the next tick cuts them.
    if (!(error instanceof StaleWrite)) throw error;
  }
  if (people.doneTo === END) await finish(db, round);
  return true;
}

interface Next {
  found: StoredPerson[];
  doneTo: string;
}

async function nextPeople(db: Database, { site, before, doneTo }: Round): Promise<Next> {
  type Row = PersonRow & { last: string | null; looked: number };
  const rows = await allRows<Row>(db.prepare(NEXT).bind(site, doneTo, before));
  const found = rows.filter(({ person }) => person !== null).map(readPersonRow);
  const { last = null, looked = 0 } = rows[0] ?? {};
  if (found.length === CUT) return { found, doneTo: found.at(-1)?.person ?? END };
  return { found, doneTo: looked === LOOKED && last !== null ? last : END };
}

async function statementsOf(
  db: Database,
  round: Round,
  { found, doneTo }: Next,
): Promise<Statement[]> {
  const { site, before, today } = round;
  const ids = JSON.stringify(found.map(({ person }) => person));
  const models = new Map<string, Compiled>();
  for (const { person, doc } of found) models.set(person, await compiledModel(db, site, doc.model));
  const partly = found.length > 0 ? await partlyOld(db, round, ids) : [];
  const writes = found.map(({ person, version, columns, doc }) => {
    const cut = cutDocument(models.get(person) as Compiled, doc, before);
    return { site, person, version, columns, changed: [], text: JSON.stringify(cut) };
  });
  const chunks = partly.flatMap(({ person, ...chunk }) => {
    const { base, events } = cutStretch(models.get(person) as Compiled, chunk, before);
    return chunkStatements(db, { site, person }, [{ seq: chunk.seq, base, events }]);
  });
  const wholly = db.prepare(DELETE_CHUNKS).bind(site, ids, before);
  return [
    ...putPeople(db, writes),
    ...chunks,
    ...(found.length > 0 ? [wholly] : []),
    db.prepare(MARK).bind(doneTo, today - 1, site),
  ];
}

async function partlyOld(
  db: Database,
  { site, before }: Round,
  ids: string,
): Promise<(Chunk & { person: string })[]> {
  type Row = { person: string; seq: number; base: string; events: string };
  const rows = await allRows<Row>(db.prepare(PARTLY_OLD).bind(site, ids, before));
  return rows.map(({ person, seq, base, events }) => {
    const stretch = { base: JSON.parse(base), events: JSON.parse(events) } as Stretch;
    return { person, seq, ...stretch };
  });
}

/** The rows beside; when nothing old is left of them either, the site is done for the day. */
async function finish(db: Database, { site, before, today }: Round): Promise<void> {
  const deletions = BESIDE.map((one) => db.prepare(deletionOf(one)).bind(site, before));
  const gone = await runBatch(db, deletions);
  if (gone.some(({ meta }) => meta.changes >= ROWS)) return;
  await runBatch(db, [db.prepare(MARK).bind('', today, site)]);
}
