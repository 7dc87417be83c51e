/** The leaves of all conditions of a model: the same content is one leaf with one memory. */
import { compileTree } from './conditions/index.ts';
import type { LeafContext } from './conditions/leaf.ts';
import type { CompiledLeaf, Leaf, Tree } from './machine.ts';
import type { Condition, LeafCondition } from './model.ts';

/** JSON with sorted keys: the same for the same content. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** FNV-1a (draft-eastlake-fnv), 32 bits: a short name for a leaf's content. */
function shortName(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

/** Collects leaves while conditions are compiled. */
export class Leaves {
  readonly list: CompiledLeaf[] = [];
  readonly #byContent = new Map<string, number>();
  readonly #context: LeafContext;

  constructor(context: Omit<LeafContext, 'helper'>) {
    this.#context = { ...context, helper: (key, leaf) => this.#index(key, () => leaf) };
  }

  readonly tree = (condition: Condition): Tree =>
    compileTree(condition, (spec: LeafCondition, make) =>
      this.#index(canonical(spec), () => make(this.#context)),
    );

  #index(content: string, make: () => Leaf): number {
    const known = this.#byContent.get(content);
    if (known !== undefined) return known;
    const leaf = make();
    let key = shortName(content);
    while (this.list.some((other) => other.key === key)) key += '_';
    const index = this.list.length;
    this.list.push({ ...leaf, index, key });
    this.#byContent.set(content, index);
    return index;
  }
}
