/** Everybody at one moment, counted one person after the other. */
import { orderCounts, ordersSummary } from '../orders.ts';
import type { State } from '../state.ts';
import type { Order } from '../types.ts';
import { DAY } from '../units.ts';
import { moneyKey } from './count-order.ts';
import { add, entry } from './record.ts';
import type { Census } from './types.ts';

/** Days looked back for churn. */
const CHURN_DAYS = [30, 90, 365] as const;
/** Days without an order after which a customer is none. */
const CUSTOMER_DAYS = 365;

export function noCensus(at: number): Census {
  const churn = CHURN_DAYS.map((days) => [days, { active: 0, churned: 0 }]);
  return {
    at,
    people: 0,
    software: 0,
    rungs: {},
    grades: {},
    segments: {},
    customers: {
      ...{ people: 0, repeat: 0, orders: 0, segments: {} },
      ...{ with_interval: 0, quiet: 0, value: {} },
      churn: Object.fromEntries(churn),
    },
  };
}

/**
 * Counts somebody in.
 *
 * @param state the person at the census's moment: time has been let pass up to there
 * @param dayOf local day of a moment
 */
export function addPerson(census: Census, state: State, dayOf: (at: number) => number): void {
  if (state.first_seen === null) {
    census.software += 1;
    return;
  }
  census.people += 1;
  const stood = dayOf(census.at) - dayOf(state.rung_since);
  add(
    entry(census.rungs, state.rung, () => ({})),
    String(stood),
    1,
  );
  add(census.grades, state.grade, 1);
  for (const segment of Object.keys(state.segments)) add(census.segments, segment, 1);
  addCustomer(census, state);
}

function addCustomer({ at, customers }: Census, state: State): void {
  const { count, first_at, last_at } = ordersSummary(state);
  if (count === 0) return;
  customers.people += 1;
  customers.orders += count;
  for (const segment of Object.keys(state.segments)) add(customers.segments, segment, 1);
  addValue(customers, state);
  addChurn(customers, state, at);
  if (count < 2 || first_at === null) return;
  customers.repeat += 1;
  customers.with_interval += 1;
  const last = last_at ?? first_at;
  if (at - last > (2 * (last - first_at)) / (count - 1)) customers.quiet += 1;
}

/** Each customer once a currency and trust, however many orders. */
function addValue({ value }: Census['customers'], state: State): void {
  const own = new Map<string, number>();
  const give = (key: string, minor: number): void => void own.set(key, (own.get(key) ?? 0) + minor);
  for (const order of state.orders.filter(orderCounts)) {
    give(moneyKey(order), order.value_minor - order.refunded_minor);
  }
  const { value: past = {}, verified_value: sure = {} } = state.past_orders ?? {};
  for (const [currency, minor] of Object.entries(past)) {
    const verified = sure[currency] ?? 0;
    if (verified > 0) give(`${currency} verified`, verified);
    if (minor > verified) give(`${currency} unverified`, minor - verified);
  }
  for (const [key, minor] of own) {
    const sum = entry(value, key, () => ({ people: 0, minor: 0 }));
    sum.people += 1;
    sum.minor += minor;
  }
}

/** Active: with an order in the year before the period. Churned: a year without one is full by now. */
function addChurn({ churn }: Census['customers'], state: State, at: number): void {
  const standing = state.orders.filter(orderCounts);
  for (const [days, sum] of Object.entries(churn)) {
    const begin = at - Number(days) * DAY;
    const last = lastBefore(standing, state, begin);
    if (last === undefined || last < begin - CUSTOMER_DAYS * DAY) continue;
    sum.active += 1;
    const newest = standing.at(-1)?.at ?? last;
    if (newest <= at - CUSTOMER_DAYS * DAY) sum.churned += 1;
  }
}

/** Of orders known as totals only, the last came right before those that are kept one by one. */
function lastBefore(standing: readonly Order[], state: State, begin: number): number | undefined {
  const kept = standing.findLast(({ at }) => at < begin);
  if (kept) return kept.at;
  const { count = 0, first_at = 0 } = state.past_orders ?? {};
  return count > 0 && first_at < begin ? begin - 1 : undefined;
}
