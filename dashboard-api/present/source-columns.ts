/** The columns of `sources` as CSV: one a figure, and for each currency its own. */
import type { Credit } from '../../collector/engine/reports/types.ts';
import type { Columns } from './list-columns.ts';
import type { SourceFigures, SourceLine } from './schemas/sources.ts';

type Column = Columns<SourceLine>[number];

const NUMBERS = [
  ...['visits', 'people', 'new_people', 'pages', 'engaged_s', 'ad_arrivals', 'slot_clicks'],
  ...['signups', 'unsubscribes', 'buying_visits'],
] as const;
const WAYS = ['first', 'last', 'linear'] as const;
const TRUSTS = ['verified', 'unverified'] as const;

const credits = (name: string, of: (line: SourceLine) => Credit | undefined): Column[] =>
  WAYS.map((way) => [`${name}_${way}`, (line) => of(line)?.[way] ?? 0]);

/** @param totals tell which currencies there are */
export function sourceColumns(totals: SourceFigures): readonly Column[] {
  const money = totals.revenue.flatMap(({ currency }) =>
    TRUSTS.flatMap((trust) =>
      credits(
        `revenue_${currency}_${trust}`,
        ({ revenue }) => revenue.find((one) => one.currency === currency)?.[trust],
      ),
    ),
  );
  return [
    ['item', ({ item }) => item],
    ...NUMBERS.map((name): Column => [name, (line) => line[name as keyof SourceLine] as number]),
    ['conversion', ({ conversion }) => conversion?.value],
    ['conversion_low', ({ conversion }) => conversion?.low],
    ['conversion_high', ({ conversion }) => conversion?.high],
    ...credits('leads', ({ leads }) => leads),
    ...credits('customers', ({ customers }) => customers),
    ...TRUSTS.flatMap((trust) => credits(`orders_${trust}`, ({ orders }) => orders[trust])),
    ...money,
  ];
}
