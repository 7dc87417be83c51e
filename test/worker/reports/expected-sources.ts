/** The answer of `sources` as the recomputation has it. */
import { currencyExponent } from '../../../collector/engine/index.ts';
import type { Sources } from '../../../dashboard-api/present/schemas/sources.ts';
import { byField, type Tree } from './compare.ts';
import type { Asked, Past } from './recompute.ts';
import { type Brought, type Credits, nothing, sourcesOf } from './recompute-sources.ts';
import { shareOf } from './share.ts';

const NO_CREDIT: Credits = { first: 0, last: 0, linear: 0 };
const TRUSTS = ['verified', 'unverified'] as const;

function credit(credits: Credits | undefined, whole: number): Tree {
  const { first, last, linear } = credits ?? NO_CREDIT;
  return { first: first / whole, last: last / whole, linear: linear / whole };
}

const people = (credits: Credits | undefined): Tree => credit(credits, 1_000_000);

/** By currency, in its major unit. */
function revenueOf({ revenue }: Brought): Tree {
  const currencies = new Set(Object.keys(revenue).map((key) => key.slice(0, 3)));
  const of = (currency: string) => {
    const of = (trust: string) =>
      credit(revenue[`${currency} ${trust}`], 10 ** currencyExponent(currency));
    return Object.fromEntries(TRUSTS.map((trust) => [trust, of(trust)]));
  };
  return withoutZeros(Object.fromEntries([...currencies].map((one) => [one, of(one)])));
}

/** An item may get nothing of the little that there is to share: whether it is named is no number. */
function withoutZeros(money: Record<string, Tree>): Record<string, Tree> {
  const kept = Object.entries(money).filter(([, sums]) => /[1-9]/.test(JSON.stringify(sums)));
  return Object.fromEntries(kept);
}

/** @param people those of the line, each once */
function figuresOf(line: Brought): Tree {
  return {
    visits: line.visits,
    people: line.people.size,
    new_people: line.new_people,
    pages: line.pages,
    engaged_s: line.engaged_ms / 1000,
    ad_arrivals: line.ad_arrivals,
    slot_clicks: line.slot_clicks,
    signups: line.signups,
    unsubscribes: line.unsubscribes,
    leads: people(line.leads),
    customers: people(line.customers),
    orders: Object.fromEntries(TRUSTS.map((trust) => [trust, people(line.orders[trust])])),
    revenue: revenueOf(line),
    buying_visits: line.buying_visits,
    conversion: shareOf(line.buying_visits, line.visits),
  };
}

export function expectedSources(past: Past, by: string, asked: Asked): Tree {
  const lines = [...sourcesOf(past, by, asked)].map(([item, line]) => [item, figuresOf(line)]);
  const all = sourcesOf(past, 'all', asked).get('') ?? nothing();
  return { data: Object.fromEntries(lines), totals: figuresOf(all) };
}

type Figures = Sources['totals'];

function comparable({ revenue, ...figures }: Figures): { [key: string]: Tree } {
  const money = revenue.map(({ currency, ...sums }) => [currency, sums] as const);
  return { ...figures, revenue: withoutZeros(Object.fromEntries(money)) };
}

/** All pages of an answer, laid out like {@link expectedSources}. */
export function comparableSources(pages: readonly Sources[]): Tree {
  const lines = pages.flatMap(({ data }) => data);
  const figures = lines.map(({ item, ...line }) => ({ item, ...comparable(line) }));
  const data = Object.values(byField(figures, 'item')).map(({ item, ...rest }) => [item, rest]);
  if (data.length < lines.length) throw new Error('An item has two lines');
  const totals = pages.at(-1)?.totals;
  return { data: Object.fromEntries(data), totals: totals && comparable(totals) };
}
