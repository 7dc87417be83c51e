/** The time zones of sites. */
import { allRows, type Database } from './database.ts';

const ZONES = `
  SELECT s.site, s.time_zone FROM json_each(?1) AS j CROSS JOIN sites AS s ON s.site = j.value`;

/** By site, in one read. @throws StorageUnavailable */
export async function timeZonesOf(
  db: Database,
  sites: readonly string[],
): Promise<Map<string, string>> {
  const wanted = JSON.stringify([...new Set(sites)]);
  const rows = await allRows<{ site: string; time_zone: string }>(db.prepare(ZONES).bind(wanted));
  return new Map(rows.map(({ site, time_zone }) => [site, time_zone]));
}

/** @throws StorageUnavailable */
export async function timeZoneOf(db: Database, site: string): Promise<string> {
  return (await timeZonesOf(db, [site])).get(site) ?? 'UTC';
}
