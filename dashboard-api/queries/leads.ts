/**
 * A page of people in the order of an index, with their documents.
 *
 * Grade and score are in the list index itself. A filter that is not (rung, segment, …) is checked
 * row by row, for at most {@link SCAN} rows a read: the page is then short, and {@link scanEnd} says
 * where to go on. So a call reads at most 10,000 rows, however many people there are. Where another
 * index knows the few whom it can be (`people`), those alone are put in order.
 */
import { type CompiledQuery, type SqlBool, sql } from 'kysely';
import {
  type Check,
  type LeadRequest,
  type PlaceRow,
  SCAN,
  SCANS,
  type Scan,
} from './lead-scans.ts';
import { sqlite } from './run.ts';

export type { LeadFilters, LeadPlace, LeadRequest, LeadSort } from './lead-scans.ts';
export { SOFTWARE_GRADE } from './lead-scans.ts';

export interface FoundRow extends PlaceRow {
  grade: number;
  doc: string;
}

/** What must hold of the rows of a person, those of other tables too. */
function checksOf({ site, filters }: LeadRequest): Check[] {
  const { rung, segment, responsible, contacted, seen_day, texts = [] } = filters;
  const inSegment = sql<SqlBool>`exists (select 1 from members as m
    where m.site = ${site} and m.segment = ${segment} and m.person = p.person)`;
  const theirs = sql<SqlBool>`exists (select 1 from follow_ups as f
    where f.site = ${site} and f.person = p.person and f.responsible = ${responsible})`;
  const wasContacted = sql<SqlBool>`(d.doc ->> '$.contacted' is not null) = ${contacted ? 1 : 0}`;
  return [
    ...(segment === undefined ? [] : [inSegment]),
    ...(responsible === undefined ? [] : [theirs]),
    ...(rung === undefined ? [] : [sql<SqlBool>`d.rung = ${rung}`]),
    ...(seen_day === undefined ? [] : [sql<SqlBool>`d.seen_day >= ${seen_day}`]),
    ...(contacted === undefined ? [] : [wasContacted]),
    ...texts.map((text) => sql<SqlBool>`instr(d.doc, ${text}) > 0`),
  ];
}

function scanOf(request: LeadRequest): Scan {
  const { rows, checks } = SCANS[request.sort](request);
  return { rows, checks: [...checks, ...checksOf(request)] };
}

/**
 * The next people that fit, one more than asked for if there are. The cross join keeps the scan's
 * order, so SQLite stops at the limit.
 */
export function foundPeople(request: LeadRequest): CompiledQuery<FoundRow> {
  const { rows, checks } = scanOf(request);
  return sql<FoundRow>`
    select p.first, p.second, p.person, d.grade, d.doc
    from ${rows} as p cross join people as d on d.site = ${request.site} and d.person = p.person
    where ${sql.join([sql`1`, ...checks], sql` and `)}
    limit ${request.limit + 1}`.compile(sqlite);
}

/**
 * Where the scan had to end, if filters may have let people out and it did not reach the last. The
 * few are always looked at to the last.
 */
export function scanEnd(request: LeadRequest): CompiledQuery<PlaceRow> {
  const { rows, checks } = scanOf(request);
  const ends = checks.length > 0 && !request.people;
  if (!ends) return NOWHERE;
  return sql<PlaceRow>`
    select first, second, person from ${rows} as p limit 1 offset ${SCAN - 1}`.compile(sqlite);
}

const NOWHERE = sql<PlaceRow>`select 0 as first, 0 as second, '' as person where 0`.compile(sqlite);
