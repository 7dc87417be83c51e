/** The orders in which lines of `sources` come, and places in them. */
import type { SourceLine } from '../present/schemas/sources.ts';

export const LINE_ORDERS = [
  'visits',
  'people',
  'new_people',
  'engaged_s',
  'signups',
  'conversion',
  'leads',
  'customers',
  'orders',
  'item',
] as const;
export type LineOrder = (typeof LINE_ORDERS)[number];

/** By name all are equal but for the name. */
const FIGURE: Readonly<Record<LineOrder, (line: SourceLine) => number>> = {
  visits: ({ visits }) => visits,
  people: ({ people }) => people,
  new_people: ({ new_people }) => new_people,
  engaged_s: ({ engaged_s }) => engaged_s,
  signups: ({ signups }) => signups,
  conversion: ({ conversion }) => conversion?.value ?? -1,
  leads: ({ leads }) => leads.last,
  customers: ({ customers }) => customers.last,
  orders: ({ orders }) => orders.verified.last + orders.unverified.last,
  item: () => 0,
};

export type Place = readonly [figure: number, item: string];

export const placeOf = (line: SourceLine, order: LineOrder): Place => [
  FIGURE[order](line),
  line.item,
];

const byPlace = ([a, x]: Place, [b, y]: Place): number => b - a || (x < y ? -1 : Number(x > y));

/** The lines in order, those behind a place of an earlier page. */
export function linesAfter(
  lines: readonly SourceLine[],
  order: LineOrder,
  after: Place | undefined,
): SourceLine[] {
  return lines
    .map((line) => ({ line, place: placeOf(line, order) }))
    .filter(({ place }) => after === undefined || byPlace(place, after) > 0)
    .sort((a, b) => byPlace(a.place, b.place))
    .map(({ line }) => line);
}
