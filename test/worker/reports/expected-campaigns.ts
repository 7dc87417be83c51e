/** The answers of `campaigns/{id}/report` as the recomputation has them. */
import { currencyExponent, toMinor } from '../../../collector/engine/index.ts';
import type { CampaignReport } from '../../../dashboard-api/present/schemas/campaign-report.ts';
import type { Campaign } from '../../../dashboard-api/present/schemas/campaigns.ts';
import { byField, type Tree } from './compare.ts';
import { DAY, wallClock } from './local-time.ts';
import type { OwnCampaign, Past } from './recompute.ts';
import { soldIn } from './recompute-customers.ts';
import { type Brought, nothing, sourcesOf } from './recompute-sources.ts';

const dayOf = (date: string): number => Date.parse(date) / DAY;
const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
const MOST_DAYS = 1100;
const LOOK_BACK_DAYS = 90;
const WHOLE = 1_000_000;

/** A campaign as the recomputation of visits needs it. */
export const ownCampaign = ({ id, from, to, match }: Campaign): OwnCampaign => ({
  id,
  from: dayOf(from),
  to: to === null ? Number.POSITIVE_INFINITY : dayOf(to),
  match: match as OwnCampaign['match'],
});

export interface Way {
  attribution: 'first' | 'last' | 'linear';
  purchases: 'any' | 'verified';
}

/** Its own days and those in which its visits may still lead to something, up to today. */
function daysOf({ from, to }: Campaign, today: number) {
  const last = to === null ? today : Math.min(today, dayOf(to) + LOOK_BACK_DAYS);
  const end = Math.max(dayOf(from), last);
  return { from: Math.max(dayOf(from), end - MOST_DAYS + 1), to: end };
}

/** Minor units that count, by the currency. */
function revenueIn({ revenue }: Brought, currency: string, { attribution }: Way) {
  const of = (trust: string) => revenue[`${currency} ${trust}`]?.[attribution] ?? 0;
  return { verified: of('verified'), unverified: of('unverified') };
}

export function expectedCampaign(past: Past, campaign: Campaign, way: Way): Tree {
  const { attribution } = way;
  const today = wallClock(past.zone, past.now).day;
  const days = daysOf(campaign, today);
  const line = sourcesOf(past, 'plan', days).get(campaign.id) ?? nothing();
  const people = (credits: Brought['leads'] | undefined) => (credits?.[attribution] ?? 0) / WHOLE;
  const orders = {
    verified: people(line.orders.verified),
    unverified: people(line.orders.unverified),
  };
  const currencies = [...new Set(Object.keys(line.revenue).map((key) => key.slice(0, 3)))];
  const inMajor = (currency: string) => {
    const { verified, unverified } = revenueIn(line, currency, way);
    const unit = 10 ** currencyExponent(currency);
    return { currency, verified: verified / unit, unverified: unverified / unit };
  };
  const { currency: own, ...revenue } = inMajor(campaign.currency);
  const others = currencies.filter((one) => one !== own).map(inMajor);
  return {
    from: dateOf(days.from),
    to: dateOf(days.to),
    name: campaign.name,
    running: isRunning(campaign, today),
    visits: line.visits,
    people: line.people.size,
    new_people: line.new_people,
    signups: line.signups,
    leads: people(line.leads),
    customers: people(line.customers),
    orders,
    currency: own,
    revenue,
    other_currencies: byField(others.filter(isSome), 'currency'),
    ...moneyOf(past, campaign, way, { line, days, today }),
  };
}

const isSome = ({ verified, unverified }: { verified: number; unverified: number }): boolean =>
  verified !== 0 || unverified !== 0;

const isRunning = ({ from, to }: Campaign, today: number): boolean =>
  today >= dayOf(from) && (to === null || today <= dayOf(to));

interface Found {
  line: Brought;
  days: { from: number; to: number };
  today: number;
}

/** Whether it paid: everything in minor units, until it is told. */
function moneyOf(past: Past, campaign: Campaign, way: Way, found: Found): { [key: string]: Tree } {
  const { currency, budget, spend } = campaign;
  const unit = 10 ** currencyExponent(currency);
  const minor = (amount: number) => toMinor(amount, currency) ?? 0;
  const { verified, unverified } = revenueIn(found.line, currency, way);
  const actual = way.purchases === 'any' ? verified + unverified : verified;
  const spent = spend
    .filter(({ date }) => dayOf(date) <= found.days.to)
    .reduce((sum, { amount }) => sum + minor(amount), 0);
  return {
    sales: salesOf(campaign, actual / unit, found.today),
    budget: { planned: budget, spent: spent / unit, share: ratio(spent / unit, budget) },
    roi: ratio(actual - spent, spent),
    cost_per: costsOf(found.line, spent, way, unit),
    break_even: breakEvenOf(past, campaign, way, { days: found.days, actual, spent, unit }),
  };
}

const ratio = (of: number, by: number | null): number | null =>
  by === null || by === 0 ? null : of / by;

function salesOf({ from, to, expected_sales, currency }: Campaign, actual: number, today: number) {
  const unit = 10 ** currencyExponent(currency);
  const days = to === null ? 0 : dayOf(to) - dayOf(from) + 1;
  const begun = Math.max(0, Math.min(days, today - dayOf(from) + 1));
  const known = expected_sales !== null && to !== null;
  const byNow = known ? Math.round((expected_sales * unit * begun) / days) / unit : null;
  return {
    actual,
    expected: expected_sales,
    share: ratio(actual, expected_sales),
    expected_by_now: byNow,
    share_by_now: ratio(actual, byNow),
  };
}

function costsOf(line: Brought, spent: number, { attribution, purchases }: Way, unit: number) {
  const { leads, customers, orders, visits } = line;
  const of = (trust: string) => (orders[trust]?.[attribution] ?? 0) / WHOLE;
  const bought = of('verified') + (purchases === 'any' ? of('unverified') : 0);
  const each = (n: number) => (n === 0 ? null : Math.round(spent / n) / unit);
  return {
    visit: each(visits),
    lead: each(leads[attribution] / WHOLE),
    order: each(bought),
    customer: each(customers[attribution] / WHOLE),
  };
}

interface Money {
  days: { from: number; to: number };
  actual: number;
  spent: number;
  unit: number;
}

function breakEvenOf(past: Past, { currency }: Campaign, way: Way, money: Money): Tree {
  const { days, actual, spent, unit } = money;
  const trusts = way.purchases === 'any' ? ['verified', 'unverified'] : ['verified'];
  const sold = soldIn(past, days).value;
  const sums = trusts.flatMap((trust) => sold[`${currency} ${trust}`] ?? []);
  const orders = sums.reduce((all, sum) => all + sum.orders, 0);
  const average = orders === 0 ? null : sums.reduce((all, sum) => all + sum.minor, 0) / orders;
  const needed = Math.max(0, spent - actual);
  return {
    reached: actual >= spent,
    revenue_needed: needed / unit,
    average_order: average === null ? null : Math.round(average) / unit,
    orders_needed: average === null ? null : Math.ceil(needed / average),
  };
}

export function comparableCampaign(report: CampaignReport): Tree {
  const { as_of, counted_at, pending_days, campaign, attribution, purchases, ...figures } = report;
  return {
    ...figures,
    other_currencies: byField(figures.other_currencies.filter(isSome), 'currency'),
  };
}
