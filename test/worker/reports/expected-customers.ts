/** The answer of `customers` as the recomputation has it. */
import { currencyExponent } from '../../../collector/engine/index.ts';
import type { Customers } from '../../../dashboard-api/present/schemas/customers.ts';
import { byField, type Tree } from './compare.ts';
import { expectedOverTime, feelings } from './expected-voices.ts';
import type { Asked, Past } from './recompute.ts';
import { churnOf, soldIn, spokenIn, worthOf } from './recompute-customers.ts';
import { stateAt } from './recompute-places.ts';
import { openComplaints, textsIn } from './recompute-voices.ts';
import { medianOf, shareOf } from './share.ts';

const LOOKED_BACK = [30, 90, 365];

interface Sum {
  minor: number;
  n: number;
}

/** @param name what `n` counts */
function byCurrency(sums: Record<string, Sum>, name: string): Tree {
  const currencies = [...new Set(Object.keys(sums).map((key) => key.slice(0, 3)))];
  const side = (currency: string, trust: string): Tree => {
    const { minor, n } = sums[`${currency} ${trust}`] ?? { minor: 0, n: 0 };
    const unit = 10 ** currencyExponent(currency);
    const average = n === 0 ? null : Math.round(minor / n) / unit;
    return { [name]: n, value: minor / unit, average };
  };
  const both = (currency: string): Tree => ({
    currency,
    verified: side(currency, 'verified'),
    unverified: side(currency, 'unverified'),
  });
  return Object.fromEntries(currencies.map((currency) => [currency, both(currency)]));
}

function expectedOrders(past: Past, asked: Asked): Tree {
  const sold = soldIn(past, asked);
  const sums = Object.entries(sold.value).map(([key, { orders, minor }]) => [
    key,
    { n: orders, minor },
  ]);
  return {
    orders: {
      count: sold.orders,
      first: sold.first,
      with_coupon: shareOf(sold.coupons, sold.orders),
      by_currency: byCurrency(Object.fromEntries(sums), 'orders'),
    },
    second_orders: { n: sold.second.length, median_days: medianOf(sold.second) },
  };
}

/** All customers at the moment of a census that had seen the whole history. */
function expectedBase(past: Past, at: number): Tree {
  const then = { ...past, now: at };
  const worth = worthOf(then, ({ log }) => Object.keys(stateAt(log, past.model, at).segments));
  const sums = Object.entries(worth.value).map(([key, { people, minor }]) => [
    key,
    { n: people, minor },
  ]);
  const segments = past.model.segments.map(({ id }) => [
    id,
    { id, share: shareOf(worth.segments[id] ?? 0, worth.people) },
  ]);
  const rates = LOOKED_BACK.map((days) => {
    const { active, churned } = churnOf(then, days);
    return [days, { days, rate: shareOf(churned, active) }];
  });
  return {
    customers: worth.people,
    repeat_rate: shareOf(worth.repeat, worth.people),
    orders_each: worth.people === 0 ? null : worth.orders / worth.people,
    value_to_date: byCurrency(Object.fromEntries(sums), 'people'),
    quiet: shareOf(worth.quiet, worth.with_interval),
    churn: Object.fromEntries(rates),
    segments: Object.fromEntries(segments),
  };
}

/** When a census counted everybody after all had arrived; undefined for one of before. */
export const censusAfter = ({ end }: Past, censusAt: string | null): number | undefined =>
  censusAt !== null && Date.parse(censusAt) >= end ? Date.parse(censusAt) : undefined;

export function expectedCustomers(past: Past, asked: Asked, censusAt: string | null): Tree {
  const at = censusAfter(past, censusAt);
  const spoken = spokenIn(past, asked);
  return {
    ...(expectedOrders(past, asked) as object),
    ...(at !== undefined && { base: expectedBase(past, at) }),
    ...feelings(spoken),
    complaints: {
      made: spoken.complaints,
      resolved: spoken.resolved,
      open: openComplaints(past),
      complete: true,
    },
    over_time: expectedOverTime(past, asked),
    voices: textsIn(past, asked),
  };
}

export function comparableCustomers(past: Past, answered: Customers): Tree {
  const { orders, second_orders, census_at, base, csat, nps, complaints } = answered;
  const told = censusAfter(past, census_at) !== undefined && base;
  return {
    orders: { ...orders, by_currency: byField(orders.by_currency, 'currency') },
    second_orders,
    ...(told && { base: comparableBase(base) }),
    csat,
    nps,
    complaints,
    over_time: answered.over_time,
    voices: answered.voices.map((voice) => JSON.stringify(Object.values(voice))).sort(),
  };
}

function comparableBase(base: NonNullable<Customers['base']>): Tree {
  const segments = base.segments.map(({ id, share }) => ({ id, share }));
  return {
    ...base,
    value_to_date: byField(base.value_to_date, 'currency'),
    churn: byField(base.churn, 'days'),
    segments: byField(segments, 'id'),
  };
}
