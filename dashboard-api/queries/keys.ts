/** Who a secret key is, and which keys a site has. */
import type { CompiledQuery } from 'kysely';
import { sqlite } from './run.ts';

interface KeyRow {
  key_name: string;
  scopes: string;
  site: string;
  name: string;
  time_zone: string;
  model: number;
  publishing: string | null;
}

/** The live secret key with this SHA-256, and its site; none when the site is disabled. */
export const liveSecretKey = (hash: string): CompiledQuery<KeyRow> =>
  sqlite
    .selectFrom('keys')
    .innerJoin('sites', 'sites.site', 'keys.site')
    .select(['keys.name as key_name', 'keys.scopes'])
    .select(['sites.site', 'sites.name', 'sites.time_zone', 'sites.model', 'sites.publishing'])
    .where('keys.hash', '=', hash)
    .where('keys.kind', '=', 'secret')
    .where('keys.revoked_at', 'is', null)
    .where('sites.disabled_at', 'is', null)
    .compile();

export interface SiteKeyRow {
  hash: string;
  kind: 'write' | 'secret';
  scopes: string;
  name: string;
  shown: string;
  created_at: number;
  revoked_at: number | null;
}

const keyRows = (site: string) =>
  sqlite
    .selectFrom('keys')
    .select(['hash', 'kind', 'scopes', 'name', 'shown', 'created_at', 'revoked_at'])
    .where('site', '=', site);

/** Keys after one in the order of their hashes. */
export const keysAfter = (site: string, after: string, limit: number): CompiledQuery<SiteKeyRow> =>
  keyRows(site).where('hash', '>', after).orderBy('hash').limit(limit).compile();

export const keyOf = (site: string, hash: string): CompiledQuery<SiteKeyRow> =>
  keyRows(site).where('hash', '=', hash).compile();
