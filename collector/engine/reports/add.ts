/** Days added up: everything that a day comes to is a number that may be added, at some depth. */
import type { Cell, Flow, Gaps } from './types.ts';

/** Numbers by name, at any depth. */
export interface Tree {
  [name: string]: number | Tree;
}

/** No names at all, not even those that every object has: an item may be called `__proto__`. */
export const noTree = (): Tree => Object.create(null) as Tree;

/** Adds the numbers of `part`, name by name, to those of `sum`, which it changes. */
export function addTree(sum: Tree, part: object): void {
  for (const [name, value] of Object.entries(part)) {
    const known = sum[name];
    if (typeof value === 'number') sum[name] = (typeof known === 'number' ? known : 0) + value;
    else {
      const below = typeof known === 'object' ? known : noTree();
      sum[name] = below;
      addTree(below, value);
    }
  }
}

/** Those who were last counted before a period that began `behind` days ago, or never. */
export function countedFirst(gaps: Gaps, behind: number): number {
  let people = 0;
  for (const [gap, n] of Object.entries(gaps)) {
    if (gap === 'none' || Number(gap) > behind) people += n;
  }
  return people;
}

/** Moves by people who had come to where they stood within the last `behind` days. */
export function withinDays(gaps: Flow['gaps'], behind: number): number {
  let moves = 0;
  for (const [gap, n] of Object.entries(gaps)) if (Number(gap) <= behind) moves += n;
  return moves;
}

/** A cell of a period: people each once. */
export type Total = Omit<Cell, 'people'> & { people?: number };

/** Adds a day's cell to the sum of a period that began `behind` days before it. */
export function addCell(sum: Total, { people, ...cell }: Cell, behind: number): void {
  addTree(sum as Tree, cell);
  if (people) sum.people = (sum.people ?? 0) + countedFirst(people, behind);
}

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
