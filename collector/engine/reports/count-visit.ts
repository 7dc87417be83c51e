/** What one visit adds to its day. */
import { beatAt } from './beat.ts';
import { beatOf, cellOf, type DaySums, sumsFor } from './day-sums.ts';
import type { History, ToldVisit } from './history.ts';
import { add, entry } from './record.ts';
import { type Cell, DIMENSIONS, type Dimension, type SegmentTotals } from './types.ts';

/**
 * Adds a visit to the sums of the day on which it began; nothing where the history has none with
 * this start.
 */
export function countVisit(sums: DaySums, history: History, start: number): void {
  const place = history.visits.findIndex((visit) => visit.start === start);
  const visit = history.visits[place];
  if (!visit) return;
  const before = history.visits.slice(0, place);
  const all = sumsFor(sums, history);
  for (const totals of all) countBeats(totals, visit);
  for (const dimension of DIMENSIONS) {
    const item = visit.items[dimension];
    const gap = gapOf(before, visit, dimension);
    for (const totals of all) {
      const cell = cellOf(totals, dimension, item);
      countIn(cell, visit);
      if (gap !== undefined)
        add(
          entry(cell as Record<string, object>, 'people', () => ({})),
          gap,
          1,
        );
    }
  }
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
 * undefined when they were counted for it on this day already.
 */
function gapOf(
  before: readonly ToldVisit[],
  { day, items }: ToldVisit,
  dimension: Dimension,
): string | undefined {
  const last = before.findLast((visit) => visit.items[dimension] === items[dimension]);
  if (!last) return 'none';
  return last.day >= day ? undefined : String(day - last.day);
}
