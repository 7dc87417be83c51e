/** The part of D1 that the store uses, and the two ways in which it may fail. */
import type { D1Database, D1PreparedStatement, D1Result } from '@cloudflare/workers-types';

export type Database = Pick<D1Database, 'prepare' | 'batch'>;
export type Statement = D1PreparedStatement;

/** The database did not answer. Nothing is known to be stored; sending again is safe. */
export class StorageUnavailable extends Error {
  override name = 'StorageUnavailable';
}

/** Someone else wrote the person first. Nothing of the batch was stored; read again and retry. */
export class StaleWrite extends Error {
  override name = 'StaleWrite';
}

/**
 * Runs statements in one transaction and one round trip.
 *
 * @throws StaleWrite when a guard of the batch aborted it
 * @throws StorageUnavailable when the database fails; the cause is D1's error
 */
export async function runBatch(db: Database, statements: Statement[]): Promise<D1Result[]> {
  try {
    return await db.batch(statements);
  } catch (error) {
    if (isGuard(error)) throw new StaleWrite('A concurrent write came first', { cause: error });
    throw new StorageUnavailable('The database did not answer', { cause: error });
  }
}

/** The first row of one statement, or null. @throws StorageUnavailable */
export async function firstRow<Row>(statement: Statement): Promise<Row | null> {
  try {
    return await statement.first<Row>();
  } catch (error) {
    throw new StorageUnavailable('The database did not answer', { cause: error });
  }
}

/** All rows of one statement. @throws StorageUnavailable */
export async function allRows<Row>(statement: Statement): Promise<Row[]> {
  try {
    return (await statement.all<Row>()).results;
  } catch (error) {
    throw new StorageUnavailable('The database did not answer', { cause: error });
  }
}

/**
 * Aborts the batch it stands in when the statement before it changed no row: SQLite has no RAISE
 * outside triggers, but refuses to make JSON out of a word. Costs no row.
 */
export const GUARD_CHANGED = "SELECT CASE WHEN changes() = 1 THEN 1 ELSE json('stale') END";

/** The same when a person (site, person, version) was written since; version 0 is nobody there. */
export const GUARD_VERSION =
  "SELECT CASE WHEN coalesce((SELECT version FROM people WHERE site = ? AND person = ?), 0) = ? THEN 1 ELSE json('stale') END";

/** The guards' complaint. All other JSON in the store's statements is made by `JSON.stringify`. */
function isGuard(error: unknown): boolean {
  return error instanceof Error && error.message.includes('malformed JSON');
}
