/** What the kinds of leaves share. */
import type { Read } from '../fields.ts';
import type { CompiledGroup, Leaf } from '../machine.ts';
import type { Model } from '../model.ts';

/** Longest memory of one leaf, in matching events: sums, ratios and spans look no further back. */
export const REMEMBERED = 500;

/** What leaves may ask of the model they belong to. */
export interface LeafContext {
  model: Model;
  groups: readonly CompiledGroup[];
  reader: (field: string) => Read;
  /** has the fold watch the shown score at this bound, hundredths; infinite ones are no bounds */
  edge: (least: number) => void;
  /** registers a leaf that only remembers, for another leaf to read; gives its index */
  helper: (key: string, leaf: Leaf) => number;
}

export const never = (): number => Infinity;
