/** Puts down what something is worth to the visits that led to it. */
import { cellOf, noCredit } from './day-sums.ts';
import type { History } from './history.ts';
import { creditsOf, touchesOf } from './touches.ts';
import { type Cell, type Credit, DIMENSIONS, type SegmentTotals, UNKNOWN } from './types.ts';

/** A thing at a moment, worth so much, and where in a cell its credit is. */
export interface Credited {
  at: number;
  whole: number;
  in: (cell: Cell) => Credit;
}

export function credit(
  all: readonly SegmentTotals[],
  { visits }: History,
  { at, whole, in: creditIn }: Credited,
): void {
  if (whole === 0) return;
  const touches = touchesOf(visits, at);
  const credits = creditsOf(touches, whole);
  for (const totals of all) {
    for (const dimension of DIMENSIONS) {
      if (touches.length === 0) {
        const cell = cellOf(totals, dimension, dimension === 'all' ? '' : UNKNOWN);
        give(creditIn(cell), { first: whole, last: whole, linear: whole });
      }
      for (const [i, touch] of touches.entries()) {
        const cell = cellOf(totals, dimension, touch.items[dimension]);
        give(creditIn(cell), credits[i] ?? noCredit());
      }
    }
  }
}

function give(credit: Credit, { first, last, linear }: Credit): void {
  credit.first += first;
  credit.last += last;
  credit.linear += linear;
}
