/** Days added up for a reader: everything that may be added, and people each once. */
import { add, addAll, entry } from './record.ts';
import type {
  Beat,
  Cell,
  DayTotals,
  Dimension,
  Flow,
  Gaps,
  OrderSums,
  SegmentTotals,
  Voices,
} from './types.ts';

/** What an item brought in a period. */
export interface PeriodCell extends Omit<Cell, 'people'> {
  /** people with a visit of the item in the period, each once */
  people: number;
}

export interface PeriodFlow {
  moves: number;
  /** of these, by people who had come onto the place within the period too */
  within: number;
  /** by whole hours that they had stood there */
  hours: Record<string, number>;
}

export interface PeriodSums {
  by: Partial<Record<Dimension, Record<string, PeriodCell>>>;
  rhythm: Record<string, Beat>;
}

export interface PeriodTotals extends PeriodSums {
  flows: Record<string, PeriodFlow>;
  orders: OrderSums;
  voices: Voices;
}

/** A day as `totals` has it. */
export interface CountedTotals<T extends SegmentTotals = DayTotals> {
  /** days since 1970 */
  day: number;
  totals: T;
}

/**
 * How many of those counted on a day count for a period that began so many days before it: who was
 * counted within the period already does not.
 *
 * @example distinct({ none: 3, '1': 2, '9': 1 }, 5) // 4
 */
export function distinct(gaps: Gaps | undefined, daysSinceBegin: number): number {
  let people = 0;
  for (const [gap, count] of Object.entries(gaps ?? {})) {
    if (gap === 'none' || Number(gap) > daysSinceBegin) people += count;
  }
  return people;
}

/**
 * Adds days of one segment up.
 *
 * @param from first day of the period: people are told apart from there on
 */
export function sumSegmentDays(
  days: readonly CountedTotals<SegmentTotals>[],
  from: number,
): PeriodSums {
  const sums: PeriodSums = { by: {}, rhythm: {} };
  for (const { day, totals } of days) {
    addAll(sums.rhythm, totals.rhythm);
    for (const [dimension, cells] of Object.entries(totals.by)) {
      const into = entry(
        sums.by as Record<string, Record<string, PeriodCell>>,
        dimension,
        () => ({}),
      );
      for (const [item, { people, ...numbers }] of Object.entries(cells)) {
        const cell = entry(into, item, () => ({ people: 0 }));
        cell.people += distinct(people, day - from);
        addAll(cell, numbers);
      }
    }
  }
  return sums;
}

/**
 * Adds days of everybody up.
 *
 * @param from first day of the period
 * @example sumDays(days, from).by.channel?.email?.people
 */
export function sumDays(days: readonly CountedTotals[], from: number): PeriodTotals {
  const sums: PeriodTotals = {
    ...sumSegmentDays(days, from),
    flows: {},
    orders: { value: {}, coupons: 0, first: 0, second: {} },
    voices: { csat: {}, nps: {}, complaints: 0, resolved: 0 },
  };
  for (const { day, totals } of days) {
    addAll(sums.orders, totals.orders);
    addAll(sums.voices, totals.voices);
    for (const [name, flow] of Object.entries(totals.flows))
      addFlow(sums.flows, name, flow, day - from);
  }
  return sums;
}

function addFlow(
  flows: Record<string, PeriodFlow>,
  name: string,
  { moves, gaps, hours }: Flow,
  daysSinceBegin: number,
): void {
  const flow = entry(flows, name, () => ({ moves: 0, within: 0, hours: {} }));
  flow.moves += moves;
  for (const [gap, count] of Object.entries(gaps)) {
    if (Number(gap) <= daysSinceBegin) add(flow, 'within', count);
  }
  addAll(flow.hours, hours);
}
