/** A site goes with everything of it: closed at once, emptied by cron in bounded portions. */
import { allRows, type Database, firstRow, runBatch } from './database.ts';
import { type Table, tablesWith } from './schema.ts';

/** Rows of each table that one portion takes away. */
const PORTION = 500;

const CLOSE =
  'UPDATE sites SET disabled_at = coalesce(disabled_at, ?), deleted_at = ? WHERE site = ? AND deleted_at IS NULL RETURNING site';
const CLOSED = 'SELECT site FROM sites WHERE deleted_at IS NOT NULL LIMIT 1';
const DELETE_SITE = 'DELETE FROM sites WHERE site = ?';

/**
 * From now on none of the site's keys opens anything; cron deletes its rows. There is no way back.
 *
 * @param now milliseconds since 1970
 * @returns false when there is no such site, or it is being deleted already
 * @throws StorageUnavailable
 */
export async function deleteSite(db: Database, site: string, now: number): Promise<boolean> {
  const [result] = await runBatch(db, [db.prepare(CLOSE).bind(now, now, site)]);
  return result?.results.length === 1;
}

/**
 * Deletes the next rows of a site that is to go; the site's own row last.
 *
 * @returns false when there is no such site
 * @throws StorageUnavailable
 */
export async function stepDeletion(db: Database): Promise<boolean> {
  const closed = await firstRow<{ site: string }>(db.prepare(CLOSED));
  if (!closed) return false;
  const { site } = closed;
  const tables = (await tablesWith(db, ['site'])).filter(({ name }) => name !== 'sites');
  const deletions = tables.map((table) => db.prepare(deletionOf(table)).bind(site, site, PORTION));
  const gone = await runBatch(db, deletions);
  if (gone.some(({ meta }) => meta.changes > 0)) return true;
  await allRows(db.prepare(DELETE_SITE).bind(site));
  return true;
}

function deletionOf({ name, key }: Table): string {
  const columns = key.join(', ');
  return `DELETE FROM ${name} WHERE site = ? AND (${columns}) IN (SELECT ${columns} FROM ${name} WHERE site = ? LIMIT ?)`;
}
