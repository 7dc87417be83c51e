/** Reads the archived part of a person's log. */
import type { CanonicalEvent, State } from '../engine/index.ts';
import type { Chunk } from './archive.ts';
import { allRows, type Database, firstRow } from './database.ts';

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

/** Chunks from the first that ends at or after a moment; they follow each other in time. */
const READ_CHUNKS = `
  SELECT seq, base, events FROM log_chunks
   WHERE site = ?1 AND person = ?2 AND to_ts >= ?3 ORDER BY seq`;

const COUNT_CHUNKS =
  'SELECT count(*) AS n FROM log_chunks WHERE site = ?1 AND person = ?2 AND to_ts >= ?3';

/** How many chunks {@link readChunks} would read. @throws StorageUnavailable */
export async function countChunks(
  db: Database,
  site: string,
  person: string,
  from: number,
): Promise<number> {
  const row = await firstRow<{ n: number }>(db.prepare(COUNT_CHUNKS).bind(site, person, from));
  return row?.n ?? 0;
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
 * The chunks that events since `from` belong to, and all later ones, oldest first.
 *
 * @param from milliseconds since 1970; 0 for all
 * @throws StorageUnavailable
 */
export async function readChunks(
  db: Database,
  site: string,
  person: string,
  from: number,
): Promise<Chunk[]> {
  const statement = db.prepare(READ_CHUNKS).bind(site, person, from);
  const rows = await allRows<{ seq: number; base: string; events: string }>(statement);
  return rows.map(({ seq, base, events }) => ({
    seq,
    base: JSON.parse(base) as State,
    events: JSON.parse(events) as CanonicalEvent[],
  }));
}
