/**
 * Orders as the log tells them: the first purchase with an order id counts, later copies do not,
 * a verified copy upgrades an unverified one, refunds are taken off.
 */

import type { Run } from './machine.ts';
import { toMinor } from './money.ts';
import { shortName } from './short-name.ts';
import type { PastOrders, State } from './state.ts';
import type { CanonicalEvent, Order } from './types.ts';

/** Orders of one person kept one by one; of older ones only totals remain. */
const KEPT = 200;
/** Of older ones so many are still known by a short name of their id, so that no copy counts again. */
const NAMED = 2_000;

/** Whether the order is still one: not refunded in full. */
export function orderCounts(order: Order): boolean {
  return order.refunded_minor === 0 || order.refunded_minor < order.value_minor;
}

function quantity(items: unknown): number {
  if (!Array.isArray(items)) return 0;
  return items.reduce<number>((sum, item: unknown) => {
    const count = (item as { quantity?: unknown } | null)?.quantity;
    return sum + (typeof count === 'number' && count > 0 ? count : 1);
  }, 0);
}

function currencyOf(event: CanonicalEvent): string | undefined {
  const currency = event.props?.currency;
  return typeof currency === 'string' ? currency.toUpperCase() : undefined;
}

/** The order that a purchase or refund is about; without a name it is its own. */
export function orderIdOf(event: CanonicalEvent): string {
  const id = event.props?.order_id;
  return typeof id === 'string' && id !== '' ? id : event.id;
}

/** What a verified copy replaces. */
function terms(event: CanonicalEvent) {
  const { value, items, coupon } = event.props ?? {};
  const currency = currencyOf(event) ?? 'XXX';
  return {
    value_minor: toMinor(value, currency) ?? 0,
    currency,
    items: quantity(items),
    ...(typeof coupon === 'string' && coupon !== '' ? { coupon } : {}),
    verified: event.verified === true,
  };
}

function newOrder(event: CanonicalEvent): Order {
  const { ts: at, offset_min, id } = event;
  const order_id = orderIdOf(event);
  return { order_id, at, offset_min, ...terms(event), refunded_minor: 0, event: id };
}

function upgrade(order: Order, event: CanonicalEvent): Order {
  const { coupon: _, ...kept } = order;
  const better = { ...kept, ...terms(event) };
  if (better.currency !== order.currency) better.refunded_minor = 0;
  return { ...better, refunded_minor: Math.min(better.refunded_minor, better.value_minor) };
}

function plus(
  sums: Readonly<Record<string, number>> = {},
  currency: string,
  minor: number,
): Record<string, number> {
  return { ...sums, [currency]: (sums[currency] ?? 0) + minor };
}

function addPast(past: PastOrders | undefined, order: Order): PastOrders {
  const { count = 0, verified = 0, coupons = 0, first_at = order.at, value = {} } = past ?? {};
  const sure = past?.verified_value;
  const known = sure && { verified_value: sure };
  if (!orderCounts(order)) return { count, verified, coupons, first_at, value, ...known };
  const net = order.value_minor - order.refunded_minor;
  return {
    count: count + 1,
    verified: verified + (order.verified ? 1 : 0),
    coupons: coupons + (order.coupon === undefined ? 0 : 1),
    first_at: Math.min(first_at, order.at),
    value: plus(value, order.currency, net),
    ...(order.verified ? { verified_value: plus(sure, order.currency, net) } : known),
  };
}

/** Some 64 bits. */
const nameOf = (id: string): string => shortName(id) + shortName(`-${id}`);

function isPast(run: Run, id: string): boolean {
  return run.state.past_order_ids?.includes(nameOf(id)) ?? false;
}

function put(run: Run, order: Order): void {
  const { orders } = run.state;
  const known = orders.findIndex((it) => it.order_id === order.order_id);
  if (known >= 0) orders[known] = order;
  else orders.push(order);
  run.touched.set(order.order_id, order);
  if (orders.length > KEPT) {
    const oldest = orders.shift() as Order;
    run.state.past_orders = addPast(run.state.past_orders, oldest);
    const ids = run.state.past_order_ids ?? [];
    run.state.past_order_ids = [...ids, nameOf(oldest.order_id)].slice(-NAMED);
  }
}

/** Folds a purchase; gives whether it moves the person: a copy does not. */
export function notePurchase(run: Run, event: CanonicalEvent): boolean {
  const id = orderIdOf(event);
  const known = run.state.orders.find((it) => it.order_id === id);
  if (!known && isPast(run, id)) return false;
  const order = known ? upgrade(known, event) : newOrder(event);
  const better = !known || (order.verified && !known.verified);
  if (better) put(run, order);
  return run.c.verifiedOnly ? better && order.verified : !known;
}

/** Folds a refund; gives whether it took anything off an order it may take from. */
export function noteRefund(run: Run, event: CanonicalEvent): boolean {
  const order = run.state.orders.find((it) => it.order_id === orderIdOf(event));
  if (!order || (order.verified && !event.verified)) return false;
  const currency = currencyOf(event) ?? order.currency;
  const value = event.props?.value;
  const asked = value === undefined ? order.value_minor : toMinor(value, currency);
  if (asked === null || currency !== order.currency) return false;
  const refunded_minor = Math.min(order.value_minor, order.refunded_minor + asked);
  if (refunded_minor === order.refunded_minor) return false;
  put(run, { ...order, refunded_minor });
  return !run.c.verifiedOnly || order.verified;
}

export interface OrdersSummary {
  /** not refunded in full */
  count: number;
  verified: number;
  /** minor units by currency, refunds taken off */
  value: Record<string, number>;
  first_at: number | null;
  last_at: number | null;
}

/** Orders of a person in a few numbers, for lists. */
export function ordersSummary(state: State): OrdersSummary {
  const past = state.past_orders;
  const live = state.orders.filter(orderCounts);
  const sum = live.reduce(addPast, past);
  return {
    count: sum?.count ?? 0,
    verified: sum?.verified ?? 0,
    value: sum?.value ?? {},
    first_at: sum?.first_at ?? null,
    last_at: live.at(-1)?.at ?? null,
  };
}
