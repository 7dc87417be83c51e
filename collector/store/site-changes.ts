/** What may happen to a site after it was made. Runs in the Worker and in Node. */
import { type Database, runBatch } from './database.ts';
import { sha256Hex } from './hash.ts';

const DISABLE =
  'UPDATE sites SET disabled_at = ? WHERE site = ? AND disabled_at IS NULL RETURNING site';
const ENABLE =
  'UPDATE sites SET disabled_at = NULL WHERE site = ? AND disabled_at IS NOT NULL RETURNING site';
const RETENTION =
  "UPDATE sites SET settings = json_patch(settings, json_object('retention_days', ?)) WHERE site = ? RETURNING site";
const ADOPT_KEY =
  "INSERT INTO keys (hash, site, kind, scopes, name, shown, created_at) VALUES (?, ?, 'write', '', ?, ?, ?)";

/**
 * Refuses everything that comes with the site's keys; its data stay.
 *
 * @param at milliseconds since 1970
 * @returns false when there is no such site or it is disabled already
 * @throws StorageUnavailable
 */
export async function disableSite(db: Database, site: string, at: number): Promise<boolean> {
  const [result] = await runBatch(db, [db.prepare(DISABLE).bind(at, site)]);
  return result?.results.length === 1;
}

/** Lets a disabled site's keys work again. @throws StorageUnavailable */
export async function enableSite(db: Database, site: string): Promise<boolean> {
  const [result] = await runBatch(db, [db.prepare(ENABLE).bind(site)]);
  return result?.results.length === 1;
}

/**
 * How long events are kept; see `retain.ts`.
 *
 * @param days at least 60; null for ever
 * @returns false when there is no such site
 * @throws StorageUnavailable
 */
export async function setRetention(
  db: Database,
  site: string,
  days: number | null,
): Promise<boolean> {
  const [result] = await runBatch(db, [db.prepare(RETENTION).bind(days, site)]);
  return result?.results.length === 1;
}

export interface AdoptedKey {
  site: string;
  /** the whole key; it must be one that no other site of this database has */
  key: string;
  name?: string;
}

/**
 * Gives a site a write key chosen by the caller, for pages that were made before the site was. A
 * write key is public, so a known one gives nothing away.
 *
 * @throws StorageUnavailable also when another site has the key
 */
export async function adoptWriteKey(db: Database, adopted: AdoptedKey, at: number): Promise<void> {
  const { site, key, name = '' } = adopted;
  await runBatch(db, [db.prepare(ADOPT_KEY).bind(await sha256Hex(key), site, name, key, at)]);
}
