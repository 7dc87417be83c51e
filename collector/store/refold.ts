/** A long log under another model: its checkpoints made anew, its events left as they are. */
import { type Compiled, type Move, replay, type State } from '../engine/index.ts';
import { boundLists } from './bound-text.ts';
import type { Refolded } from './change-rules.ts';
import type { Database, Statement } from './database.ts';
import { chunksOf, foldOn } from './everybody.ts';
import type { StoredPerson } from './record.ts';

const PUT_BASES = `
  INSERT INTO log_chunks (site, person, seq, from_ts, to_ts, min_id, max_id, base, events)
  SELECT c.site, c.person, c.seq, c.from_ts, c.to_ts, c.min_id, c.max_id, j.value -> 2, c.events
    FROM json_each(?2) AS j
   CROSS JOIN log_chunks AS c ON c.site = ?1 AND c.person = j.value ->> 0 AND c.seq = j.value ->> 1
  ON CONFLICT DO UPDATE SET base = excluded.base`;

export interface Refolding {
  refolded: Refolded;
  /** `[person, seq, checkpoint]` as JSON each, for {@link basesStatements} */
  bases: string[];
}

/**
 * Holds some chunks at a time and one checkpoint a chunk.
 *
 * @throws StorageUnavailable
 */
export async function refold(
  db: Database,
  site: string,
  stored: StoredPerson,
  models: { model: Compiled; oldModel: Compiled },
): Promise<Refolding> {
  const moves: Move[] = [];
  const bases: string[] = [];
  let state: State | undefined;
  for await (const { seq, base, events } of chunksOf(db, site, stored)) {
    state ??= base;
    bases.push(JSON.stringify([stored.person, seq, state]));
    moves.push(...replay(models.oldModel, base, events, events.at(-1)?.ts ?? base.at).moves);
    state = foldOn(models.model, state, events);
  }
  return { refolded: { begin: state ?? stored.doc.base, moves }, bases };
}

/** Writes checkpoints of many people's chunks; to be run in the batch that writes the people. */
export const basesStatements = (
  db: Database,
  site: string,
  bases: readonly string[],
): Statement[] => boundLists(bases).map((rows) => db.prepare(PUT_BASES).bind(site, rows));
