/** What customers bought and said, day by day. */
import type { D1Database } from '@cloudflare/workers-types';
import { addTree, noTree } from '../../collector/engine/reports/add.ts';
import type { OrderSums, Voices } from '../../collector/engine/reports/types.ts';
import { dayParts, type Wanted } from './totals.ts';

export interface CustomerTotals {
  orders: Partial<OrderSums>;
  /** by the first day of each stretch of time */
  voices: Map<number, Partial<Voices>>;
}

interface Parts {
  orders: OrderSums;
  voices: Voices;
}

/**
 * Reads a row a day.
 *
 * @param beginOf the first day of the stretch (week or month) that a day is told in
 */
export async function customerTotals(
  database: D1Database,
  wanted: Wanted,
  beginOf: (day: number) => number,
): Promise<CustomerTotals> {
  const orders = noTree();
  const voices = new Map<number, ReturnType<typeof noTree>>();
  const paths = { orders: '$.orders', voices: '$.voices' };
  for await (const day of dayParts<Parts>(database, wanted, paths)) {
    addTree(orders, day.orders ?? {});
    const begin = beginOf(day.day);
    const sum = voices.get(begin) ?? noTree();
    voices.set(begin, sum);
    addTree(sum, day.voices ?? {});
  }
  return { orders: orders as Partial<OrderSums>, voices: voices as CustomerTotals['voices'] };
}
