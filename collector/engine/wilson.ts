/** How sure a share is: Wilson's score interval. */

/** Two-sided 95 %. */
const Z = 1.959963984540054;

export interface Share {
  /** hits / n */
  value: number;
  n: number;
  low: number;
  high: number;
}

/**
 * The share of hits with its 95 % interval (E. B. Wilson, "Probable Inference, the Law of
 * Succession, and Statistical Inference", JASA 22, 1927): honest for small n and near 0 and 1,
 * where the usual ± is not.
 *
 * @returns null for n = 0: nothing can be said
 * @example wilson(7, 50) // { value: 0.14, n: 50, low: 0.0695…, high: 0.2619… }
 */
export function wilson(hits: number, n: number): Share | null {
  if (n === 0) return null;
  const value = hits / n;
  const spread = Z * Math.sqrt((value * (1 - value)) / n + (Z * Z) / (4 * n * n));
  const scale = 1 + (Z * Z) / n;
  const middle = value + (Z * Z) / (2 * n);
  return {
    value,
    n,
    low: hits === 0 ? 0 : Math.max(0, (middle - spread) / scale),
    high: hits === n ? 1 : Math.min(1, (middle + spread) / scale),
  };
}
