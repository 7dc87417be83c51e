/** Compiles conditions: leaves shared by content, trees over their values. */
import type { Leaf, Tree } from '../machine.ts';
import type { Condition, LeafCondition } from '../model.ts';
import { countLeaf, distinctLeaf } from './counting.ts';
import type { LeafContext } from './leaf.ts';
import { beforeLeaf, ratioLeaf, sumLeaf } from './lists.ts';
import { lastLeaf, openLeaf, seenLeaf, spanLeaf } from './moments.ts';
import { ordersLeaf } from './order-leaf.ts';
import { groupLeaf, personLeaf, scoreLeaf, subscriptionLeaf, traitLeaf } from './standing.ts';

type Keys<C> = C extends unknown ? keyof C : never;
type Maker = (spec: never, context: LeafContext) => Leaf;

/** The key that tells a leaf's kind. `before` and `ratio` first: they have other kinds' keys. */
export const LEAVES = {
  before: beforeLeaf,
  ratio: ratioLeaf,
  count: countLeaf,
  distinct: distinctLeaf,
  sum: sumLeaf,
  last: lastLeaf,
  span: spanLeaf,
  open: openLeaf,
  seen: seenLeaf,
  trait: traitLeaf,
  person: personLeaf,
  score: scoreLeaf,
  group: groupLeaf,
  subscription: subscriptionLeaf,
  orders: ordersLeaf,
} satisfies Partial<Record<Keys<LeafCondition>, Maker>>;

function makeLeaf(spec: LeafCondition, context: LeafContext): Leaf {
  const kind = (Object.keys(LEAVES) as (keyof typeof LEAVES)[]).find((key) => key in spec);
  if (!kind) throw new Error(`no condition ${JSON.stringify(spec)}`);
  return (LEAVES[kind] as Maker)(spec as never, context);
}

/** Plain loops: each change of a leaf runs all trees. */
function allOf(parts: readonly Tree[]): Tree {
  return (holds) => {
    for (let i = 0; i < parts.length; i++) if (!parts[i]?.(holds)) return false;
    return true;
  };
}

function anyOf(parts: readonly Tree[]): Tree {
  return (holds) => {
    for (let i = 0; i < parts.length; i++) if (parts[i]?.(holds)) return true;
    return false;
  };
}

/** Registers leaves through `leafIndex`; gives the tree over them. */
export function compileTree(
  condition: Condition,
  leafIndex: (spec: LeafCondition, make: (context: LeafContext) => Leaf) => number,
): Tree {
  const inner = (part: Condition): Tree => compileTree(part, leafIndex);
  if ('all' in condition) {
    return allOf(condition.all.map(inner));
  }
  if ('any' in condition) {
    return anyOf(condition.any.map(inner));
  }
  if ('not' in condition) {
    const part = inner(condition.not);
    return (holds) => !part(holds);
  }
  const index = leafIndex(condition, (context) => makeLeaf(condition, context));
  return (holds) => holds[index] === 1;
}
