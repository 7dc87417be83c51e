/** How many people stand where, and how many moved, at a cost that does not grow with the site. */
import { type CompiledQuery, sql } from 'kysely';
import { sqlite } from './run.ts';

/** People, or moves, that one count may read; grouping them reads each once more. */
export const COUNTED = 2400;

export interface PlaceCount {
  /** place in the model; -1 for software */
  grade: number;
  rung: string;
  people: number;
  /** greatest person id among them */
  last: string;
  /** version of the model that they are folded with */
  model: number;
}

/**
 * The people with the smallest ids, {@link COUNTED} at most, by grade and rung.
 *
 * @param model version that all are folded with; none during a publish: then each document is asked
 */
export const countPeople = (site: string, model: number | undefined): CompiledQuery<PlaceCount> =>
  sql<PlaceCount>`
    select grade, rung, model, count(*) as people, max(person) as last
    from (select person, grade, rung,
                 ${model === undefined ? sql`doc ->> '$.model'` : sql.lit(model)} as model
          from people not indexed where site = ${site}
          order by person limit ${COUNTED})
    group by grade, rung, model`.compile(sqlite);

export interface MoveCount {
  kind: 'rung' | 'grade';
  from_id: string;
  to_id: string;
  moves: number;
  /** the earliest of them, milliseconds */
  first_at: number;
}

/** The newest moves of `from ≤ at < to`, {@link COUNTED} at most. */
export const countMoves = (site: string, from: number, to: number): CompiledQuery<MoveCount> =>
  sql<MoveCount>`
    select kind, from_id, to_id, count(*) as moves, min(at) as first_at
    from (select kind, from_id, to_id, at from moves
          where site = ${site} and at >= ${from} and at < ${to}
          order by at desc limit ${COUNTED})
    group by kind, from_id, to_id`.compile(sqlite);
