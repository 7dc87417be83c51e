/** Someone asks to be forgotten: every row that is theirs goes, whichever table it stands in. */
import { isLinked, type PersonDocument } from '../engine/document.ts';
import { type Database, GUARD_VERSION, runBatch, StaleWrite } from './database.ts';
import { forgetInCounts } from './forget-in-counts.ts';
import { sha256Hex } from './hash.ts';
import { readPeople } from './read-person.ts';
import { tablesWith } from './schema.ts';
import type { Owner } from './write-rows.ts';

/**
 * `rows`: how many rows went, by table. `unknown`: nobody is there. `busy`: others wrote the person
 * all the time.
 */
export type Erased =
  | { done: true; rows: Record<string, number> }
  | { done: false; because: 'unknown' | 'busy' };

/** Tries against requests that write the person meanwhile. */
const TRIES = 8;

const PUT_ERASED = `
  INSERT INTO erased (site, hash, at) SELECT ?1, value, ?2 FROM json_each(?3) WHERE true
  ON CONFLICT DO NOTHING`;

/** A job goes on after the last person it did; a part of the id says where that was, not who. */
const BLUR_CURSORS =
  'UPDATE jobs SET cursor = substr(cursor, 1, 12) WHERE site = ?1 AND cursor = ?2';

/**
 * Erases one person in one transaction. What remains is the SHA-256 of each of their devices and
 * proven user ids, so that later events of these are refused. Costs a read of each row of the
 * site's tables that have no index by person: it is seldom asked, and an index would cost each
 * visit a row.
 *
 * @param now milliseconds since 1970
 * @throws StorageUnavailable
 */
export async function erasePerson(db: Database, owner: Owner, now: number): Promise<Erased> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      return await eraseOnce(db, owner, now);
    } catch (error) {
      if (!(error instanceof StaleWrite)) throw error;
    }
  }
  return { done: false, because: 'busy' };
}

async function eraseOnce(db: Database, { site, person }: Owner, now: number): Promise<Erased> {
  const [stored] = await readPeople(db, [[site, person]]);
  if (!stored) return { done: false, because: 'unknown' };
  const hashes = await Promise.all(namesOf(stored.doc).map(sha256Hex));
  const tables = (await tablesWith(db, ['site', 'person'])).map(({ name }) => name);
  const forgotten = await forgetInCounts(db, { site, person });
  const results = await runBatch(db, [
    db.prepare(GUARD_VERSION).bind(site, person, stored.version),
    db.prepare(PUT_ERASED).bind(site, now, JSON.stringify(hashes)),
    db.prepare(BLUR_CURSORS).bind(site, person),
    ...forgotten,
    ...tables.map((table) =>
      db.prepare(`DELETE FROM ${table} WHERE site = ? AND person = ?`).bind(site, person),
    ),
  ]);
  const deleted = results.slice(-tables.length);
  const rows = tables.map((table, i) => [table, deleted[i]?.meta.changes ?? 0] as const);
  return { done: true, rows: Object.fromEntries(rows.filter(([, n]) => n > 0)) };
}

/** Not the device that all calls of the owner's server share, nor a user that was only claimed. */
function namesOf({ devices, users }: PersonDocument): string[] {
  const own = Object.keys(devices).filter((device) => !device.startsWith('s:'));
  const proven = users.filter(isLinked).map(({ id }) => `u:${id}`);
  return [...new Set([...own, ...proven])];
}
