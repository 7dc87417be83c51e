/** What customers bought and said, day by day. */
import type { D1Database } from '@cloudflare/workers-types';
import { addAll } from '../../collector/engine/reports/record.ts';
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
  const orders: CustomerTotals['orders'] = {};
  const voices: CustomerTotals['voices'] = new Map();
  const paths = { orders: '$.orders', voices: '$.voices' };
  for await (const day of dayParts<Parts>(database, wanted, paths)) {
    addAll(orders, day.orders ?? {});
    const begin = beginOf(day.day);
    const sum = voices.get(begin) ?? {};
    voices.set(begin, sum);
    addAll(sum, day.voices ?? {});
  }
  return { orders, voices };
}
