/** People in the order of an index: what each order of `leads` scans. */
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import { sqlite } from './run.ts';

/** Index rows looked at in one read; each may cost two more to check the filters. */
export const SCAN = 500;

export interface LeadFilters {
  /** lowest and highest place that the grade has in the models in use: one, but during a publish */
  grade?: readonly [lowest: number, highest: number];
  rung?: string;
  segment?: string;
  /** the lowest grade that such a score can be in, and the score in hundredths */
  least?: { grade: number; score: number };
  bots: boolean;
  /** name of the key that has the follow-up */
  responsible?: string;
  /** whether they were ever contacted */
  contacted?: boolean;
  /** the first day (since 1970) of which a last event may be */
  seen_day?: number;
  /** each is in the document of whoever fits; it may be in others' too */
  texts?: readonly string[];
}

/** Where a row stands in its order; an order with one key leaves the second 0. */
export type LeadPlace = [first: number, second: number, person: string];

export interface PlaceRow {
  first: number;
  second: number;
  person: string;
}

export type LeadSort = 'score' | 'last_seen' | 'newest';

export interface LeadRequest {
  site: string;
  sort: LeadSort;
  filters: LeadFilters;
  after: LeadPlace | undefined;
  /** rows wanted; one more is read to know whether there is a next page */
  limit: number;
  /** the few whom it can be; only where they are put in order by score */
  people?: readonly string[] | undefined;
}

export type Check = RawBuilder<SqlBool>;

/** An order of people that an index serves, and what of the filters that index cannot answer. */
export interface Scan {
  rows: Expression<unknown>;
  checks: Check[];
}

/**
 * The least stored score of someone whose score is at least `score`: the collector writes the
 * column only when it is off by more than ten points or a tenth. Lets some too many through.
 */
const leastStored = (score: number): number => Math.min(score - 1000, Math.floor(score / 1.1));

/** Stored as the grade of software; its score is 0. */
export const SOFTWARE_GRADE = -1;

const ranked = (site: string) =>
  sqlite
    .selectFrom('people')
    .select(['grade as first', 'score as second', 'person'])
    .where('site', '=', site)
    .orderBy('grade', 'desc')
    .orderBy('score', 'desc')
    .orderBy('person', 'desc')
    .limit(SCAN);
type Ranked = ReturnType<typeof ranked>;

/**
 * By stored grade and score, highest first. Bounds are pairs or stand behind an equality, so that
 * the index itself begins and ends the scan: else a call would read everybody before or below them.
 */
function byScore(request: LeadRequest): Scan {
  const { site, filters, after, people } = request;
  if (people) return { rows: fewRanked(request, people), checks: [] };
  const [lowest, highest] = filters.grade ?? [];
  const rows = ranked(site);
  const bounded =
    lowest === undefined || lowest !== highest
      ? acrossGrades(rows, filters, after)
      : withinGrade(rows, lowest, filters, after);
  return { rows: bounded, checks: [] };
}

/**
 * The few in the same order; the cross join looks each up by key. Without a limit SQLite leaves out
 * the order of what is read further.
 */
function fewRanked({ site, filters, after }: LeadRequest, people: readonly string[]) {
  const [lowest, highest] = filters.grade ?? [filters.bots ? SOFTWARE_GRADE : 0, MOST_GRADES];
  const [grade, score, person] = after ?? [MOST_GRADES + 1, 0, ''];
  return sql<PlaceRow>`(
    select f.grade as first, f.score as second, f.person
    from json_each(${JSON.stringify(people)}) as j
    cross join people as f on f.site = ${site} and f.person = j.value
    where f.grade between ${lowest} and ${highest}
      and (f.grade, f.score, f.person) < (${grade}, ${score}, ${person})
    order by f.grade desc, f.score desc, f.person desc
    limit ${people.length})`;
}

/** No model has as many grades. */
const MOST_GRADES = 1000;

function withinGrade(
  rows: Ranked,
  grade: number,
  { least }: LeadFilters,
  after?: LeadPlace,
): Ranked {
  const all = rows.where('grade', '=', grade);
  const enough = least ? all.where('score', '>=', leastStored(least.score)) : all;
  // A place in another grade is of a publish that has ended since.
  if (after?.[0] !== grade) return enough;
  const [, score, person] = after;
  return enough.where(({ eb, refTuple, tuple }) =>
    eb(refTuple('score', 'person'), '<', tuple(score, person)),
  );
}

function acrossGrades(
  rows: Ranked,
  { grade, least, bots }: LeadFilters,
  after?: LeadPlace,
): Ranked {
  let bounded = rows;
  if (grade) bounded = bounded.where('grade', '>=', grade[0]);
  // One bound for each end: of two the index would heed the wider one.
  if (grade && !after) bounded = bounded.where('grade', '<=', grade[1]);
  if (least) {
    const lowest = bots && least.score <= 0 ? SOFTWARE_GRADE : least.grade;
    bounded = bounded.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('grade', 'score'), '>=', tuple(lowest, leastStored(least.score))),
    );
  } else if (!bots) bounded = bounded.where('grade', '>', SOFTWARE_GRADE);
  if (!after) return bounded;
  return bounded.where(({ eb, refTuple, tuple }) =>
    eb(refTuple('grade', 'score', 'person'), '<', tuple(...after)),
  );
}

/**
 * By the start of the last visit, newest first. The scan meets a person at each of their visits;
 * the caller keeps the one that the document says is the last.
 */
function byVisit({ site, filters, after }: LeadRequest): Scan {
  let rows = sqlite
    .selectFrom('visits')
    .select(['start as first', sql<number>`0`.as('second'), 'person'])
    .select(sql<number>`body ->> '$.first'`.as('is_first'))
    .where('site', '=', site)
    .orderBy('start', 'desc')
    .orderBy('person', 'desc')
    .limit(SCAN);
  if (after) {
    const [start, , person] = after;
    rows = rows.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('start', 'person'), '<', tuple(start, person)),
    );
  }
  const { grade, least } = filters;
  return {
    rows,
    checks: [
      ...(grade ? [sql<SqlBool>`d.grade between ${grade[0]} and ${grade[1]}`] : []),
      ...(least ? [sql<SqlBool>`d.score >= ${leastStored(least.score)}`] : []),
    ],
  };
}

/** By the start of the first visit, newest first. */
function byFirstVisit(request: LeadRequest): Scan {
  const { rows, checks } = byVisit(request);
  return { rows, checks: [sql<SqlBool>`p.is_first = 1`, ...checks] };
}

export const SCANS = {
  score: byScore,
  last_seen: byVisit,
  newest: byFirstVisit,
} as const satisfies Record<LeadSort, unknown>;
