/** A person's orders, verified and unverified apart. */
import type { Order, State } from '../../collector/engine/index.ts';
import { orderCounts } from '../../collector/engine/orders.ts';
import { toMajor } from './money.ts';
import type { Lead } from './schemas/lead.ts';
import { toRfc3339 } from './time.ts';

type Summary = Lead['orders'];
type Minor = Record<string, number>;

function addTo(sum: Minor, order: Order): Minor {
  const net = order.value_minor - order.refunded_minor;
  return { ...sum, [order.currency]: (sum[order.currency] ?? 0) + net };
}

const toMoney = (minor: Minor) =>
  Object.entries(minor).map(([currency, value]) => ({ currency, value: toMajor(value, currency) }));

/**
 * Orders not refunded in full. Of the oldest of a very long row only totals are kept: their value
 * counts as verified only when every one of them was.
 */
export function presentOrders({ orders, past_orders: past }: State): Summary {
  const live = orders.filter(orderCounts);
  const allPastVerified = past !== undefined && past.verified === past.count;
  const side = (verified: boolean, pastCount: number) => {
    const mine = live.filter((order) => order.verified === verified);
    const pastValue = past && allPastVerified === verified ? past.value : {};
    return { count: mine.length + pastCount, value: toMoney(mine.reduce(addTo, pastValue)) };
  };
  const last = live.at(-1);
  return {
    verified: side(true, past?.verified ?? 0),
    unverified: side(false, past ? past.count - past.verified : 0),
    last: last ? toRfc3339(last.at) : null,
  };
}
