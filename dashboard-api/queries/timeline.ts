/** A page of one person's timeline, read from the tail and then from chunk after chunk. */
import type { D1Database } from '@cloudflare/workers-types';
import { sql } from 'kysely';
import {
  type Compiled,
  type Move,
  type Order,
  replay,
  VISIT_GAP_MS,
  type Visit,
} from '../../collector/engine/index.ts';
import {
  comparePlaces,
  type Entry,
  entriesOf,
  moveEntry,
  orderEntry,
  type Place,
  visitEntry,
} from '../present/timeline.ts';
import { readChunks, type Segment } from './log.ts';
import { modelsOf } from './models.ts';
import type { Person } from './person.ts';
import { rows, rowsOfEach, sqlite } from './run.ts';

/** Chunks read in one round trip: two fill a page of 100 as a rule. */
const CHUNKS_A_READ = 4;
/** Chunks that one call reads where it looks for one kind of items only. */
const MOST_CHUNKS = 64;
/** Below the rank of every item. */
const FIRST_RANK = -1;

interface Request {
  site: string;
  person: Person;
  compiled: Compiled;
  now: number;
  /** the last item of the page before */
  after: Place | undefined;
  limit: number;
  /** these items alone; the page may then be short and have a next one */
  only?: 'visit';
}

export interface TimelinePage {
  entries: Entry[];
  /** where the next page begins; undefined on the last one */
  end: Place | undefined;
}

interface Gathered {
  /** sorted */
  entries: Entry[];
  /** all that is not older than this has been found; undefined when nothing is left to read */
  settled: number | undefined;
}

/** Items after `request.after`, newest first; visits and orders with their latest figures. */
export async function timelinePage(database: D1Database, request: Request): Promise<TimelinePage> {
  const { site, person, compiled, now, limit } = request;
  const { entries: found, settled } = await gather(database, request);
  const certain = settled === undefined ? found : found.filter(({ place }) => place[0] > settled);
  const entries = certain.slice(0, limit);
  const written = await writtenFigures(database, { site, person: person.person, entries });
  const { base, tail } = person.document;
  const { visit } = replay(compiled, base, tail, now).state;
  const latest = visit ? [visitEntry(closedBy(visit, now)), ...written] : written;
  return {
    entries: entries.map((entry) => latest.find(same(entry)) ?? entry),
    end: certain.length > limit ? entries.at(-1)?.place : endOf(settled),
  };
}

/** Silence alone ends a visit: the state that keeps the last one does not know that it has ended. */
const closedBy = (visit: Visit, now: number): Visit => ({
  ...visit,
  ended: visit.last + VISIT_GAP_MS < now,
});

/** Just before everything that is not certain yet. */
const endOf = (settled: number | undefined): Place | undefined =>
  settled === undefined ? undefined : [settled + 1, FIRST_RANK, ''];

/**
 * Items after a place, sorted; reads on until a page and one item are certain. An item is certain
 * once it is newer than everything in the chunks not read, or nothing is left.
 */
async function gather(database: D1Database, request: Request): Promise<Gathered> {
  const { site, person, compiled, now, after, limit, only } = request;
  const { base, tail, chunks, rules_since } = person.document;
  const begin = after?.[0] ?? Number.MAX_SAFE_INTEGER;
  const isWanted = ({ place, item }: Entry): boolean =>
    (after === undefined || comparePlaces(after, place) < 0) &&
    (only === undefined || item.kind === only);
  const take = (segment: Segment): Entry[] =>
    entriesOf(compiled, segment, rules_since).filter(isWanted);
  const entries = take({ base, events: tail, until: now });
  if (!only) entries.push(...(await pastMoves(database, request)).filter(isWanted));
  let rest = chunks > 0;
  let settled: number | undefined;
  let below = Number.MAX_SAFE_INTEGER;
  for (let read = 0; rest && !(only && read >= MOST_CHUNKS); read += CHUNKS_A_READ) {
    const part = { person, until: begin, below, limit: CHUNKS_A_READ };
    const older = await readChunks(database, site, part);
    entries.push(...older.flatMap(take));
    const oldest = older.at(-1);
    rest = oldest !== undefined && older.length === CHUNKS_A_READ;
    below = oldest?.seq ?? 0;
    const known = oldest?.events[0]?.ts ?? 0;
    settled = rest ? known : undefined;
    if (entries.filter(({ place }) => place[0] > known).length > limit) break;
  }
  return { entries: entries.sort((a, b) => comparePlaces(a.place, b.place)), settled };
}

/** What moved the person under rules that have been replaced, as it was recorded then. */
async function pastMoves(database: D1Database, { site, person }: Request): Promise<Entry[]> {
  if (!person.document.rules_since) return [];
  const query = sqlite
    .selectFrom('past_moves')
    .select('body')
    .where('site', '=', site)
    .where('person', '=', person.person)
    .compile();
  const moves = (await rows(database, query)).flatMap(({ body }) => JSON.parse(body) as Move[]);
  const versions = moves.map(({ model }) => model);
  const models = await modelsOf(database, site, versions);
  return moves.flatMap((move) => {
    const published = models.get(move.model);
    return published ? moveEntry(published.model, move) : [];
  });
}

const same = (one: Entry) => (other: Entry) => comparePlaces(one.place, other.place) === 0;

interface Shown {
  site: string;
  person: string;
  entries: Entry[];
}

/**
 * The latest figures of the page's visits and orders. They may have gone on in a later chunk than
 * the one they began in (engaged time, a refund); their rows know.
 */
async function writtenFigures(database: D1Database, shown: Shown): Promise<Entry[]> {
  const { site, person, entries } = shown;
  const keys = (kind: string, part: 0 | 2) =>
    JSON.stringify(
      entries.filter(({ item }) => item.kind === kind).map(({ place }) => place[part]),
    );
  const [visits, orders] = await rowsOfEach(database, [
    sql<{ body: string }>`select v.body from json_each(${keys('visit', 0)}) as j
      cross join visits as v on v.site = ${site} and v.start = j.value and v.person = ${person}
      where v.ended = 1`.compile(sqlite),
    sql<{ body: string }>`select o.body from json_each(${keys('order', 2)}) as j
      cross join orders as o on o.site = ${site} and o.order_id = j.value
        and o.person = ${person}`.compile(sqlite),
  ]);
  return [
    ...visits.map(({ body }) => visitEntry(JSON.parse(body) as Visit)),
    ...orders.map(({ body }) => orderEntry(JSON.parse(body) as Order)),
  ];
}
