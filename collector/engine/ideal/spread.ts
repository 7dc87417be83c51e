/**
 * Amounts in a bounded number of counters: minimum and maximum exactly, the median to one percent.
 * The buckets grow by a constant factor, so that the error is relative to the amount (C. Masson,
 * J. E. Rim, H. K. Lee, "DDSketch: a fast and fully-mergeable quantile sketch with relative-error
 * guarantees", PVLDB 12, 2019). Nine quadrillion minor units are in bucket 1,838.
 */

/** A median is off by at most this part of itself. */
export const MEDIAN_ERROR = 0.01;
const GROWTH = (1 + MEDIAN_ERROR) / (1 - MEDIAN_ERROR);

export interface Spread {
  n: number;
  min: number;
  max: number;
  zeros: number;
  /** by bucket: amounts above `GROWTH^(i−1)` up to `GROWTH^i` */
  buckets: Record<string, number>;
}

export const noSpread = (): Spread => ({
  n: 0,
  min: 0,
  max: 0,
  zeros: 0,
  buckets: {},
});

/** @param amount whole minor units, not negative */
export function addAmount(spread: Spread, amount: number): void {
  spread.min = spread.n === 0 ? amount : Math.min(spread.min, amount);
  spread.n++;
  spread.max = Math.max(spread.max, amount);
  if (amount < 1) {
    spread.zeros++;
    return;
  }
  const bucket = Math.ceil(Math.log(amount) / Math.log(GROWTH));
  spread.buckets[bucket] = (spread.buckets[bucket] ?? 0) + 1;
}

/** The amount at a rank, 0 first. */
function amountAt({ zeros, buckets, min, max }: Spread, rank: number): number {
  let passed = zeros;
  if (rank < passed) return 0;
  const indexes = Object.keys(buckets).map(Number);
  for (const index of indexes.sort((a, b) => a - b)) {
    passed += buckets[index] ?? 0;
    if (rank >= passed) continue;
    const middle = (2 * GROWTH ** index) / (GROWTH + 1);
    return Math.min(max, Math.max(min, middle));
  }
  return max;
}

/** The median in minor units, within {@link MEDIAN_ERROR}; null of nothing. */
export function median(spread: Spread): number | null {
  const { n } = spread;
  if (n === 0) return null;
  const lower = amountAt(spread, Math.floor((n - 1) / 2));
  return (lower + amountAt(spread, Math.floor(n / 2))) / 2;
}
