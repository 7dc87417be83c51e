/** What a campaign brought, held against what it cost. Money is minor units inside. */
import { type Credit, type Trust, WHOLE } from '../../collector/engine/reports/types.ts';
import type { CampaignBody, CampaignTotals } from '../queries/campaigns.ts';
import { toMajor } from './money.ts';
import type { Attribution, CampaignReport } from './schemas/campaign-report.ts';

interface Counted {
  body: CampaignBody;
  totals: CampaignTotals;
  attribution: Attribution;
  purchases: 'any' | 'verified';
  /** last day of the report */
  to: number;
  today: number;
}

type Figures = Omit<
  CampaignReport,
  'as_of' | 'counted_at' | 'pending_days' | 'from' | 'to' | 'campaign'
>;

const TRUSTS = ['verified', 'unverified'] as const;

/** Null instead of a division by zero. */
const per = (amount: number, by: number): number | null => (by === 0 ? null : amount / by);

const byTrust = (of: (trust: Trust) => number) => ({
  verified: of('verified'),
  unverified: of('unverified'),
});

export function presentCampaignReport(counted: Counted): Figures {
  const { body, totals, attribution, purchases, today } = counted;
  const { total } = totals;
  const { currency } = body;
  const credited = (credit: Credit | undefined) => (credit?.[attribution] ?? 0) / WHOLE;
  const orders = byTrust((trust) => credited(total.orders?.[trust]));
  const minorIn = (one: string) =>
    byTrust((trust) => total.revenue?.[`${one} ${trust}`]?.[attribution] ?? 0);
  const counts = purchases === 'any' ? TRUSTS : TRUSTS.slice(0, 1);
  const actual = sumOf(counts, minorIn(currency));
  const spent = spentUpTo(body, counted.to);
  const { visits = 0 } = total;
  const [leads, customers] = [credited(total.leads), credited(total.customers)];
  const cost = { visit: visits, lead: leads, order: sumOf(counts, orders), customer: customers };
  return {
    name: body.name,
    attribution,
    purchases,
    running: body.from <= today && today <= (body.to ?? today),
    visits,
    people: total.people ?? 0,
    new_people: total.new_people ?? 0,
    signups: total.signups ?? 0,
    leads,
    customers,
    orders,
    currency,
    revenue: inMajor(minorIn(currency), currency),
    other_currencies: currenciesOf(total.revenue)
      .filter((other) => other !== currency)
      .map((other) => ({ currency: other, ...inMajor(minorIn(other), other) })),
    sales: sales(body, actual, today),
    budget: budget(body, spent),
    roi: per(actual - spent, spent),
    cost_per: costs(cost, spent, currency),
    break_even: breakEven(spent - actual, averageOrder(totals.site, currency, counts), currency),
  };
}

const sumOf = (trusts: readonly Trust[], sides: Record<Trust, number>): number =>
  trusts.reduce((sum, trust) => sum + sides[trust], 0);

const inMajor = (sides: Record<Trust, number>, currency: string) =>
  byTrust((trust) => toMajor(sides[trust], currency));

const currenciesOf = (revenue: object = {}): string[] =>
  [...new Set(Object.keys(revenue).map((key) => key.split(' ')[0] ?? ''))].sort();

const spentUpTo = ({ spend }: CampaignBody, last: number): number =>
  Object.entries(spend).reduce((sum, [day, minor]) => sum + (Number(day) <= last ? minor : 0), 0);

/** The part of the campaign's days that have begun, 0–1; undefined without an end. */
function elapsed({ from, to }: CampaignBody, today: number): number | undefined {
  if (to === undefined) return undefined;
  const days = to - from + 1;
  return Math.min(days, Math.max(0, today - from + 1)) / days;
}

function sales(body: CampaignBody, actual: number, today: number): CampaignReport['sales'] {
  const { currency, expected_minor: expected } = body;
  const part = elapsed(body, today);
  const byNow =
    expected === undefined || part === undefined ? undefined : Math.round(expected * part);
  const major = (minor: number | undefined) =>
    minor === undefined ? null : toMajor(minor, currency);
  return {
    actual: toMajor(actual, currency),
    expected: major(expected),
    share: per(actual, expected ?? 0),
    expected_by_now: major(byNow),
    share_by_now: per(actual, byNow ?? 0),
  };
}

function budget({ currency, budget_minor }: CampaignBody, spent: number): CampaignReport['budget'] {
  return {
    planned: budget_minor === undefined ? null : toMajor(budget_minor, currency),
    spent: toMajor(spent, currency),
    share: per(spent, budget_minor ?? 0),
  };
}

function costs<Of extends string>(counts: Record<Of, number>, spent: number, currency: string) {
  const each = Object.entries<number>(counts).map(([of, n]) => [
    of,
    n === 0 ? null : toMajor(Math.round(spent / n), currency),
  ]);
  return Object.fromEntries(each) as Record<Of, number | null>;
}

/** Minor units, not rounded; null when the site had no order in this currency. */
function averageOrder(
  site: CampaignTotals['site'],
  currency: string,
  trusts: readonly Trust[],
): number | null {
  const sides = trusts.map((trust) => site[`${currency} ${trust}`]);
  const orders = sides.reduce((sum, side) => sum + (side?.orders ?? 0), 0);
  return per(
    sides.reduce((sum, side) => sum + (side?.minor ?? 0), 0),
    orders,
  );
}

/** @param gap what was spent and did not come back, minor units */
function breakEven(
  gap: number,
  average: number | null,
  currency: string,
): CampaignReport['break_even'] {
  const needed = Math.max(0, gap);
  return {
    reached: gap <= 0,
    revenue_needed: toMajor(needed, currency),
    average_order: average === null ? null : toMajor(Math.round(average), currency),
    orders_needed: average === null ? null : ordersFor(needed, average),
  };
}

/** Whole orders; null when no number of orders that are worth nothing is enough. */
function ordersFor(needed: number, average: number): number | null {
  if (needed === 0) return 0;
  return average === 0 ? null : Math.ceil(needed / average);
}
