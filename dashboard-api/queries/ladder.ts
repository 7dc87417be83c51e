/** How many people stand where, and how they moved, at a cost that does not grow with the site. */
import type { D1Database } from '@cloudflare/workers-types';
import { type CompiledQuery, sql } from 'kysely';
import { addTree, noTree, withinDays } from '../../collector/engine/reports/add.ts';
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
export interface FlowSum {
  kind: string;
  from: string;
  to: string;
  moves: number;
  /** by people who had come there in the period */
  within: number;
  /** by whole hours that they had stood there */
  hours: Record<string, number>;
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
  const flows = new Map<string, FlowSum>();
  const sums = { leads: 0, customers: 0, new_people: 0 };
  for await (const day of dayParts<Parts>(database, wanted, PATHS)) {
    const behind = day.day - wanted.from;
    for (const [key, flow] of Object.entries(day.flows ?? {})) {
      const sum = flows.get(key) ?? noFlow(key);
      flows.set(key, sum);
      addFlow(sum, flow, behind);
    }
    sums.customers += day.first ?? 0;
    for (const { leads, new_people } of Object.values(day.all ?? {})) {
      sums.leads += (leads?.first ?? 0) / WHOLE;
      sums.new_people += new_people ?? 0;
    }
  }
  return { flows: [...flows.values()], ...sums };
}

/** @param key as totals have it: kind, from, to */
function noFlow(key: string): FlowSum {
  const [kind = '', from = '', to = ''] = key.split(' ');
  return { kind, from, to, moves: 0, within: 0, hours: noTree() as Record<string, number> };
}

function addFlow(sum: FlowSum, { moves, gaps, hours }: Flow, behind: number): void {
  sum.moves += moves;
  sum.within += withinDays(gaps, behind);
  addTree(sum.hours, hours);
}
