/** A count of what a group shares as the API shows it. */
import {
  type Amounts,
  type Figures,
  figuresOf,
  MEDIAN_ERROR,
  noSum,
  TRAITS,
} from '../../collector/engine/index.ts';
import type { IdealBody } from '../queries/jobs.ts';
import { toMajor } from './money.ts';
import type { IdealFigures } from './schemas/ideal-customer.ts';
import { toRfc3339 } from './time.ts';

type Spending = Figures['spending'][number];

function money(amounts: Amounts | null, currency: string): Amounts | null {
  if (amounts === null) return null;
  const { n, min, median, max } = amounts;
  const [low, middle, high] = [min, Math.round(median), max].map((it) => toMajor(it, currency));
  return { n, min: low ?? 0, median: middle ?? 0, max: high ?? 0 };
}

function spending({ currency, group, versus }: Spending): Spending {
  const inMajor = (side: Spending['group']): Spending['group'] => ({
    ...side,
    order: money(side.order, currency),
    person: money(side.person, currency),
  });
  return { currency, group: inMajor(group), versus: inMajor(versus) };
}

export function presentIdeal(body: IdealBody): IdealFigures {
  const { at, purchases, group, versus, sum = noSum() } = body;
  const { traits, spending: spent, ...counts } = figuresOf(sum);
  return {
    kind: 'ideal_customer',
    as_of: toRfc3339(at),
    purchases,
    group: group.map((combination) => ({ ...combination })),
    versus: versus?.map((combination) => ({ ...combination })) ?? null,
    ...counts,
    median_error: MEDIAN_ERROR,
    spending: spent.map(spending),
    traits: traits.map((it) => ({ ...it, label: TRAITS[it.trait]?.label ?? { en: it.trait } })),
  };
}
