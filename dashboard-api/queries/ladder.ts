/** How many people stand where, and how they moved, at a cost that does not grow with the site. */
import type { D1Database } from '@cloudflare/workers-types';
import { type CompiledQuery, sql } from 'kysely';
import { noDay, type PeriodFlow, sumDays } from '../../collector/engine/reports/index.ts';
import { addAll } from '../../collector/engine/reports/record.ts';
import { type Cell, type Flow, WHOLE } from '../../collector/engine/reports/types.ts';
import { sqlite } from './run.ts';
import { dayParts, type Wanted } from './totals.ts';

/** People that one count may read; grouping them reads each once more. */
export const COUNTED = 2400;

export interface PlaceCount {
  /** place in the model; -1 for software */
  grade: number;
  rung: string;
  people: number;
  /** version of the model that they are folded with */
  model: number;
}

/**
 * Everybody by grade and rung, if they are fewer than {@link COUNTED}: else that many of them.
 *
 * @param model version that all are folded with; none during a publish: then each document is asked
 */
export const countPeople = (site: string, model: number | undefined): CompiledQuery<PlaceCount> =>
  sql<PlaceCount>`
    select grade, rung, model, count(*) as people
    from (select grade, rung, ${model === undefined ? sql`doc ->> '$.model'` : sql.lit(model)} as model
          from people not indexed where site = ${site}
          order by person limit ${COUNTED})
    group by grade, rung, model`.compile(sqlite);

/** Moves from one place to another in a period. */
export interface FlowSum extends PeriodFlow {
  kind: string;
  from: string;
  to: string;
}

export interface LadderSums {
  flows: FlowSum[];
  leads: number;
  customers: number;
  new_people: number;
}

interface Parts {
  flows: Record<string, Flow>;
  first: number;
  all: Record<string, Cell>;
}
const PATHS = { flows: '$.flows', first: '$.orders.first', all: '$.by.all' };

/** Reads a row a day. */
export async function ladderSums(database: D1Database, wanted: Wanted): Promise<LadderSums> {
  const flows: Record<string, PeriodFlow> = {};
  const sums = { leads: 0, customers: 0, new_people: 0 };
  for await (const one of dayParts<Parts>(database, wanted, PATHS)) {
    const { day, first = 0, all = {} } = one;
    const totals = { ...noDay(), flows: one.flows ?? {} };
    addAll(flows, sumDays([{ day, totals }], wanted.from).flows);
    sums.customers += first;
    for (const { leads, new_people = 0 } of Object.values(all)) {
      sums.leads += (leads?.first ?? 0) / WHOLE;
      sums.new_people += new_people;
    }
  }
  return { flows: Object.entries(flows).map(toFlow), ...sums };
}

/** The key is kind, from and to; what is zero may be left out. */
function toFlow([key, flow]: [string, Partial<PeriodFlow>]): FlowSum {
  const [kind = '', from = '', to = ''] = key.split(' ');
  return { kind, from, to, moves: 0, within: 0, hours: {}, ...flow };
}
