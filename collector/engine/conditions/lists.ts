/** Sums, ratios and sums before an event: leaves that remember the matches themselves. */

import type { Leaf, Run } from '../machine.ts';
import type { BeforeCondition, CountBounds, RatioCondition, SumCondition } from '../model.ts';
import { orderCounts } from '../orders.ts';
import type { Memory } from '../state.ts';
import type { CanonicalEvent } from '../types.ts';
import { DAY, HOUR } from '../units.ts';
import { type LeafContext, never, REMEMBERED } from './leaf.ts';

/** Room for float noise in sums and shares. */
const NOISE = 1e-9;
/** Needless entries are looked for when the list has grown to a multiple of this. */
const SWEEP = 16;
/** Remembered matches of `before`. */
const HITS = 20;

export function within(value: number, bounds: CountBounds): boolean {
  return (
    value >= (bounds.at_least ?? -Infinity) - NOISE && value <= (bounds.at_most ?? Infinity) + NOISE
  );
}

function sumOver(memory: Memory, after: number): number {
  let sum = 0;
  for (let i = memory.length - 2; i >= 0 && (memory[i] as number) > after; i -= 2) {
    sum += memory[i + 1] as number;
  }
  return sum;
}

/** When the oldest entry still in the window leaves it. */
function oldestLeaves(memory: Memory, window: number, at: number): number {
  for (let i = 0; i < memory.length; i += 2) {
    const end = (memory[i] as number) + window;
    if (end > at) return end;
  }
  return Infinity;
}

function dropFirst(memory: Memory): void {
  memory.shift();
  memory.shift();
}

function dropOld(memory: Memory, after: number): void {
  let old = Math.max(0, memory.length - 2 * REMEMBERED);
  while (old < memory.length && (memory[old] as number) <= after) old += 2;
  if (old > 0) memory.splice(0, old);
}

/**
 * Once newer entries pass every bound by themselves, older ones cannot matter: values are never
 * negative and the older leave the window first.
 */
function dropNeedless(memory: Memory, enough: number): void {
  let newer = 0;
  for (let i = 3; i < memory.length; i += 2) newer += memory[i] as number;
  while (newer > enough) {
    dropFirst(memory);
    newer -= memory[1] as number;
  }
}

/** Remembers what the number field gives: all in one when there is no window. */
function remember(window: number, bounds: CountBounds, read: (event: CanonicalEvent) => unknown) {
  const enough = Math.max(bounds.at_least ?? 0, bounds.at_most ?? 0) + 1;
  return (run: Run, index: number, event: CanonicalEvent): void => {
    const value = read(event);
    if (typeof value !== 'number' || !(value > 0)) return;
    const memory = run.memory[index] as Memory;
    if (window === Infinity) {
      const sum = ((memory[1] as number) ?? 0) + value;
      memory.splice(0, 2, event.ts, sum);
      return;
    }
    memory.push(event.ts, value);
    dropOld(memory, event.ts - window);
    if (memory.length % SWEEP === 0) dropNeedless(memory, enough);
  };
}

export function sumLeaf(spec: SumCondition, context: LeafContext): Leaf {
  const window = (spec.within_days ?? Infinity) * DAY;
  const read = context.reader(spec.of);
  const take = remember(window, spec, (event) => read(event, undefined));
  return {
    feeds: [{ match: spec.sum, phase: 1, take }],
    holds: (run, index, at) => within(sumOver(run.memory[index] as Memory, at - window), spec),
    until: (run, index, at) => oldestLeaves(run.memory[index] as Memory, window, at),
  };
}

/** Marks of an entry of a ratio. */
const ABOVE = 1;
const BELOW = 2;

function mark(window: number, bit: number) {
  return (run: Run, index: number, event: CanonicalEvent): void => {
    const memory = run.memory[index] as Memory;
    memory.push(event.ts, bit);
    dropOld(memory, event.ts - window);
  };
}

/** Over the latest {@link REMEMBERED} matches of either side. */
export function ratioLeaf(spec: RatioCondition): Leaf {
  const window = (spec.within_days ?? Infinity) * DAY;
  return {
    feeds: [
      { match: spec.ratio, phase: 1, take: mark(window, ABOVE) },
      { match: spec.to, phase: 1, take: mark(window, BELOW) },
    ],
    holds: (run, index, at) => {
      const memory = run.memory[index] as Memory;
      const counts = [0, 0, 0];
      for (let i = 0; i < memory.length; i += 2) {
        if ((memory[i] as number) > at - window) (counts[memory[i + 1] as number] as number)++;
      }
      const [, above = 0, below = 0] = counts;
      return below > 0 && within(above / below, spec);
    },
    until: (run, index, at) => oldestLeaves(run.memory[index] as Memory, window, at),
  };
}

function orderOf(event: CanonicalEvent): string {
  const id = event.type === 'purchase' ? event.props?.order_id : undefined;
  return typeof id === 'string' ? id : '';
}

/** A purchase stops being a match when its order is refunded in full. */
function live(run: Run, order: string): boolean {
  return order === '' || run.state.orders.some((it) => it.order_id === order && orderCounts(it));
}

export function beforeLeaf(spec: BeforeCondition, context: LeafContext): Leaf {
  const span = spec.hours * HOUR;
  const window = (spec.within_days ?? Infinity) * DAY;
  const read = context.reader(spec.of);
  const take = remember(span, spec, (event) => read(event, undefined));
  const key = `before ${JSON.stringify([spec.sum, spec.of, spec.hours, spec.at_least, spec.at_most])}`;
  const recent = context.helper(key, {
    feeds: [{ match: spec.sum, phase: 1, take }],
    holds: () => false,
    until: never,
  });
  const hit = (run: Run, index: number, event: CanonicalEvent): void => {
    const sum = sumOver(run.memory[recent] as Memory, event.ts - span);
    if (!within(sum, spec)) return;
    const memory = run.memory[index] as Memory;
    memory.push(event.ts, orderOf(event));
    if (memory.length > 2 * HITS) memory.splice(0, 2);
  };
  return {
    feeds: [{ match: spec.before, phase: 0, take: hit }],
    topics: ['orders'],
    holds: (run, index, at) =>
      (run.memory[index] as Memory).some(
        (ts, i, all) =>
          i % 2 === 0 && (ts as number) > at - window && live(run, all[i + 1] as string),
      ),
    until: (run, index, at) => oldestLeaves(run.memory[index] as Memory, window, at),
  };
}
