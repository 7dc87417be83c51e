/** What each item of a dimension brought in a period. */
import type { D1Database } from '@cloudflare/workers-types';
import {
  capCells,
  type PeriodCell,
  type PeriodSums,
  sumSegmentDays,
} from '../../collector/engine/reports/index.ts';
import { addAll } from '../../collector/engine/reports/record.ts';
import type { Cell, Dimension } from '../../collector/engine/reports/types.ts';
import { dayParts, type Wanted } from './totals.ts';

/** Sums of a period; what is zero may be left out. */
export type Total = Partial<PeriodCell>;

export interface ItemTotals {
  /** by item; a name may be anything, hence no object */
  items: Map<string, Total>;
  /** visits of whatever item, so that people are each counted once */
  all: Total;
}

type Cells = Record<string, Cell>;

/** Items that are told apart in a period, and those at which the rare ones are put together. */
const MOST_ITEMS = 5_000;
const TOO_MANY = 2 * MOST_ITEMS;

/**
 * Reads a row a day, however many people there are. Each day of three years may have 300 items of
 * its own, more than there is memory for: the least visited so far are then `(other)`.
 */
export async function itemTotals(
  database: D1Database,
  wanted: Wanted & { by: Dimension },
): Promise<ItemTotals> {
  const sums: PeriodSums = { by: {}, rhythm: {} };
  const paths = { cells: `$.by.${wanted.by}`, all: '$.by.all' };
  const days = dayParts<{ cells: Cells; all: Cells }>(database, wanted, paths);
  for await (const { day, cells = {}, all = {} } of days) {
    const totals = { by: { [wanted.by]: cells, all }, rhythm: {} };
    addAll(sums, sumSegmentDays([{ day, totals }], wanted.from));
    sums.by[wanted.by] = bounded(sums.by[wanted.by] ?? {});
  }
  const all = {};
  for (const cell of Object.values(sums.by.all ?? {})) addAll(all, cell);
  return { items: new Map(Object.entries(sums.by[wanted.by] ?? {})), all };
}

const bounded = (items: Record<string, PeriodCell>): Record<string, PeriodCell> =>
  Object.keys(items).length > TOO_MANY ? capCells(items, MOST_ITEMS) : items;
