/**
 * Counts of values in bounded room. When there are too many the rarest go, and `cut` says how much
 * any value may have lost by that: whatever is more frequent is certainly there (the idea of J.
 * Misra, D. Gries, "Finding repeated elements", Science of Computer Programming 2, 1982).
 */

/** One number for each of the two groups compared. */
export type Pair = [group: number, versus: number];

export const SIDES = [0, 1] as const;

/** Values held at most, and how many of each group's most frequent stay when there are more. */
export interface Room {
  most: number;
  stay: number;
}

/** Mutable. @param countOf by how much a value weighs on a side */
export function prune<T>(
  values: Map<string, T>,
  cut: Pair,
  { most, stay }: Room,
  countOf: (value: T, side: 0 | 1) => number,
): void {
  if (values.size <= most) return;
  const staying = new Set(
    SIDES.flatMap((side) => {
      const by = [...values].map(([name, value]) => [name, countOf(value, side)] as const);
      by.sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
      return by.slice(0, stay).map(([name]) => name);
    }),
  );
  const lost: Pair = [0, 0];
  for (const [name, value] of values) {
    if (staying.has(name)) continue;
    for (const side of SIDES) lost[side] = Math.max(lost[side], countOf(value, side));
    values.delete(name);
  }
  for (const side of SIDES) cut[side] += lost[side];
}
