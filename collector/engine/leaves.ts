/** The leaves of all conditions of a model: the same content is one leaf with one memory. */
import { compileTree } from './conditions/index.ts';
import type { LeafContext } from './conditions/leaf.ts';
import type { CompiledLeaf, Leaf, Tree } from './machine.ts';
import type { Condition, LeafCondition } from './model.ts';
import { shortName } from './short-name.ts';

/** JSON with sorted keys: the same for the same content. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
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
