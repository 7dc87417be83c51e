/** Sums of days kept small: rare items are added up as one. */
import { addAll, entry } from './record.ts';
import {
  type Cell,
  DIMENSIONS,
  MOST_ITEMS,
  NONE,
  OTHER,
  type SegmentTotals,
  UNKNOWN,
} from './types.ts';

/** UTF-16 code units of JSON in a row: D1 takes 2 MB, and one is three bytes at most. */
const LENGTH = 500_000;
const ALWAYS: ReadonlySet<string> = new Set(['', NONE, UNKNOWN, OTHER]);

/** What an item came to, on a day or in a period. */
type Figures = Omit<Cell, 'people'>;
type Ranked = [item: string, cell: Figures];

const byVisits = ([a, { visits: x = 0 }]: Ranked, [b, { visits: y = 0 }]: Ranked): number =>
  y - x || (a < b ? -1 : 1);

/** The same cells, at most so many; the least visited are `(other)`. */
export function capCells<C extends Figures>(
  cells: Record<string, C>,
  most: number,
): Record<string, C> {
  const ranked = Object.entries(cells)
    .filter(([item]) => !ALWAYS.has(item))
    .sort(byVisits);
  if (ranked.length <= most) return cells;
  const always = Object.entries(cells).filter(([item]) => ALWAYS.has(item));
  const kept = Object.fromEntries([...always, ...ranked.slice(0, most)]);
  const other = entry(kept, OTHER, () => ({}) as C);
  const sum = structuredCopy(other);
  for (const [, cell] of ranked.slice(most)) addAll(sum, cell);
  kept[OTHER] = sum;
  return kept;
}

const structuredCopy = <C>(cell: C): C => JSON.parse(JSON.stringify(cell)) as C;

/** The same totals with at most so many items a dimension; the least visited are `(other)`. */
export function capItems<T extends SegmentTotals>(totals: T, most: number = MOST_ITEMS): T {
  const by: SegmentTotals['by'] = {};
  for (const dimension of DIMENSIONS) {
    const cells = totals.by[dimension];
    if (cells) by[dimension] = capCells(cells, most);
  }
  return { ...totals, by };
}

/** Totals as JSON that a row can hold: with fewer items where many would not fit. */
export function totalsText(totals: SegmentTotals, most: number = MOST_ITEMS): string {
  for (let items = most; ; items = Math.floor(items / 2)) {
    const text = JSON.stringify(capItems(totals, items));
    if (text.length <= LENGTH || items === 0) return text;
  }
}
