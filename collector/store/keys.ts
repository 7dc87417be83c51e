/** The keys of a site: made, listed by their fingerprints, revoked. Runs in the Worker and in Node. */
import { type Database, runBatch, type Statement } from './database.ts';
import { sha256Hex } from './hash.ts';
import { randomText } from './random-text.ts';

export interface NewKey {
  site: string;
  kind: 'write' | 'secret';
  /** of a secret key: read, write, admin */
  scopes?: readonly string[];
  name?: string;
}

/** `last`: without it nobody could change the site's keys any more. */
export type Revoked = { done: true } | { done: false; because: 'unknown' | 'last' };

const INSERT =
  'INSERT INTO keys (hash, site, kind, scopes, name, shown, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)';

/** A key with the scope `admin` goes only while another one lives, or when that was asked for. */
const REVOKE = `
  UPDATE keys SET revoked_at = ?1
   WHERE hash = ?2 AND site = ?3 AND revoked_at IS NULL
     AND (?4 OR instr(' ' || scopes || ' ', ' admin ') = 0
       OR EXISTS (SELECT 1 FROM keys AS other
                   WHERE other.site = ?3 AND other.hash <> ?2 AND other.revoked_at IS NULL
                     AND other.kind = 'secret' AND instr(' ' || other.scopes || ' ', ' admin ') > 0))
  RETURNING hash`;
const IS_LIVE = 'SELECT 1 FROM keys WHERE hash = ?1 AND site = ?2 AND revoked_at IS NULL';

/** Makes one more key and returns it; a secret one is never shown again. @throws StorageUnavailable */
export async function addKey(db: Database, key: NewKey, at: number): Promise<string> {
  const text = newKey(key.kind);
  await runBatch(db, [await keyStatement(db, text, key, at)]);
  return text;
}

export const newKey = (kind: NewKey['kind']): string =>
  kind === 'write' ? `wk_${randomText(24)}` : `sk_${randomText(40)}`;

/** What stores a key: its SHA-256, and what may be shown of it. */
export async function keyStatement(
  db: Database,
  text: string,
  { site, kind, scopes = [], name = '' }: NewKey,
  at: number,
): Promise<Statement> {
  const shown = kind === 'write' ? text : text.slice(-4);
  const hash = await sha256Hex(text);
  return db.prepare(INSERT).bind(hash, site, kind, scopes.join(' '), name, shown, at);
}

export interface Revoking {
  site: string;
  /** SHA-256 of the key */
  hash: string;
  /** also the last key that may change the site's keys. Default false. */
  evenLast?: boolean;
}

/**
 * Revokes at once: every request asks the database whether its key lives.
 *
 * @param at milliseconds since 1970
 * @throws StorageUnavailable
 */
export async function revoke(
  db: Database,
  { site, hash, evenLast = false }: Revoking,
  at: number,
): Promise<Revoked> {
  const [revoked, live] = await runBatch(db, [
    db.prepare(REVOKE).bind(at, hash, site, evenLast ? 1 : 0),
    db.prepare(IS_LIVE).bind(hash, site),
  ]);
  if (revoked?.results.length === 1) return { done: true };
  return { done: false, because: live?.results.length === 1 ? 'last' : 'unknown' };
}

/** The same whatever is left. False when the site has no such live key. @throws StorageUnavailable */
export async function revokeKey(
  db: Database,
  site: string,
  hash: string,
  at: number,
): Promise<boolean> {
  return (await revoke(db, { site, hash, evenLast: true }, at)).done;
}
