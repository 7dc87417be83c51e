/** The sums of one day: of everybody, and of the people of each segment. */
import type { History } from './history.ts';
import { entry } from './record.ts';
import type { Beat, Cell, Credit, DayTotals, Dimension, SegmentTotals } from './types.ts';

export interface DaySums {
  all: DayTotals;
  segments: Record<string, SegmentTotals>;
}

export function noDay(): DayTotals {
  return {
    by: {},
    rhythm: {},
    flows: {},
    orders: { value: {}, coupons: 0, first: 0, second: {} },
    voices: { csat: {}, nps: {}, complaints: 0, resolved: 0 },
  };
}

export const noDaySums = (): DaySums => ({ all: noDay(), segments: {} });

/** Everybody's sums, and those of the segments that the person is in. */
export function sumsFor(sums: DaySums, { segments }: History): SegmentTotals[] {
  const own = segments.map((id) => entry(sums.segments, id, () => ({ by: {}, rhythm: {} })));
  return [sums.all, ...own];
}

export function cellOf({ by }: SegmentTotals, dimension: Dimension, item: string): Cell {
  by[dimension] ??= {};
  return entry(by[dimension], item, () => ({}));
}

export const beatOf = ({ rhythm }: SegmentTotals, beat: string): Beat =>
  entry(rhythm, beat, () => ({}));

export const noCredit = (): Credit => ({ first: 0, last: 0, linear: 0 });
