/** Reads the archived part of a person's log. */
import type { CanonicalEvent, State } from '../engine/index.ts';
import type { Chunk } from './archive.ts';
import { allRows, type Database, firstRow } from './database.ts';
import type { Owner } from './write-rows.ts';

/** Chunks that one piece of work may read and write anew. */
export const MOST_CHUNKS = 256;

const FIND_IDS = `
  SELECT e.value ->> 'id' AS id
    FROM log_chunks AS c, json_each(c.events) AS e
   WHERE c.site = ?1 AND c.person = ?2
     AND (EXISTS (SELECT 1 FROM json_each(?3) AS i WHERE i.value BETWEEN c.min_id AND c.max_id)
          OR EXISTS (SELECT 1 FROM json_each(?5) AS t WHERE instr(c.tails, t.value)))
     AND (e.value ->> 'id' IN (SELECT value FROM json_each(?3))
          OR substr(e.value ->> 'id', 15) IN (SELECT value FROM json_each(?5)))
     AND e.value ->> 'device' = ?4`;

const ID_LENGTH = 36;

/**
 * Chunks follow each other in time, so the first that ends at or after a moment is found by halving.
 * Those that retention has taken away were the oldest.
 */
const FIRST_CHUNK = `
  WITH RECURSIVE part (low, high) AS (
    SELECT 0, CAST(?4 AS INTEGER)
    UNION ALL
    SELECT iif(coalesce(c.to_ts, 0) < ?3, (low + high) / 2 + 1, low),
           iif(coalesce(c.to_ts, 0) < ?3, high, (low + high) / 2)
      FROM part
      LEFT JOIN log_chunks AS c ON c.site = ?1 AND c.person = ?2 AND c.seq = (low + high) / 2
     WHERE low < high)
  SELECT low AS seq FROM part WHERE low >= high`;

const READ_CHUNKS = `
  SELECT seq, base, events FROM log_chunks
   WHERE site = ?1 AND person = ?2 AND seq >= ?3 ORDER BY seq LIMIT ?4`;

/**
 * The chunk that events since a moment belong to; the count of chunks when that is the tail.
 *
 * @param from milliseconds since 1970
 * @param count chunks that the person has
 * @throws StorageUnavailable
 */
export async function firstChunk(
  db: Database,
  { site, person }: Owner,
  count: number,
  from: number,
): Promise<number> {
  if (count === 0 || from <= 0) return 0;
  const statement = db.prepare(FIRST_CHUNK).bind(site, person, from, count);
  return (await firstRow<{ seq: number }>(statement))?.seq ?? 0;
}

/**
 * Ids in the archive that have one of these marks: whole ids up to `max_archived_id`, or what
 * follows the time in ids that were made of foreign ones.
 *
 * @throws StorageUnavailable
 */
export async function archivedIds(
  db: Database,
  site: string,
  person: string,
  device: string,
  marks: readonly string[],
): Promise<Set<string>> {
  if (marks.length === 0) return new Set();
  const whole = marks.filter((mark) => mark.length === ID_LENGTH);
  const tails = marks.filter((mark) => mark.length < ID_LENGTH);
  const statement = db
    .prepare(FIND_IDS)
    .bind(site, person, JSON.stringify(whole), device, JSON.stringify(tails));
  const rows = await allRows<{ id: string }>(statement);
  return new Set(rows.map((row) => row.id));
}

/**
 * Chunks from one on, oldest first.
 *
 * @param most how many at most
 * @throws StorageUnavailable
 */
export async function readChunks(
  db: Database,
  { site, person }: Owner,
  first: number,
  most: number = MOST_CHUNKS,
): Promise<Chunk[]> {
  const statement = db.prepare(READ_CHUNKS).bind(site, person, first, most);
  const rows = await allRows<{ seq: number; base: string; events: string }>(statement);
  return rows.map(({ seq, base, events }) => ({
    seq,
    base: JSON.parse(base) as State,
    events: JSON.parse(events) as CanonicalEvent[],
  }));
}
