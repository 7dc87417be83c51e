/** Every number of an answer beside the one expected: what differs, by its path. */

/** Shares and their intervals are worked out in two ways; whole numbers are equal or they differ. */
const NEAR = 1e-9;

type Leaf = string | number | boolean | null | undefined;
export type Tree = Leaf | Tree[] | { [key: string]: Tree };

const isBranch = (tree: Tree): tree is Tree[] | { [key: string]: Tree } =>
  typeof tree === 'object' && tree !== null;

/** Lines `PATH: answered A, recomputed B`, none where all is the same. */
export function differences(answered: Tree, recomputed: Tree, path = ''): string[] {
  if (isBranch(answered) && isBranch(recomputed)) {
    const [a, b] = [new Map(Object.entries(answered)), new Map(Object.entries(recomputed))];
    const keys = [...new Set([...a.keys(), ...b.keys()])];
    return keys.flatMap((key) => differences(a.get(key), b.get(key), `${path}/${key}`));
  }
  if (isSame(answered, recomputed)) return [];
  return [
    `${path}: answered ${JSON.stringify(answered)}, recomputed ${JSON.stringify(recomputed)}`,
  ];
}

function isSame(a: Tree, b: Tree): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= NEAR;
  return a === b;
}

/** @throws Error that names seed, question and the path of each number that is another one */
export function expectSame(seed: number, question: string, answered: Tree, recomputed: Tree): void {
  const found = differences(answered, recomputed);
  if (found.length === 0) return;
  const shown = [...found.slice(0, 30), ...(found.length > 30 ? [`… ${found.length} in all`] : [])];
  throw new Error(`Seed ${seed}, ${question}\n  ${shown.join('\n  ')}`);
}

/** A list as a tree by one of its fields: the order of lines is no number. */
export const byField = <T extends { [key: string]: Tree }>(
  lines: readonly T[],
  field: keyof T,
): Record<string, T> => Object.fromEntries(lines.map((line) => [`${line[field]}`, line]));
