/** How much more frequent something is here than there, and how sure that is. */
import type { Share } from '../wilson.ts';

export interface Lift {
  /** null when it is never there: then the ratio has no bound, but `low` still holds */
  value: number | null;
  low: number;
  /** null for no bound */
  high: number | null;
  /** people on both sides */
  n: number;
}

/** `share² − (share − bound)²`: what a Wilson bound says of the variance on its side. */
const recovered = ({ value }: Share, bound: number): number => bound * (2 * value - bound);

/**
 * The ratio of two shares with its 95 % interval, by the method of variance estimates recovery from
 * the two Wilson intervals (MOVER-R: A. Donner, G. Y. Zou, "Closed-form confidence intervals for
 * functions of the normal mean and standard deviation", Statistical Methods in Medical Research
 * 21, 2012; with Wilson's bounds in M. W. Fagerland, S. Lydersen, P. Laake, "Statistical Analysis
 * of Contingency Tables", 2017, chapter 4). Other than Katz's logarithm it needs no case of its own
 * where nobody has it. For two groups that share people it is wider than it need be.
 *
 * The bounds are written as `a / (b + √…)`, so that neither divides by zero.
 */
export function lift(here: Share, there: Share): Lift {
  const n = here.n + there.n;
  const product = here.value * there.value;
  const least = recovered(here, here.low);
  const most = recovered(here, here.high);
  const thereLow = recovered(there, there.low);
  const thereHigh = recovered(there, there.high);
  const low = least <= 0 ? 0 : least / (product + root(product ** 2 - least * thereHigh));
  const high = thereLow <= 0 ? null : (product + root(product ** 2 - most * thereLow)) / thereLow;
  return { value: there.value === 0 ? null : here.value / there.value, low, high, n };
}

/** Rounding may leave a trifle below zero. */
const root = (square: number): number => Math.sqrt(Math.max(0, square));
