/** What one order adds to its day. */
import { orderCounts } from '../orders.ts';
import type { Order } from '../types.ts';
import { localDay } from '../units.ts';
import { beatAt } from './beat.ts';
import { credit } from './credit.ts';
import { beatOf, type DaySums, noCredit, sumsFor } from './day-sums.ts';
import type { History } from './history.ts';
import { add, entry } from './record.ts';
import { type OrderSums, type Trust, WHOLE } from './types.ts';

export const trustOf = ({ verified }: Order): Trust => (verified ? 'verified' : 'unverified');

/** Money is told apart by currency and by who says so: `EUR verified`. */
export const moneyKey = (order: Order): string => `${order.currency} ${trustOf(order)}`;

/** Adds an order that counts: the winner among copies. One that is refunded in full adds nothing. */
export function countOrder(sums: DaySums, history: History, order: Order): void {
  if (!orderCounts(order)) return;
  const { at } = order;
  const net = order.value_minor - order.refunded_minor;
  const place = placeOf(history, order);
  const all = sumsFor(sums, history);
  sumUp(sums.all.orders, order, net);
  countPlace(sums.all.orders, history, order, place);
  for (const totals of all) add(beatOf(totals, beatAt(at, order.offset_min)), 'purchases', 1);
  credit(all, history, {
    at,
    whole: WHOLE,
    in: (cell) => {
      cell.orders ??= {};
      return entry(cell.orders as Record<string, never>, trustOf(order), noCredit as () => never);
    },
  });
  credit(all, history, {
    at,
    whole: net,
    in: (cell) => {
      cell.revenue ??= {};
      return entry(cell.revenue, moneyKey(order), noCredit);
    },
  });
  if (place !== 0) return;
  credit(all, history, {
    at,
    whole: WHOLE,
    in: (cell) => {
      cell.customers ??= noCredit();
      return cell.customers;
    },
  });
}

/** 0 for the person's first order that stands, 1 for the second; −1 where that is not known. */
function placeOf({ orders, earlier }: History, { order_id }: Order): number {
  const place = orders.findIndex((one) => one.order_id === order_id);
  return place < 0 ? place : place + earlier.count;
}

function sumUp(sums: OrderSums, order: Order, net: number): void {
  const value = entry(sums.value, moneyKey(order), () => ({ orders: 0, minor: 0 }));
  value.orders += 1;
  value.minor += net;
  sums.coupons += order.coupon === undefined ? 0 : 1;
}

function countPlace(
  sums: OrderSums,
  { orders, earlier }: History,
  order: Order,
  place: number,
): void {
  if (place === 0) sums.first += 1;
  if (place !== 1) return;
  const [first] = orders;
  const { at, offset_min } =
    earlier.count > 0 || !first ? { at: earlier.first_at, offset_min: order.offset_min } : first;
  const days = localDay(order.at, order.offset_min) - localDay(at, offset_min);
  add(sums.second, String(days), 1);
}
