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
     AND EXISTS (SELECT 1 FROM json_each(?3) AS i WHERE i.value BETWEEN c.min_id AND c.max_id)
     AND e.value ->> 'id' IN (SELECT value FROM json_each(?3))
     AND e.value ->> 'device' = ?4`;

/** Chunks follow each other in time, so the first that ends at or after a moment is found by halving. */
const FIRST_CHUNK = `
  WITH RECURSIVE part (low, high) AS (
    SELECT 0, CAST(?4 AS INTEGER)
    UNION ALL
    SELECT iif(c.to_ts < ?3, c.seq + 1, low), iif(c.to_ts < ?3, high, c.seq)
      FROM part JOIN log_chunks AS c ON c.site = ?1 AND c.person = ?2 AND c.seq = (low + high) / 2
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
 * Which of these ids are in the archive. Ask only for ids up to `max_archived_id`.
 *
 * @throws StorageUnavailable
 */
export async function archivedIds(
  db: Database,
  site: string,
  person: string,
  device: string,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const statement = db.prepare(FIND_IDS).bind(site, person, JSON.stringify(ids), device);
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
