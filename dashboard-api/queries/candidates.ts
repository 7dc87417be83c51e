/**
 * Who may be meant, where an index knows: people found by a word, members of a segment. Few are
 * looked at one by one in the order asked for; where there are more than {@link FEW}, the list is
 * scanned in its own order and each document asked.
 */
import type { D1Database } from '@cloudflare/workers-types';
import { type CompiledQuery, sql } from 'kysely';
import type { PersonDocument } from '../../collector/engine/document.ts';
import {
  answersSearch,
  certainTerms,
  countryWord,
  type SearchTerm,
  type State,
  searchedWords,
  searchWords,
} from '../../collector/engine/index.ts';
import { sha256 } from '../digest.ts';
import { countriesNamed } from '../present/country-names.ts';
import { rowsOfEach, sqlite } from './run.ts';

/** Above so many they are no longer few. */
const FEW = 800;
/** Terms whose people are counted: the longest are the rarest, as a rule. */
const COUNTED = 2;
/** Above every word that begins with what stands before it. */
const LAST = '\u{10ffff}';
const ADDRESS = /^[^\s@]+@[^\s@]+$/;

interface PersonOnly {
  person: string;
}

/** What somebody searches for, read. */
export interface Search {
  terms: SearchTerm[];
  /** `e:SHA256`, where it is an e-mail address */
  address?: string;
}

/** @param q at least one letter or digit */
export async function readSearch(q: string): Promise<Search> {
  const terms = searchedWords(q).map((word) => ({ word, countries: countriesNamed(word) }));
  const text = q.trim().toLowerCase();
  return ADDRESS.test(text) ? { terms, address: `e:${await sha256(text)}` } : { terms };
}

const byWord = (site: string, { word, countries }: SearchTerm): CompiledQuery<PersonOnly> =>
  sql<PersonOnly>`
    select person from (select person from search
      where site = ${site} and word >= ${word} and word < ${word + LAST} limit ${FEW + 1})
    union all
    select s.person from json_each(${JSON.stringify(countries.map(countryWord))}) as j
      cross join search as s on s.site = ${site} and s.word = j.value
    limit ${FEW + 1}`.compile(sqlite);

const byAlias = (site: string, alias: string): CompiledQuery<PersonOnly> =>
  sqlite
    .selectFrom('aliases')
    .select('person')
    .where('site', '=', site)
    .where('alias', '=', alias)
    .limit(FEW)
    .compile();

const bySegment = (site: string, segment: string): CompiledQuery<PersonOnly> =>
  sqlite
    .selectFrom('members')
    .select('person')
    .where('site', '=', site)
    .where('segment', '=', segment)
    .limit(FEW + 1)
    .compile();

interface Wanted {
  search?: Search | undefined;
  segment?: string | undefined;
}

interface Candidates {
  /** everybody whom it can be; undefined when there are too many to be told */
  people?: string[];
  /** whether somebody is found by the search */
  answers: (person: string, state: State, document: PersonDocument) => boolean;
}

/** The smallest set that an index knows, in one round trip; none when nothing was asked for. */
export async function candidatesOf(
  database: D1Database,
  site: string,
  { search, segment }: Wanted,
): Promise<Candidates> {
  const terms = certainTerms(search?.terms ?? []);
  const counted = terms.sort((a, b) => b.word.length - a.word.length).slice(0, COUNTED);
  const [addressed, members, ...found] = await readAll(database, [
    search?.address === undefined ? undefined : byAlias(site, search.address),
    segment === undefined ? undefined : bySegment(site, segment),
    ...counted.map((term) => byWord(site, term)),
  ]);
  const named = smallest(found);
  const withAddress = named && [...named, ...(addressed ?? [])];
  const people = smallest([members, withAddress]);
  const owners = new Set(addressed);
  return {
    ...(people && { people: [...new Set(people)] }),
    answers: (person, state, { users }) =>
      !search || owners.has(person) || answersSearch(searchWords(state, users), search.terms),
  };
}

/** The lists that are whole, the shortest of them. */
const smallest = (lists: readonly (string[] | undefined)[]): string[] | undefined =>
  lists
    .flatMap((list) => (list && list.length <= FEW ? [list] : []))
    .sort((a, b) => a.length - b.length)[0];

/** Undefined for what is not asked. */
async function readAll(
  database: D1Database,
  queries: readonly (CompiledQuery<PersonOnly> | undefined)[],
): Promise<(string[] | undefined)[]> {
  const asked = queries.filter((query) => query !== undefined);
  const answers = asked.length > 0 ? await rowsOfEach(database, asked) : [];
  const lists = answers.map((rows) => rows.map(({ person }) => person));
  return queries.map((query) => (query === undefined ? undefined : lists.shift()));
}
