/** What one visit adds to its day. */
import { beatAt } from './beat.ts';
import { beatOf, cellOf, type DaySums, sumsFor } from './day-sums.ts';
import type { History, ToldVisit } from './history.ts';
import { add } from './record.ts';
import { type Cell, DIMENSIONS, type Dimension, type SegmentTotals } from './types.ts';

/**
 * Adds a visit to the sums of the day on which it began; nothing where the history has none with
 * this start.
 */
export function countVisit(sums: DaySums, history: History, start: number): void {
  const visit = history.visits.find((one) => one.start === start);
  if (!visit) return;
  const all = sumsFor(sums, history);
  for (const totals of all) countBeats(totals, visit);
  for (const dimension of DIMENSIONS) {
    const gap = gapOf(history.visits, visit, dimension);
    for (const totals of all) {
      const cell = cellOf(totals, dimension, visit.items[dimension]);
      countIn(cell, visit);
      if (gap !== undefined) countPerson(cell, gap);
    }
  }
}

function countPerson(cell: Cell, gap: string): void {
  cell.people ??= {};
  add(cell.people, gap, 1);
}

function countBeats(totals: SegmentTotals, { start, offset_min, acts }: ToldVisit): void {
  add(beatOf(totals, beatAt(start, offset_min)), 'visits', 1);
  for (const { of, beat } of acts) if (of) add(beatOf(totals, beat), of, 1);
}

function countIn(cell: Cell, visit: ToldVisit): void {
  add(cell, 'visits', 1);
  add(cell, 'pages', visit.pages);
  add(cell, 'engaged_ms', visit.engaged_ms);
  add(cell, 'buying_visits', visit.bought ? 1 : 0);
  add(cell, 'new_people', visit.first ? 1 : 0);
  for (const act of visit.acts) add(cell, act.in, 1);
}

/**
 * Days since the person's last visit of an earlier day with the same item, `none` without one;
 * undefined when an earlier visit of this day was counted for it. Days come before moments: where a
 * site moves to another time zone the two do not agree.
 */
function gapOf(
  visits: readonly ToldVisit[],
  { day, start, items }: ToldVisit,
  dimension: Dimension,
): string | undefined {
  let last = -Infinity;
  for (const one of visits) {
    if (one.items[dimension] !== items[dimension] || one.day > day) continue;
    if (one.day < day) last = Math.max(last, one.day);
    else if (one.start < start) return undefined;
  }
  return last === -Infinity ? 'none' : String(day - last);
}
