/** What each item of a dimension brought in a period. */
import type { D1Database } from '@cloudflare/workers-types';
import { addCell, noTree, type Total } from '../../collector/engine/reports/add.ts';
import type { Cell, Dimension } from '../../collector/engine/reports/types.ts';
import { dayParts, type Wanted } from './totals.ts';

export interface ItemTotals {
  /** by item; a name may be anything, hence no object */
  items: Map<string, Total>;
  /** visits of whatever item, so that people are each counted once */
  all: Total;
}

type Cells = Record<string, Cell>;

/** Reads a row a day, however many people there are. */
export async function itemTotals(
  database: D1Database,
  wanted: Wanted & { by: Dimension },
): Promise<ItemTotals> {
  const totals: ItemTotals = { items: new Map(), all: noTree() };
  const paths = { cells: `$.by.${wanted.by}`, all: '$.by.all' };
  for await (const day of dayParts<{ cells: Cells; all: Cells }>(database, wanted, paths)) {
    const behind = day.day - wanted.from;
    for (const [item, cell] of Object.entries(day.cells ?? {})) {
      const total = totals.items.get(item) ?? noTree();
      totals.items.set(item, total);
      addCell(total, cell, behind);
    }
    for (const cell of Object.values(day.all ?? {})) addCell(totals.all, cell, behind);
  }
  return totals;
}
