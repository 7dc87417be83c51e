/** Sites: made and listed with their keys. Runs in the Worker and in Node. */
import { PRESETS } from '../engine/index.ts';
import { allRows, type Database, firstRow, runBatch } from './database.ts';
import { addKey, keyStatement, type NewKey, newKey, revokeKey } from './keys.ts';
import { randomText } from './random-text.ts';
import { InvalidSite, siteProblems } from './site-shape.ts';

export { addKey, type NewKey, revokeKey };

export type Preset = keyof typeof PRESETS;

export interface NewSite {
  name: string;
  /** exact origins or `https://*.example.org`; none: any page may send. Default none. */
  origins?: string[];
  /** IANA name; days and hours of reports are the site's own. Default UTC. */
  time_zone?: string;
  /** ISO 4217. Default EUR. */
  currency?: string;
  /** the ladder to begin with. Default `loyalty`. */
  preset?: Preset;
}

export interface CreatedSite {
  site: string;
  write_key: string;
  /** shown this once: the store keeps its SHA-256 */
  secret_key: string;
}

export interface SiteInfo {
  site: string;
  name: string;
  origins: string[];
  time_zone: string;
  currency: string;
  model: number;
  created_at: number;
  disabled_at: number | null;
  keys: KeyInfo[];
}

export interface KeyInfo {
  /** SHA-256 of the key; names it when it is to be revoked */
  hash: string;
  kind: 'write' | 'secret';
  scopes: string[];
  name: string;
  /** the whole write key, or the last four characters of a secret one */
  shown: string;
  created_at: number;
  revoked_at: number | null;
}

const ALL_SCOPES = ['read', 'write', 'admin'];

const INSERT_SITE =
  'INSERT INTO sites (site, name, origins, time_zone, currency, model, signing_key, created_at) VALUES (?, ?, ?, ?, ?, 1, ?, ?)';
const INSERT_MODEL =
  "INSERT INTO models (site, version, state, body, created_at, published_at) VALUES (?, 1, 'published', ?, ?, ?)";
const LIST_SITES =
  'SELECT site, name, origins, time_zone, currency, model, created_at, disabled_at FROM sites ORDER BY created_at, site';
const LIST_KEYS =
  'SELECT site, hash, kind, scopes, name, shown, created_at, revoked_at FROM keys ORDER BY created_at, hash';

/** What the first secret key is called: notes and follow-ups name people by their keys. */
const OWNER = 'owner';

/**
 * Makes a site with a write key, a secret key with all scopes, and version 1 of its model.
 *
 * @param at milliseconds since 1970
 * @throws InvalidSite for an unknown time zone, currency or origin; RangeError for such a preset
 * @throws StorageUnavailable
 * @example
 * const { write_key, secret_key } = await createSite(db, { name: 'Shop' }, Date.now());
 */
export async function createSite(db: Database, site: NewSite, at: number): Promise<CreatedSite> {
  const { origins = [], time_zone = 'UTC', currency = 'EUR', preset = 'loyalty' } = site;
  assertSite(site, preset);
  const id = `s_${randomText(12)}`;
  const [write, secret] = [newKey('write'), newKey('secret')];
  const owner = { scopes: ALL_SCOPES, name: OWNER };
  await runBatch(db, [
    db
      .prepare(INSERT_SITE)
      .bind(id, site.name, JSON.stringify(origins), time_zone, currency, newSigningKey(), at),
    db.prepare(INSERT_MODEL).bind(id, JSON.stringify(PRESETS[preset]), at, at),
    await keyStatement(db, write, { site: id, kind: 'write' }, at),
    await keyStatement(db, secret, { ...owner, site: id, kind: 'secret' }, at),
  ]);
  return { site: id, write_key: write, secret_key: secret };
}

const READ_SIGNING_KEY = 'SELECT signing_key FROM sites WHERE site = ?';

/**
 * The key with which the owner's server signs user ids (`signature.ts`). Both sides need it as it
 * is, so it is kept in clear and can be shown again.
 *
 * @returns null when there is no such site
 * @throws StorageUnavailable
 */
export async function signingKeyOf(db: Database, site: string): Promise<string | null> {
  const row = await firstRow<{ signing_key: string }>(db.prepare(READ_SIGNING_KEY).bind(site));
  return row?.signing_key ?? null;
}

/** All sites with their keys, oldest first. @throws StorageUnavailable */
export async function listSites(db: Database): Promise<SiteInfo[]> {
  const sites = await allRows<Omit<SiteInfo, 'origins' | 'keys'> & { origins: string }>(
    db.prepare(LIST_SITES),
  );
  const keys = await allRows<Omit<KeyInfo, 'scopes'> & { site: string; scopes: string }>(
    db.prepare(LIST_KEYS),
  );
  return sites.map((site) => ({
    ...site,
    origins: JSON.parse(site.origins) as string[],
    keys: keys
      .filter((key) => key.site === site.site)
      .map(({ site: _, scopes, ...key }) => ({
        ...key,
        scopes: scopes.split(' ').filter(Boolean),
      })),
  }));
}

export const newSigningKey = (): string => `ik_${randomText(40)}`;

function assertSite(site: NewSite, preset: string): void {
  const { name, origins, time_zone, currency } = site;
  const [wrong] = siteProblems({
    name,
    ...(origins && { origins }),
    ...(time_zone && { time_zone }),
    ...(currency && { currency }),
  });
  if (wrong) throw new InvalidSite(wrong);
  if (!Object.hasOwn(PRESETS, preset)) throw new RangeError(`No such preset: ${preset}`);
}
