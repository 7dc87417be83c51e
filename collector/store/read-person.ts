/** The one read of a request: site by key, person by device, and what names are taken. */
import { allRows, type Database, firstRow, runBatch } from './database.ts';
import { personOf, sha256Hex } from './hash.ts';
import { type KeyUse, keyUseOf } from './key-use.ts';
import { type PersonRow, readPersonRow, type StoredPerson } from './record.ts';
import { Memory } from './remember.ts';
import { type Site, type SiteRow, siteOf } from './site.ts';

/** The collector's own work for a site, which needs no key. No door makes one out of what was sent. */
export interface InHouse {
  site: string;
}

/** Who asks: a key and a name of the person. */
export interface Asking {
  key: string | InHouse;
  /** `d:VISITOR`, `u:USER` or `e:SHA256` */
  alias: string;
  /** user ids that the request names */
  users: readonly string[];
}

export interface Reading {
  site: Site;
  use: KeyUse;
  /** the person that the name stands for, stored or not; of several with one address the first */
  person: string;
  stored: StoredPerson | null;
  /** who has the name asked to be forgotten */
  erased: boolean;
  /** user ids that already stand for somebody, and for whom */
  owners: ReadonlyMap<string, string>;
  /** user ids that asked to be forgotten */
  erasedUsers: ReadonlySet<string>;
}

const SITE_OF_KEY = 'SELECT site FROM keys WHERE hash = ? AND revoked_at IS NULL';

const FIELDS = `
  SELECT s.site, s.origins, s.time_zone, s.model, s.model_since, s.model_alert, s.settings, s.signing_key, s.hooks,
         EXISTS (SELECT 1 FROM erased AS e WHERE e.site = s.site AND e.hash = ?4) AS erased,
         w.person, p.version, p.grade, p.score, p.rung, p.due, p.seen_day, p.doc`;
const PERSON = `
    JOIN (SELECT coalesce((SELECT person FROM aliases WHERE site = ?5 AND alias = ?2
                            ORDER BY since, person LIMIT 1), ?3) AS person) AS w
    LEFT JOIN people AS p ON p.site = s.site AND p.person = w.person
   WHERE s.site = ?5 AND s.disabled_at IS NULL`;
const READ = `${FIELDS}, k.kind, k.scopes FROM keys AS k JOIN sites AS s ON s.site = k.site
  ${PERSON} AND k.hash = ?1 AND k.revoked_at IS NULL`;
const READ_IN_HOUSE = `${FIELDS}, ?1 AS kind, 'write' AS scopes FROM sites AS s ${PERSON}`;

const OWNERS =
  'SELECT alias AS name, person FROM aliases WHERE site = ?1 AND alias IN (SELECT value FROM json_each(?2))';
const ERASED_USERS =
  'SELECT hash AS name FROM erased WHERE site = ?1 AND hash IN (SELECT value FROM json_each(?2))';

type Row = SiteRow & { [K in keyof PersonRow]: PersonRow[K] | null } & {
  site: string;
  kind: string;
  scopes: string;
  person: string;
  erased: number;
};

/**
 * One round trip (two when this isolate meets the key for the first time).
 *
 * @returns null when no open site has the key
 * @throws StorageUnavailable
 */
export async function readPerson(db: Database, asking: Asking): Promise<Reading | null> {
  const { key, alias, users } = asking;
  const inHouse = typeof key === 'object';
  const known = inHouse ? { site: key.site, hash: 'secret' } : await siteOfKey(db, key);
  if (!known) return null;
  const ids = await idsOf(known.site, alias);
  const sql = inHouse ? READ_IN_HOUSE : READ;
  const read = db.prepare(sql).bind(known.hash, alias, ids.person, ids.hash, known.site);
  if (users.length === 0) {
    const row = await firstRow<Row>(read);
    return row && reading(row, new Map(), new Set());
  }
  const names = await userNames(users);
  const [first, owners, erased] = await runBatch(db, [
    read,
    db.prepare(OWNERS).bind(known.site, JSON.stringify([...names.aliases.keys()])),
    db.prepare(ERASED_USERS).bind(known.site, JSON.stringify([...names.hashes.keys()])),
  ]);
  const row = first?.results[0] as Row | undefined;
  if (!row) return null;
  const owned = (owners?.results ?? []) as { name: string; person: string }[];
  const gone = (erased?.results ?? []) as { name: string }[];
  return reading(
    row,
    new Map(owned.map(({ name, person }) => [names.aliases.get(name) ?? '', person])),
    new Set(gone.map(({ name }) => names.hashes.get(name) ?? '')),
  );
}

function reading(row: Row, owners: Map<string, string>, erasedUsers: Set<string>): Reading {
  const stored = row.version === null ? null : readPersonRow(row as PersonRow);
  const { person, kind, scopes } = row;
  const erased = row.erased === 1;
  return {
    site: siteOf(row),
    use: keyUseOf(kind, scopes),
    person,
    stored,
    erased,
    owners,
    erasedUsers,
  };
}

async function userNames(users: readonly string[]) {
  const aliases = new Map(users.map((user) => [`u:${user}`, user]));
  const hashed = users.map(async (user) => [await sha256Hex(`u:${user}`), user] as const);
  return { aliases, hashes: new Map(await Promise.all(hashed)) };
}

interface KnownKey {
  site: string;
  hash: string;
}

/** A key's site never changes; whether the key still lives is part of every read. */
const knownKeys = new Memory<KnownKey>(2000);

export async function siteOfKey(db: Database, key: string): Promise<KnownKey | null> {
  const known = knownKeys.get(key);
  if (known) return known;
  const hash = await sha256Hex(key);
  const row = await firstRow<{ site: string }>(db.prepare(SITE_OF_KEY).bind(hash));
  return row && knownKeys.set(key, { site: row.site, hash });
}

interface DeviceIds {
  /** who the device is unless an alias says otherwise */
  person: string;
  /** the device as `erased` names it */
  hash: string;
}

const knownDevices = new Memory<DeviceIds>(5000);

async function idsOf(site: string, alias: string): Promise<DeviceIds> {
  const key = `${site}\n${alias}`;
  const known = knownDevices.get(key);
  if (known) return known;
  const [person, hash] = await Promise.all([personOf(site, alias), sha256Hex(alias)]);
  return knownDevices.set(key, { person, hash });
}

const READ_PEOPLE = `
  SELECT p.* FROM json_each(?1) AS w
   CROSS JOIN people AS p ON p.site = w.value ->> 0 AND p.person = w.value ->> 1`;

/** Several people by (site, person), in one read. @throws StorageUnavailable */
export async function readPeople(
  db: Database,
  wanted: readonly (readonly [site: string, person: string])[],
): Promise<(StoredPerson & { site: string })[]> {
  if (wanted.length === 0) return [];
  const rows = await allRows<PersonRow>(db.prepare(READ_PEOPLE).bind(JSON.stringify(wanted)));
  return rows.map((row) => ({ site: row.site, ...readPersonRow(row) }));
}
