/** New events that lie too deep in a long log to be folded in by the request that brings them. */
import { type CanonicalEvent, compareEvents } from '../engine/index.ts';
import { catchUp, deepUntil } from '../store/catch-up.ts';
import type { Database } from '../store/database.ts';
import type { Reading } from '../store/read-person.ts';
import { readPeople } from '../store/read-person.ts';
import { type Admitted, type Candidate, note } from './admit.ts';
import type { Arrival } from './job.ts';

/**
 * Of the events of a request, those that cannot be acknowledged yet: deep ones, and copies of what
 * is in the archive while that is catching up. Their results are made `retry`.
 *
 * @param archived ids that the archive has
 * @throws StorageUnavailable
 */
export async function takeDeep(
  db: Database,
  { site, stored }: Reading,
  arrivals: readonly Arrival[],
  { accepted, results }: Admitted,
  archived: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  if (!stored) return new Set();
  const early = accepted.filter(({ event }) => event.ts <= stored.doc.base.at);
  const copies = new Set<string>();
  if (stored.doc.catching_up) for (const id of archived) note(copies, id);
  if (early.length === 0 && copies.size === 0) return copies;
  const until = await deepUntil(db, site.site, stored);
  const deep = new Set(early.flatMap(({ event }) => (event.ts <= until ? event.id : [])));
  arrivals.forEach(({ candidates }, i) => {
    for (const { event, mark, name } of candidates) {
      if (copies.has(mark)) deep.add(event.id);
      if (deep.has(event.id)) results[i]?.set(name, 'retry');
    }
  });
  return deep;
}

/**
 * Begins to fold them in, or goes on with those that came before.
 *
 * @throws StaleWrite when another request wrote the person meanwhile: the next try goes on
 * @throws StorageUnavailable
 */
export async function insertDeep(
  db: Database,
  { site, person }: Reading,
  accepted: readonly Candidate[],
  deep: ReadonlySet<string>,
  now: number,
): Promise<void> {
  const [stored] = await readPeople(db, [[site.site, person]]);
  if (!stored) return;
  const late: CanonicalEvent[] = accepted.flatMap(({ event }) => (deep.has(event.id) ? event : []));
  if (!stored.doc.catching_up && late.length === 0) return;
  await catchUp(db, site.site, stored, late.sort(compareEvents), now);
}
