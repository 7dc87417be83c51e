/** What the conditions of a model may come to remember of one person: a person is one bounded row. */
import { REMEMBERED } from './conditions/leaf.ts';
import { canonical } from './leaves.ts';
import type { Model } from './model.ts';
import { isObject, type Report } from './shape.ts';

type Node = Record<string, unknown>;

/** Bytes of JSON that all conditions together may come to; D1 takes 2 MB a row. */
const MOST_BYTES = 400_000;
/** Bytes of a time, a number, and a text as it is remembered. */
const TIME = 15;
const NUMBER = 18;
const TEXT = 300;

const kept = ({ at_least, at_most }: Node): number =>
  Math.max(1, Number(at_least ?? 0), Number(at_most ?? -1) + 1);
const inWindow = (node: Node, bytes: number): number =>
  node.within_days === undefined ? 2 * bytes : REMEMBERED * bytes;

/** By the key that tells a condition's kind; `before` and `ratio` first: they have other kinds' keys. */
const BYTES: Readonly<Record<string, (node: Node) => number>> = {
  before: () => REMEMBERED * (TIME + NUMBER),
  ratio: () => REMEMBERED * (TIME + 2),
  count: (node) => kept(node) * TIME,
  distinct: (node) => kept(node) * (TIME + TEXT),
  sum: (node) => inWindow(node, TIME + NUMBER),
  span: (node) => inWindow(node, TIME),
};

/** Every different condition once: those of the same content share what they remember. */
function collect(node: unknown, found: Map<string, number>): void {
  if (Array.isArray(node)) for (const part of node) collect(part, found);
  if (!isObject(node)) return;
  const kind = Object.keys(BYTES).find((key) => key in node);
  if (kind) found.set(canonical(node), BYTES[kind]?.(node) ?? 0);
  else for (const part of Object.values(node)) collect(part, found);
}

/** Refuses a model that could make a person's row too large. */
export function checkRemembered({ ladder, segments }: Model, report: Report): void {
  const found = new Map<string, number>();
  collect([ladder, segments], found);
  const bytes = [...found.values()].reduce((sum, one) => sum + one, 0);
  if (bytes <= MOST_BYTES) return;
  const over = `could remember ${Math.ceil(bytes / 1000)} KB of one person, ${MOST_BYTES / 1000} are allowed`;
  report('segments', over, 'use fewer sums over a window, and lower counts of different values');
}
