/** Counts of matching events and of different values among them, within a window. */

import type { Leaf } from '../machine.ts';
import type { CountBounds, CountCondition, DistinctCondition, Window } from '../model.ts';
import type { Memory } from '../state.ts';
import { cutText, foldText } from '../text-fold.ts';
import type { CanonicalEvent } from '../types.ts';
import { DAY, localDay } from '../units.ts';
import type { LeafContext } from './leaf.ts';

/** Longest remembered text of a value. */
const VALUE_LENGTH = 100;

/** Times of the latest different things, oldest first, `stride` entries each. */
function nthLatest(memory: Memory, n: number, stride: number): number {
  return n * stride > memory.length ? -Infinity : (memory[memory.length - n * stride] as number);
}

interface Counter {
  keep: number;
  lasting: boolean;
  holds: (memory: Memory, at: number) => boolean;
  until: (memory: Memory, at: number) => number;
}

/**
 * "At least n" is true while the n-th latest match is in the window and turns false when that one
 * leaves it, so the latest n are all one must remember.
 */
function counter(spec: CountBounds & Window, stride: number): Counter {
  const window = (spec.within_days ?? Infinity) * DAY;
  const least = spec.at_least ?? (spec.at_most === undefined ? 1 : 0);
  const most = spec.at_most ?? Infinity;
  const reaches = (memory: Memory, n: number, at: number): boolean =>
    n === 0 || nthLatest(memory, n, stride) > at - window;
  const leaves = (memory: Memory, n: number, at: number): number => {
    const end = n > 0 ? nthLatest(memory, n, stride) + window : Infinity;
    return end > at ? end : Infinity;
  };
  if (most === Infinity) {
    return {
      keep: least * stride,
      lasting: true,
      holds: (memory, at) => reaches(memory, least, at),
      until: (memory, at) => leaves(memory, least, at),
    };
  }
  return {
    keep: (most + 1) * stride,
    lasting: false,
    holds: (memory, at) => reaches(memory, least, at) && !reaches(memory, most + 1, at),
    until: (memory, at) => Math.min(leaves(memory, least, at), leaves(memory, most + 1, at)),
  };
}

export function countLeaf(spec: CountCondition): Leaf {
  const { keep, lasting, holds, until } = counter(spec, 1);
  return {
    feeds: [
      {
        match: spec.count,
        phase: 1,
        lasting,
        take: (run, index, event) => {
          const memory = run.memory[index] as Memory;
          if (keep === 1) memory[0] = event.ts;
          else {
            memory.push(event.ts);
            if (memory.length > keep) memory.shift();
          }
        },
      },
    ],
    holds: (run, index, at) => holds(run.memory[index] as Memory, at),
    until: (run, index, at) => until(run.memory[index] as Memory, at),
  };
}

function comparable(value: unknown): string | number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? cutText(foldText(value), VALUE_LENGTH) : undefined;
}

function valueReader(by: string, context: LeafContext): (event: CanonicalEvent) => unknown {
  if (by === 'day') return (event) => localDay(event.ts, event.offset_min);
  const read = context.reader(by);
  return (event) => read(event, undefined);
}

function putLast(memory: Memory, ts: number, value: string | number, keep: number): void {
  for (let i = memory.length - 1; i > 0; i -= 2) {
    if (memory[i] === value) memory.splice(i - 1, 2);
  }
  memory.push(ts, value);
  if (memory.length > keep) memory.splice(0, 2);
}

/** The latest time of each different value; a value seen again becomes the latest. */
export function distinctLeaf(spec: DistinctCondition, context: LeafContext): Leaf {
  const { keep, lasting, holds, until } = counter(spec, 2);
  const readValue = valueReader(spec.by, context);
  return {
    feeds: [
      {
        match: spec.distinct,
        phase: 1,
        lasting,
        take: (run, index, event) => {
          const value = comparable(readValue(event));
          if (value === undefined) return;
          const memory = run.memory[index] as Memory;
          if (memory.at(-1) === value) memory[memory.length - 2] = event.ts;
          else putLast(memory, event.ts, value, keep);
        },
      },
    ],
    holds: (run, index, at) => holds(run.memory[index] as Memory, at),
    until: (run, index, at) => until(run.memory[index] as Memory, at),
  };
}
