/** Who is in which segment. */
import type { D1Database } from '@cloudflare/workers-types';
import { type CompiledQuery, sql } from 'kysely';
import type { PersonRow } from './person.ts';
import { sqlite } from './run.ts';
import { dayParts, type Wanted } from './totals.ts';

/** Members that one call may count, of all segments together. */
const COUNTED = 6000;

export interface MembersRow {
  segment: string;
  people: number;
}

/** As many members of each segment as may be counted. */
export const mostCounted = (segments: readonly string[]): number =>
  Math.floor(COUNTED / Math.max(1, segments.length));

/** Members of each segment, {@link mostCounted} at most. */
export const countMembers = (
  site: string,
  segments: readonly string[],
): CompiledQuery<MembersRow> =>
  sql<MembersRow>`
    select s.value as segment,
           (select count(*) from (select 1 from members as m
              where m.site = ${site} and m.segment = s.value
              limit ${mostCounted(segments)})) as people
    from json_each(${JSON.stringify(segments)}) as s`.compile(sqlite);

interface Wish {
  site: string;
  segment: string;
  /** members with a greater id */
  after: string;
  limit: number;
}

/** Members by person id, one more than asked for if there are. */
export const membersAfter = ({ site, segment, after, limit }: Wish): CompiledQuery<PersonRow> =>
  sql<PersonRow>`
    select m.person, p.grade, p.doc
    from (select person from members
          where site = ${site} and segment = ${segment} and person > ${after}
          order by person limit ${limit + 1}) as m
    cross join people as p on p.site = ${site} and p.person = m.person`.compile(sqlite);

export interface SegmentDay {
  day: number;
  at: number;
  /** people by segment */
  segments: Map<string, number>;
}

/** What each census of a period counted, oldest first. */
export async function segmentsByDay(
  database: D1Database,
  wanted: Omit<Wanted, 'report'>,
): Promise<SegmentDay[]> {
  const paths = { at: '$.at', segments: '$.segments' };
  const days: SegmentDay[] = [];
  const of = { ...wanted, report: 'census' };
  for await (const { day, at = 0, segments = {} } of dayParts<{
    at: number;
    segments: Record<string, number>;
  }>(database, of, paths)) {
    days.push({ day, at, segments: new Map(Object.entries(segments)) });
  }
  return days;
}
