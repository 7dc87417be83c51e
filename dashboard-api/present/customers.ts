/** Customers' orders in a period, and all customers as the census counted them. */
import { type Model, wilson } from '../../collector/engine/index.ts';
import { medianOf } from '../../collector/engine/reports/median.ts';
import type { Census, OrderSums } from '../../collector/engine/reports/types.ts';
import { toMajor } from './money.ts';
import type { Customers } from './schemas/customers.ts';

/** An amount and how many it is divided by, for both trusts of each currency. */
function byCurrency<Side>(
  sums: Readonly<Record<string, Side>>,
  present: (side: Side | undefined, currency: string) => object,
) {
  const currencies = new Set(Object.keys(sums).map((key) => key.split(' ')[0] ?? ''));
  return [...currencies].sort().map((currency) => ({
    currency,
    verified: present(sums[`${currency} verified`], currency),
    unverified: present(sums[`${currency} unverified`], currency),
  }));
}

const average = (minor: number, n: number, currency: string): number | null =>
  n === 0 ? null : toMajor(Math.round(minor / n), currency);

export function presentOrderSums(
  sums: Partial<OrderSums>,
): Pick<Customers, 'orders' | 'second_orders'> {
  const { value = {}, coupons = 0, first = 0, second = {} } = sums;
  const count = Object.values(value).reduce((all, { orders }) => all + orders, 0);
  const worth = ({ orders = 0, minor = 0 } = {}, currency: string) => ({
    orders,
    value: toMajor(minor, currency),
    average: average(minor, orders, currency),
  });
  return {
    orders: {
      count,
      first,
      with_coupon: wilson(Math.min(coupons, count), count),
      by_currency: byCurrency(value, worth) as Customers['orders']['by_currency'],
    },
    second_orders: {
      n: Object.values(second).reduce((all, n) => all + n, 0),
      median_days: medianOf(second),
    },
  };
}

/** All customers at the moment of the census. */
export function presentBase({ segments }: Model, { customers }: Census): Customers['base'] {
  const { people, repeat, orders, value, with_interval, quiet, churn } = customers;
  const inSegment = new Map(Object.entries(customers.segments));
  const owned = (side: { people: number; minor: number } | undefined, currency: string) => ({
    people: side?.people ?? 0,
    value: toMajor(side?.minor ?? 0, currency),
    average: average(side?.minor ?? 0, side?.people ?? 0, currency),
  });
  return {
    customers: people,
    repeat_rate: wilson(repeat, people),
    orders_each: people === 0 ? null : orders / people,
    value_to_date: byCurrency(value, owned) as NonNullable<Customers['base']>['value_to_date'],
    quiet: wilson(quiet, with_interval),
    churn: Object.entries(churn)
      .map(([days, { active, churned }]) => ({ days: Number(days), rate: wilson(churned, active) }))
      .sort((a, b) => a.days - b.days),
    segments: segments.map(({ id, label }) => ({
      id,
      label,
      share: wilson(inSegment.get(id) ?? 0, people),
    })),
  };
}
