/**
 * Chooses names, order and quotes of the minified scripts so that they compress best. What was chosen
 * stands in tuned.json, as a lock file holds versions, and the build follows it. Choices hold for one
 * source: after a change of it `npm run tune` seeks anew. How long, in seconds a script:
 * `npm run tune -- 300`.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { type Layout, layOut, type Row } from './layout.ts';
import type { Binding } from './syntax.ts';

const FILE = join(import.meta.dirname, 'tuned.json');

/**
 * How readily a change that costs bytes is kept at first (by and by not at all), so that the search
 * leaves places that only look best: simulated annealing.
 */
const HEAT = 0.35;

interface Choices {
  /** hash of the code that they are for */
  of: string;
  /** of the bindings, with spaces between */
  names: string;
  /** of the rows, one a line */
  orders: string[];
  /** of the picks, a digit each */
  picks: string;
}

type Move = (layout: Layout, below: (n: number) => number) => (() => void) | undefined;

/** Laid out as was chosen, or as the minifiers left it when that was for other code. */
export function tuned(script: string, code: string): Layout {
  const layout = layOut(code);
  const chosen = readChoices()[script];
  if (chosen?.of !== hashOf(code)) return layout;
  follow(layout, chosen);
  if (layout.bindings.some(isTaken)) throw new Error('tuned.json is damaged: npm run tune');
  return layout;
}

function readChoices(): Record<string, Choices> {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

function hashOf(code: string): string {
  const { bindings, rows, picks } = layOut(code);
  const text = JSON.stringify([code, bindings.length, rows.length, picks.length]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** A name that means something else there. */
function isTaken({ name, rivals }: Binding): boolean {
  return [...rivals].some((rival) => rival.name === name);
}

function follow(layout: Layout, { names, orders, picks }: Choices): void {
  for (const [i, name] of names.split(' ').entries()) {
    const binding = layout.bindings[i];
    if (binding) binding.name = name;
  }
  for (const [i, row] of layout.rows.entries()) row.order = orders[i]?.split(' ').map(Number) ?? [];
  for (const [i, pick] of layout.picks.entries()) pick.at = Number(picks[i]);
}

/**
 * Seeks better choices for some seconds and keeps the best: tries one change after the other, and takes
 * back what costs too much.
 *
 * @returns bytes before and after
 */
export function tune(
  script: string,
  code: string,
  { seconds, around = ['', ''] }: Tuning,
): [before: number, after: number] {
  const layout = tuned(script, code);
  const weigh = () => weightOf(around.join(layout.print()));
  nameUnused(layout);
  const before = weigh();
  let [now, best] = [before, before];
  const below = chance(before);
  const begin = performance.now();
  const left = () => 1 - (performance.now() - begin) / 1000 / seconds;
  while (left() > 0) {
    const undo = change(layout, below);
    if (!undo) continue;
    const weight = weigh();
    if (weight - now > -HEAT * left() * Math.log((1 + below(1000)) / 1000)) undo();
    else now = weight;
    if (now < best) keep(script, layout, hashOf(code));
    best = Math.min(best, now);
  }
  return [before, best];
}

interface Tuning {
  seconds: number;
  /** what stands before and after the code */
  around?: [string, string];
}

function keep(script: string, { bindings, rows, picks }: Layout, of: string): void {
  const choices: Choices = {
    of,
    names: bindings.map(({ name }) => name).join(' '),
    orders: rows.map(({ order }) => order.join(' ')),
    picks: picks.map(({ at }) => at).join(''),
  };
  writeFileSync(FILE, `${JSON.stringify({ ...readChoices(), [script]: choices }, null, 2)}\n`);
}

/** Bytes at brotli 11. */
export function weightOf(code: string | Buffer): number {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  return brotliCompressSync(code, { params }).length;
}

/** Changes something by chance; returns how to take that back, or nothing when there was none. */
export const change: Move = (layout, below) => MOVES[below(MOVES.length)]?.(layout, below);

const renamed: Move = ({ bindings }, below) => {
  const binding = bindings[below(bindings.length)];
  const other = bindings[below(bindings.length)];
  if (!binding || !other || binding.name === other.name) return;
  const [from, to] = [binding.name, other.name];
  const chain = exchange(binding, to);
  return () => {
    for (const one of chain) one.name = one.name === from ? to : from;
  };
};

const moved: Move = ({ rows }, below) => {
  const longest = rows.reduce((a, b) => (a.items.length > b.items.length ? a : b));
  return shift(longest, below, 1 + (below(3) ? 0 : below(4)));
};

const turned: Move = ({ rows }, below) => shift(rows[below(rows.length)], below, 1);

const quoted: Move = ({ picks }, below) => {
  const pick = picks[below(picks.length)];
  if (!pick) return;
  const { at } = pick;
  pick.at = below(pick.ways.length);
  return () => {
    pick.at = at;
  };
};

/** Names and the order of functions matter most. */
const MOVES: Move[] = [renamed, renamed, renamed, moved, moved, moved, turned, quoted];

/** Moves some neighbours to another place. */
function shift(row: Row | undefined, below: (n: number) => number, count: number) {
  if (!row) return;
  const { order, free } = row;
  const rest = [...order];
  const taken = rest.splice(below(rest.length), count);
  if (!taken.every((i) => free[i])) return;
  rest.splice(below(rest.length + 1), 0, ...taken);
  row.order = rest;
  return () => {
    row.order = order;
  };
}

/**
 * Gives a binding another name. Rivals that have that name get the old one, their rivals in turn the
 * new one, and so on (a Kempe chain), so that all rivals still differ.
 */
function exchange(binding: Binding, to: string): Set<Binding> {
  const from = binding.name;
  const chain = new Set([binding]);
  for (const one of chain) {
    for (const rival of one.rivals) if (rival.name === from || rival.name === to) chain.add(rival);
  }
  for (const one of chain) one.name = one.name === from ? to : from;
  return chain;
}

/** What may be left out gets a name too, so that it can be put in. */
export function nameUnused({ bindings }: Layout): void {
  const names = [...new Set(bindings.map(({ name }) => name))].filter(Boolean);
  for (const binding of bindings.filter(({ name }) => !name)) {
    const taken = new Set([...binding.rivals].map(({ name }) => name));
    binding.name = names.find((name) => !taken.has(name)) ?? '_';
  }
}

/** Numbers below a given one, always the same ones for a seed (mulberry32). */
export function chance(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}
