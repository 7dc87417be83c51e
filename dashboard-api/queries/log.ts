/** The older parts of a person's log: chunks, each with the checkpoint before it. */
import type { D1Database } from '@cloudflare/workers-types';
import { sql } from 'kysely';
import type { CanonicalEvent, State } from '../../collector/engine/index.ts';
import type { Person } from './person.ts';
import { rows, sqlite } from './run.ts';

/** A stretch of the log that can be replayed alone. Events are sorted by (ts, id). */
export interface Segment {
  /** the fold of everything before */
  base: State;
  events: CanonicalEvent[];
  /** milliseconds; replay it up to here */
  until: number;
}

/** The same with no end: the last part of a log. */
export interface LogPart {
  base: State;
  tail: CanonicalEvent[];
}

export interface Chunk extends Segment {
  /** newer chunks have greater numbers */
  seq: number;
}

interface Wanted {
  person: Pick<Person, 'person' | 'document'>;
  /** chunks that begin later are left out, milliseconds */
  until: number;
  /** only chunks with a smaller number */
  below?: number;
  limit: number;
  /** default desc: newest first */
  order?: 'asc' | 'desc';
}

/** Chunks follow each other in time, so the first that begins after a moment is found by halving; those that are gone were the oldest. */
const firstAfter = (site: string, { person, document }: Wanted['person'], until: number) =>
  sql<number>`(
    with recursive part (low, high) as (
      select 0, cast(${document.chunks} as integer)
      union all
      select iif(coalesce(c.from_ts, 0) <= ${until}, (low + high) / 2 + 1, low),
             iif(coalesce(c.from_ts, 0) <= ${until}, high, (low + high) / 2)
      from part left join log_chunks as c
        on c.site = ${site} and c.person = ${person} and c.seq = (low + high) / 2
      where low < high)
    select low from part where low >= high)`;

/** Chunks of a person's log, newest first unless asked otherwise. */
export async function readChunks(
  database: D1Database,
  site: string,
  { person: of, until, below = Number.MAX_SAFE_INTEGER, limit, order = 'desc' }: Wanted,
): Promise<Chunk[]> {
  const { person } = of;
  const query = sqlite
    .selectFrom('log_chunks')
    .select(['seq', 'to_ts', 'base', 'events'])
    .where('site', '=', site)
    .where('person', '=', person)
    .where('seq', '<', firstAfter(site, of, until))
    .where('seq', '<', below)
    .orderBy('seq', order)
    .limit(limit)
    .compile();
  const found = await rows(database, query);
  return found.map(({ seq, to_ts, base, events }) => ({
    seq,
    base: JSON.parse(base) as State,
    events: JSON.parse(events) as CanonicalEvent[],
    until: to_ts,
  }));
}

/** Chunks a person that say why in a list: some hundred events before those of the tail. */
const RECENT_CHUNKS = 3;

interface RecentRow {
  person: string;
  base: string;
  events: string;
}

/**
 * The recent log of several people: the tail and the last few chunks before it, enough to name the
 * reasons that count now. People without chunks cost no row.
 */
export async function recentLogs(
  database: D1Database,
  site: string,
  people: readonly Person[],
): Promise<(person: Person) => LogPart> {
  const archived = distinct(people.filter(({ document }) => document.chunks > 0));
  const wanted = archived.map(({ person, document }) => [person, document.chunks - RECENT_CHUNKS]);
  const query = sql<RecentRow>`
    select c.person, c.base, c.events
    from json_each(${JSON.stringify(wanted)}) as j
    cross join log_chunks as c on c.site = ${site} and c.person = j.value ->> 0
      and c.seq >= j.value ->> 1
    order by c.person, c.seq`.compile(sqlite);
  const found = archived.length > 0 ? await rows(database, query) : [];
  return ({ person, document }) => {
    const mine = found.filter((row) => row.person === person);
    const events = mine.flatMap((row) => JSON.parse(row.events) as CanonicalEvent[]);
    const base = mine[0] ? (JSON.parse(mine[0].base) as State) : document.base;
    return { base, tail: [...events, ...document.tail] };
  };
}

/** A list by visits may name somebody several times. */
const distinct = (people: readonly Person[]): Person[] => [
  ...new Map(people.map((one) => [one.person, one])).values(),
];

/**
 * Chunks that one explanation reads, some 16 KB each. What is older stands in the explanation as
 * one checkpoint; with a half-life of 30 days hardly a point of it is left.
 */
const EXPLAINED_CHUNKS = 64;

/** All of the log that tells about `at`, from as early as one call may read. */
export async function logUntil(
  database: D1Database,
  site: string,
  { person, document }: Person,
  at: number,
): Promise<LogPart> {
  const of = { person, document };
  if (document.chunks === 0) return document;
  const older = await readChunks(database, site, {
    person: of,
    until: at,
    limit: EXPLAINED_CHUNKS,
  });
  const oldest = older.at(-1) ?? (await firstChunk(database, site, of));
  const events = older.reverse().flatMap((chunk) => chunk.events);
  return { base: oldest?.base ?? document.base, tail: [...events, ...document.tail] };
}

/** For moments before the whole log: its checkpoint is what was known at the beginning. */
async function firstChunk(database: D1Database, site: string, person: Wanted['person']) {
  const until = Number.MAX_SAFE_INTEGER;
  const [first] = await readChunks(database, site, { person, until, limit: 1, order: 'asc' });
  return first;
}
