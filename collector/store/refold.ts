/** A long log under another model: its checkpoints made anew, its events left as they are. */
import { type Compiled, type Move, replay, type State } from '../engine/index.ts';
import { boundLists } from './bound-text.ts';
import type { Refolded } from './change-rules.ts';
import type { Database, Statement } from './database.ts';
import { chunksOf, foldOn } from './everybody.ts';
import type { StoredPerson } from './record.ts';

const PUT_BASES = `
  UPDATE log_chunks SET base = j.value -> 1
    FROM json_each(?3) AS j
   WHERE site = ?1 AND person = ?2 AND seq = j.value ->> 0`;

export interface Refolding {
  refolded: Refolded;
  /** to be run in the batch that writes the person */
  statements: Statement[];
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
    bases.push(JSON.stringify([seq, state]));
    moves.push(...replay(models.oldModel, base, events, events.at(-1)?.ts ?? base.at).moves);
    state = foldOn(models.model, state, events);
  }
  const put = boundLists(bases).map((rows) =>
    db.prepare(PUT_BASES).bind(site, stored.person, rows),
  );
  return { refolded: { begin: state ?? stored.doc.base, moves }, statements: put };
}
