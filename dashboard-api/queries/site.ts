/** Sites as their owners see them. */
import type { CompiledQuery } from 'kysely';
import { sqlite } from './run.ts';

export interface SiteRow {
  site: string;
  name: string;
  origins: string;
  time_zone: string;
  currency: string;
  model: number;
  settings: string;
  created_at: number;
  disabled_at: number | null;
}

const siteRows = () =>
  sqlite
    .selectFrom('sites')
    .select(['site', 'name', 'origins', 'time_zone', 'currency', 'model', 'settings'])
    .select(['created_at', 'disabled_at']);

export const siteById = (site: string): CompiledQuery<SiteRow> =>
  siteRows().where('site', '=', site).compile();

/** All sites of this Rung after one, by id. */
export const sitesAfter = (after: string, limit: number): CompiledQuery<SiteRow> =>
  siteRows().where('site', '>', after).orderBy('site').limit(limit).compile();

export const signingKeyOf = (site: string): CompiledQuery<{ signing_key: string }> =>
  sqlite.selectFrom('sites').select('signing_key').where('site', '=', site).compile();
