/** Complaints, their resolution, and what people said in their own words. */
import { type CompiledQuery, sql } from 'kysely';
import type { Act } from '../../collector/engine/reports/types.ts';
import { sqlite } from './run.ts';

/** Acts that one look at complaints may read. */
export const ACTS_READ = 5000;
/** Acts that one look for texts may read, each counted twice, and texts that it gives. */
const SCAN = 1000;
const TEXTS = 50;

export interface ComplaintRow {
  person: string;
  at: number;
  kind: Act['kind'];
}

/** The newest acts since a moment, newest first, {@link ACTS_READ} at most. */
export const actsSince = (site: string, since: number): CompiledQuery<ComplaintRow> =>
  sql<ComplaintRow>`
    select person, at, body ->> '$.kind' as kind from acts
    where site = ${site} and at >= ${since}
    order by at desc limit ${ACTS_READ}`.compile(sqlite);

export interface TextRow {
  person: string;
  at: number;
  /** JSON: the engine's Act */
  body: string;
}

/** The newest texts of `from ≤ at < to`, newest first. */
export const textsOf = (
  site: string,
  { from, to }: { from: number; to: number },
): CompiledQuery<TextRow> =>
  sql<TextRow>`
    select person, at, body
    from (select person, at, body from acts
          where site = ${site} and at >= ${from} and at < ${to}
          order by at desc, person desc, event desc limit ${SCAN})
    where body ->> '$.text' <> '' limit ${TEXTS}`.compile(sqlite);
