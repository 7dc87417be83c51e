/**
 * Who may be called for a reason, in the order of the index that knows: agreed dates, members of a
 * segment, grades. Each read looks at {@link SCAN} rows of the index at most; what the reason means
 * exactly is asked of the documents.
 */
import { type CompiledQuery, type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { FollowUpRow } from '../commands.ts';
import {
  FALL_DAYS,
  REASON_SEGMENTS,
  REST_DAYS,
  type Reason,
} from '../present/follow-up-reasons.ts';
import { DAY_MS } from '../present/time.ts';
import type { PersonRow } from './person.ts';
import { sqlite } from './run.ts';

/** Index rows looked at in one read; each costs two more. */
const SCAN = 300;

/** Where a row stands in its order; an order with fewer keys leaves the others 0. */
export type ScanPlace = [first: number, second: number, person: string];

export interface ScanRequest {
  site: string;
  reason: Reason;
  /** name of a key: theirs alone */
  responsible: string | undefined;
  after: ScanPlace | null;
  /** places of the highest grade in the models in use: one, but during a publish */
  highest: readonly [number, number];
  /** milliseconds */
  now: number;
  limit: number;
}

interface PlaceRow {
  first: number;
  second: number;
  person: string;
}

/** `attempts` is null for somebody of whom nothing is noted. */
export type CaseRow = PersonRow &
  PlaceRow & { [Field in keyof FollowUpRow]: FollowUpRow[Field] | null };

type Rows = Expression<unknown>;

function agreed({ site, after, now }: ScanRequest): Rows {
  const rows = sqlite
    .selectFrom('follow_ups')
    .select(['next_at as first', sql<number>`0`.as('second'), 'person'])
    .where('site', '=', site)
    .where('next_at', '<=', now)
    .orderBy('next_at')
    .orderBy('person')
    .limit(SCAN);
  if (!after) return rows;
  return rows.where(({ eb, refTuple, tuple }) =>
    eb(refTuple('next_at', 'person'), '>', tuple(after[0], after[2])),
  );
}

function members({ site, after }: ScanRequest, segment: string): Rows {
  return sqlite
    .selectFrom('members')
    .select([sql<number>`0`.as('first'), sql<number>`0`.as('second'), 'person'])
    .where('site', '=', site)
    .where('segment', '=', segment)
    .where('person', '>', after?.[2] ?? '')
    .orderBy('person')
    .limit(SCAN);
}

/**
 * One bound for each end: of two for one end the index would heed the wider one, and a call would
 * read everybody before its place.
 */
function graded({ site, after }: ScanRequest, lowest: number, highest: number): Rows {
  const rows = sqlite
    .selectFrom('people')
    .select(['grade as first', 'score as second', 'person'])
    .where('site', '=', site)
    .where('grade', '>=', lowest)
    .orderBy('grade', 'desc')
    .orderBy('score', 'desc')
    .orderBy('person', 'desc')
    .limit(SCAN);
  if (!after) return rows.where('grade', '<=', highest);
  return rows.where(({ eb, refTuple, tuple }) =>
    eb(refTuple('grade', 'score', 'person'), '<', tuple(...after)),
  );
}

const SCANS: Readonly<Record<Reason, (request: ScanRequest) => Rows>> = {
  due: agreed,
  angry: (request) => members(request, REASON_SEGMENTS.angry),
  strong: (request) => graded(request, ...request.highest),
  cart: (request) => members(request, REASON_SEGMENTS.cart),
  falling: (request) => graded(request, 1, request.highest[1]),
  advocate: (request) => members(request, REASON_SEGMENTS.advocate),
};

/** What columns tell already: nobody is let out of whom the document would say otherwise. */
function checksOf({ reason, responsible, now }: ScanRequest): RawBuilder<SqlBool>[] {
  const rested = sql<SqlBool>`coalesce(d.doc ->> '$.contacted.at', 0) <= ${now - REST_DAYS * DAY_MS}`;
  const moves = sql<SqlBool>`d.due <= ${now + FALL_DAYS * DAY_MS}`;
  return [
    sql<SqlBool>`coalesce(f.snoozed_until, 0) <= ${now}`,
    ...(reason === 'due' ? [] : [rested]),
    ...(reason === 'falling' ? [moves] : []),
    ...(responsible === undefined ? [] : [sql<SqlBool>`f.responsible = ${responsible}`]),
  ];
}

/** The next people whom it may be, one more than asked for if there are. */
export function possibleCases(request: ScanRequest): CompiledQuery<CaseRow> {
  const rows = SCANS[request.reason](request);
  return sql<CaseRow>`
    select p.first, p.second, p.person, d.grade, d.doc,
           f.attempts, f.last_at, f.next_at, f.snoozed_until, f.responsible
    from ${rows} as p cross join people as d on d.site = ${request.site} and d.person = p.person
    left join follow_ups as f on f.site = ${request.site} and f.person = p.person
    where ${sql.join(checksOf(request), sql` and `)}
    limit ${request.limit + 1}`.compile(sqlite);
}

/** Where the scan had to end, if it did not reach the last. */
export const casesEnd = (request: ScanRequest): CompiledQuery<PlaceRow> =>
  sql<PlaceRow>`
    select first, second, person from ${SCANS[request.reason](request)} as p
    limit 1 offset ${SCAN - 1}`.compile(sqlite);
