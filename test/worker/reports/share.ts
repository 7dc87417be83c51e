/** Shares with Wilson's interval, as the roots of the equation that defines it. */

export interface ShareAnswer {
  [key: string]: number;
  value: number;
  n: number;
  low: number;
  high: number;
}

/** Of the normal distribution 95 % lie within so many standard deviations. */
const Z = 1.959963984540054;

/** The bounds are those x for which hits / n lies just Z standard errors of x away. */
export function shareOf(hits: number, n: number): ShareAnswer | null {
  if (n === 0) return null;
  const a = n + Z ** 2;
  const b = -(2 * hits + Z ** 2);
  const c = hits ** 2 / n;
  const root = Math.sqrt(b ** 2 - 4 * a * c);
  const within = (x: number) => Math.min(1, Math.max(0, x));
  const [low, high] = [within((-b - root) / (2 * a)), within((-b + root) / (2 * a))];
  return { value: hits / n, n, low, high };
}

/** The one in the middle, or half of the two in the middle; null of none. */
export function medianOf(numbers: readonly number[]): number | null {
  const order = [...numbers].sort((a, b) => a - b);
  const upper = order[Math.floor(order.length / 2)];
  const lower = order[Math.ceil(order.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}
