/** The people of a portion with as much of their logs as counting a day needs. */
import {
  type Compiled,
  type CountedDay,
  type History,
  historyOf,
  replay,
} from '../engine/index.ts';
import { type Database, StorageUnavailable } from './database.ts';
import { firstChunk, readChunks } from './history.ts';
import type { LostCopies } from './lost-copies.ts';
import { compiledModel } from './models.ts';
import type { StoredPerson } from './record.ts';

/** Archived chunks read of one person, some 32 KB each: what lies before is known as sums only. */
export const MOST_CHUNKS_BACK = 64;
/** A visit that goes on after midnight is followed for so long where the log is archived. */
const AFTER_MIDNIGHT = 6 * 3_600_000;

/**
 * A person's history up to the day's end; undefined for somebody who cannot be folded, since one
 * damaged row must not keep the others from being counted.
 *
 * @throws StorageUnavailable
 */
export async function personHistory(
  db: Database,
  site: string,
  stored: StoredPerson,
  counted: CountedDay,
  lost: LostCopies,
): Promise<History | undefined> {
  try {
    const model = await compiledModel(db, site, stored.doc.model);
    const stretch = await stretchOf(db, site, stored, { model, end: counted.end });
    const copies = lost.get(stored.person);
    return historyOf(model, { ...stretch, ...(copies && { lost: copies }) }, counted);
  } catch (error) {
    if (error instanceof StorageUnavailable) throw error;
    console.error(`Not counted: ${site} ${stored.person}`, error);
    return undefined;
  }
}

async function stretchOf(
  db: Database,
  site: string,
  { person, doc }: StoredPerson,
  { model, end }: { model: Compiled; end: number },
) {
  const { base, tail, chunks: count } = doc;
  if (count === 0) return { base, events: tail };
  const owner = { site, person };
  const last = await firstChunk(db, owner, count, end + AFTER_MIDNIGHT);
  const first = Math.max(0, last + 1 - MOST_CHUNKS_BACK);
  const chunks = await readChunks(db, owner, first, last + 1 - first);
  const archived = chunks.flatMap(({ events }) => events);
  const begin = chunks[0]?.base ?? base;
  if (last >= count) return { base: begin, events: [...archived, ...tail] };
  const present = replay(model, base, tail, doc.noticed).state;
  return { base: begin, events: archived, present };
}
