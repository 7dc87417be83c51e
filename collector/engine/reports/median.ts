/** The middle of many, from how often each value came. */

/**
 * The middle one of values that are given by how often each came, of two the mean; null of none.
 * @example medianOf({ 2: 1, 5: 2 }) // 5
 */
export function medianOf(counts: Readonly<Record<string, number>>): number | null {
  const values = Object.entries(counts)
    .map(([value, n]) => [Number(value), n] as const)
    .sort(([a], [b]) => a - b);
  const n = values.reduce((all, [, some]) => all + some, 0);
  if (n === 0) return null;
  return (valueAt(values, Math.floor((n - 1) / 2)) + valueAt(values, Math.floor(n / 2))) / 2;
}

/** The value at a place of the list that the counts spell, from 0. */
function valueAt(values: readonly (readonly [value: number, n: number])[], place: number): number {
  let passed = 0;
  for (const [value, n] of values) {
    passed += n;
    if (passed > place) return value;
  }
  throw new RangeError(`The list has ${passed} values, none at ${place}`);
}
