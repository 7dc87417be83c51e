/** What was noted of a person, and where their follow-up stands. */
import type { D1Database } from '@cloudflare/workers-types';
import type { CompiledQuery } from 'kysely';
import type { FollowUpRow } from '../commands.ts';
import { rows, sqlite } from './run.ts';

/** Undefined as long as nobody has done anything about the person. */
export async function followUpOf(
  database: D1Database,
  site: string,
  person: string,
): Promise<FollowUpRow | undefined> {
  const query = sqlite
    .selectFrom('follow_ups')
    .select(['attempts', 'last_at', 'next_at', 'snoozed_until', 'responsible'])
    .where('site', '=', site)
    .where('person', '=', person)
    .compile();
  const [row] = await rows(database, query);
  return row;
}

export interface NoteRow {
  at: number;
  body: string;
}

/** Notes older than a moment, newest first. */
export const notesBefore = (
  site: string,
  person: string,
  before: number,
  limit: number,
): CompiledQuery<NoteRow> =>
  sqlite
    .selectFrom('notes')
    .select(['at', 'body'])
    .where('site', '=', site)
    .where('person', '=', person)
    .where('at', '<', before)
    .orderBy('at', 'desc')
    .limit(limit)
    .compile();

/** A row when a live secret key of the site has this name. */
export const liveKeyNamed = (site: string, name: string): CompiledQuery<{ name: string }> =>
  sqlite
    .selectFrom('keys')
    .select('name')
    .where('site', '=', site)
    .where('name', '=', name)
    .where('kind', '=', 'secret')
    .where('revoked_at', 'is', null)
    .limit(1)
    .compile();
