/** Lines of `sources`: sums of days as decimal numbers. */
import { wilson } from '../../collector/engine/index.ts';
import { addAll } from '../../collector/engine/reports/record.ts';
import type { ItemTotals, Total } from '../queries/item-totals.ts';
import { presentCredit, presentRevenue } from './credit.ts';
import type { SourceFigures, SourceLine } from './schemas/sources.ts';

/** What one item, or all together, brought. */
export function presentTotal(total: Total): SourceFigures {
  const { visits = 0, buying_visits = 0, orders = {} } = total;
  return {
    visits,
    people: total.people ?? 0,
    new_people: total.new_people ?? 0,
    pages: total.pages ?? 0,
    engaged_s: (total.engaged_ms ?? 0) / 1000,
    ad_arrivals: total.ad_arrivals ?? 0,
    slot_clicks: total.slot_clicks ?? 0,
    signups: total.signups ?? 0,
    unsubscribes: total.unsubscribes ?? 0,
    leads: presentCredit(total.leads),
    customers: presentCredit(total.customers),
    orders: {
      verified: presentCredit(orders.verified),
      unverified: presentCredit(orders.unverified),
    },
    revenue: presentRevenue(total.revenue),
    buying_visits,
    conversion: wilson(buying_visits, visits),
  };
}

export const presentLines = ({ items }: ItemTotals): SourceLine[] =>
  [...items].map(([item, total]) => ({ item, ...presentTotal(total) }));

/** The lines' sum, so that it is theirs to the last millionth; people are those of all visits. */
export function presentSum({ items, all }: ItemTotals): SourceFigures {
  const sum: Total = {};
  for (const total of items.values()) addAll(sum, total);
  const { people = 0 } = all;
  return presentTotal({ ...sum, people });
}
