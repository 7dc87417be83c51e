/** Conditions on orders: how many, how much, over how long, and how often with a coupon. */

import type { Leaf, Run } from '../machine.ts';
import type { OrdersCondition } from '../model.ts';
import { currencyExponent } from '../money.ts';
import { orderCounts } from '../orders.ts';
import type { PastOrders } from '../state.ts';
import type { Order } from '../types.ts';
import { DAY } from '../units.ts';
import { within } from './lists.ts';

/** Live orders in the window and, without a window, what is left of the oldest. */
interface Counted {
  orders: readonly Order[];
  past: PastOrders | undefined;
  verified: boolean;
}
type Measure = (counted: Counted, spec: OrdersCondition) => number | undefined;

function count({ orders, past, verified }: Counted): number {
  return orders.length + (verified ? (past?.verified ?? 0) : (past?.count ?? 0));
}

function couponShare(counted: Counted): number | undefined {
  const all = counted.orders.length + (counted.past?.count ?? 0);
  const coupons = counted.orders.filter((order) => order.coupon !== undefined).length;
  return all === 0 ? undefined : (coupons + (counted.past?.coupons ?? 0)) / all;
}

function spanDays({ orders, past }: Counted): number | undefined {
  const last = orders.at(-1);
  const first = past?.first_at ?? orders[0]?.at;
  return last && first !== undefined ? (last.at - first) / DAY : undefined;
}

function value({ orders, past }: Counted, { currency = '' }: OrdersCondition): number {
  const minor = orders
    .filter((order) => order.currency === currency)
    .reduce((sum, order) => sum + order.value_minor - order.refunded_minor, 0);
  return (minor + (past?.value[currency] ?? 0)) / 10 ** currencyExponent(currency);
}

const MEASURES: Readonly<Record<OrdersCondition['orders'], Measure>> = {
  count,
  coupon_share: couponShare,
  span_days: spanDays,
  value,
};

function boundsOf(spec: OrdersCondition): OrdersCondition {
  const bare = spec.at_least === undefined && spec.at_most === undefined;
  return bare ? { ...spec, at_least: 1 } : spec;
}

export function ordersLeaf(given: OrdersCondition): Leaf {
  const spec = boundsOf(given);
  const window = (spec.within_days ?? Infinity) * DAY;
  const chosen = (run: Run, at: number): Counted => {
    const verified = spec.verified === true || run.c.verifiedOnly;
    const orders = run.state.orders.filter(
      (order) => orderCounts(order) && order.at > at - window && (order.verified || !verified),
    );
    return { orders, past: window === Infinity ? run.state.past_orders : undefined, verified };
  };
  return {
    feeds: [],
    topics: ['orders'],
    holds: (run, _, at) => {
      const measured = MEASURES[spec.orders](chosen(run, at), spec);
      return measured !== undefined && within(measured, spec);
    },
    until: (run, _, at) => {
      if (window === Infinity) return Infinity;
      return chosen(run, at).orders.reduce(
        (end, order) => Math.min(end, order.at + window),
        Infinity,
      );
    },
  };
}
