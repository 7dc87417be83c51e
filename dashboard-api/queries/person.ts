/** One person, found by whatever names them. */
import type { D1Database } from '@cloudflare/workers-types';
import { type CompiledQuery, sql } from 'kysely';
import type { PersonDocument } from '../../collector/engine/document.ts';
import { sha256 } from '../digest.ts';
import { ApiProblem } from '../problem.ts';
import { rows, sqlite } from './run.ts';

export interface PersonRow {
  person: string;
  grade: number;
  doc: string;
}

/** A row of `people` with its document read. */
export interface Person {
  person: string;
  /** everything seen of this visitor was software */
  bot: boolean;
  document: PersonDocument;
}

const PERSON_ID = /^p_[0-9a-f]{32}$/;
const USER = 'user:';

/**
 * The id of the person that a device or user starts, unless an alias says otherwise: 128 bits of
 * SHA-256 over site and alias. The collector derives it the same way.
 * @example await derivedPersonId('s_demo', 'd:5f1d2c3b')
 */
export async function derivedPersonId(site: string, alias: string): Promise<string> {
  return `p_${(await sha256(`${site}\u001f${alias}`)).slice(0, 32)}`;
}

const aliasOf = (id: string): string =>
  id.startsWith(USER) ? `u:${id.slice(USER.length)}` : `d:${id}`;

/**
 * Reads a person of the site by person id, visitor id or `user:ID`. An alias wins over the derived
 * id: a device may have been joined to somebody else. The id of a person who was joined to another
 * answers with that one. No row when the site knows nobody by that id.
 */
export async function personByAnyId(site: string, id: string): Promise<CompiledQuery<PersonRow>> {
  const alias = aliasOf(id);
  const derived = await derivedPersonId(site, alias);
  const literal = PERSON_ID.test(id) ? id : '';
  return sql<PersonRow>`
    select person, grade, doc from people
    where site = ${site} and person = coalesce(
      (select person from people where site = ${site} and person = ${literal}),
      (select person from aliases where site = ${site} and alias = ${`p:${literal}`} limit 1),
      (select person from aliases where site = ${site} and alias = ${alias} limit 1),
      ${derived})`.compile(sqlite);
}

/** The row as the engine wants it. */
export const toPerson = ({ person, grade, doc }: PersonRow): Person => ({
  person,
  bot: grade < 0,
  document: JSON.parse(doc) as PersonDocument,
});

/** The person whom an id of the site stands for. Throws the one `not_found` problem there is. */
export async function findPerson(database: D1Database, site: string, id: string): Promise<Person> {
  const [row] = await rows(database, await personByAnyId(site, id));
  if (!row) throw new ApiProblem('not_found', 'No person of this site has that id.');
  return toPerson(row);
}
