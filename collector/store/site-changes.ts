/** What may happen to a site after it was made. Runs in the Worker and in Node. */
import { type Database, runBatch } from './database.ts';
import { sha256Hex } from './hash.ts';
import { InvalidSite, type SiteChanges, siteProblems } from './site-shape.ts';
import { newSigningKey } from './sites.ts';

const DISABLE =
  'UPDATE sites SET disabled_at = ? WHERE site = ? AND disabled_at IS NULL RETURNING site';
const ENABLE =
  'UPDATE sites SET disabled_at = NULL WHERE site = ? AND disabled_at IS NOT NULL RETURNING site';
const RETENTION =
  "UPDATE sites SET settings = json_patch(settings, json_object('retention_days', ?)) WHERE site = ? RETURNING site";
/** Settings are merged one by one; null takes one back to its default (RFC 7396). */
const CHANGE = `
  UPDATE sites SET name = coalesce(?2, name), origins = coalesce(?3, origins),
         time_zone = coalesce(?4, time_zone), currency = coalesce(?5, currency),
         settings = json_patch(settings, ?6)
   WHERE site = ?1 RETURNING site`;
const ROTATE = 'UPDATE sites SET signing_key = ?1 WHERE site = ?2 RETURNING site';
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

/**
 * Changes what is named and leaves the rest. The next request already sees it. Another time zone
 * holds for the days of events to come.
 *
 * @returns false when there is no such site
 * @throws InvalidSite names the field
 * @throws StorageUnavailable
 */
export async function changeSite(
  db: Database,
  site: string,
  changes: SiteChanges,
): Promise<boolean> {
  const [wrong] = siteProblems(changes);
  if (wrong) throw new InvalidSite(wrong);
  const { name = null, origins, time_zone = null, currency = null, settings = {} } = changes;
  const list = origins ? JSON.stringify(origins) : null;
  const values = [site, name, list, time_zone, currency, JSON.stringify(settings)];
  const [result] = await runBatch(db, [db.prepare(CHANGE).bind(...values)]);
  return result?.results.length === 1;
}

/**
 * Gives the site another signing key. Signatures made with the one before hold no longer: what a
 * page still carries is a claim until the page is made anew.
 *
 * @returns null when there is no such site
 * @throws StorageUnavailable
 */
export async function rotateSigningKey(db: Database, site: string): Promise<string | null> {
  const key = newSigningKey();
  const [result] = await runBatch(db, [db.prepare(ROTATE).bind(key, site)]);
  return result?.results.length === 1 ? key : null;
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
