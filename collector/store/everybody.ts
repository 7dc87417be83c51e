/** A site's people one after the other, and their logs from the beginning, in bounded memory. */
import type { CanonicalEvent, Compiled, State } from '../engine/index.ts';
import { replay } from '../engine/index.ts';
import { allRows, type Database } from './database.ts';
import { type PersonRow, readPersonRow, type StoredPerson } from './record.ts';

const PAGE = 'SELECT * FROM people WHERE site = ?1 AND person > ?2 ORDER BY person LIMIT ?3';
const CHUNKS = `
  SELECT seq, base, events FROM log_chunks
   WHERE site = ?1 AND person = ?2 AND seq >= ?3 ORDER BY seq LIMIT ?4`;

/** Chunks held at once, some 32 KB each. */
const CHUNKS_A_READ = 16;

/** The next people by id after `cursor`. @throws StorageUnavailable */
export async function peopleAfter(
  db: Database,
  site: string,
  cursor: string,
  limit: number,
): Promise<StoredPerson[]> {
  const rows = await allRows<PersonRow>(db.prepare(PAGE).bind(site, cursor, limit));
  return rows.map(readPersonRow);
}

export interface OldChunk {
  seq: number;
  base: State;
  events: CanonicalEvent[];
}

/**
 * The chunks of a log, oldest first, some at a time; none for a log without.
 *
 * @throws StorageUnavailable
 */
export async function* chunksOf(
  db: Database,
  site: string,
  { person, doc }: StoredPerson,
): AsyncGenerator<OldChunk> {
  for (let seq = 0; seq < doc.chunks; seq += CHUNKS_A_READ) {
    const statement = db.prepare(CHUNKS).bind(site, person, seq, CHUNKS_A_READ);
    for (const row of await allRows<{ seq: number; base: string; events: string }>(statement)) {
      yield {
        seq: row.seq,
        base: JSON.parse(row.base) as State,
        events: JSON.parse(row.events) as CanonicalEvent[],
      };
    }
  }
}

/** Reads that {@link chunksOf} makes for a person. */
export const readsOf = ({ doc }: StoredPerson): number => Math.ceil(doc.chunks / CHUNKS_A_READ);

/**
 * What a model makes of everything before the tail. A log begins with nothing, or with the checkpoint
 * that retention has left, which stays as it is under whatever rules.
 *
 * @throws StorageUnavailable
 */
export async function foldArchive(
  db: Database,
  site: string,
  stored: StoredPerson,
  model: Compiled,
): Promise<State> {
  let state: State | undefined;
  for await (const { base, events } of chunksOf(db, site, stored)) {
    state = foldOn(model, state ?? base, events);
  }
  return state ?? stored.doc.base;
}

/** Folds a stretch to its last event. */
export function foldOn(model: Compiled, base: State, events: readonly CanonicalEvent[]): State {
  return replay(model, base, events, events.at(-1)?.ts ?? base.at).state;
}
