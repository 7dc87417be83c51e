/** Recency, span, "A with no later B", and when the person was last seen. */

import type { Leaf } from '../machine.ts';
import type { LastCondition, OpenCondition, SeenCondition, SpanCondition } from '../model.ts';
import type { Memory } from '../state.ts';
import { DAY } from '../units.ts';
import { REMEMBERED } from './leaf.ts';

/** The instant if it lies after `at`; otherwise never. */
function ifAfter(at: number, instant: number): number {
  return instant > at ? instant : Infinity;
}

const timeOf = (memory: Memory | undefined): number => (memory?.[0] as number) ?? -Infinity;

export function lastLeaf(spec: LastCondition): Leaf {
  const window = (spec.within_days ?? Infinity) * DAY;
  const rest = (spec.over_days ?? 0) * DAY;
  return {
    feeds: [
      {
        match: spec.last,
        phase: 1,
        lasting: rest === 0,
        take: (run, index, event) => {
          run.memory[index] = [event.ts];
        },
      },
    ],
    holds: (run, index, at) => {
      const last = timeOf(run.memory[index]);
      return last > at - window && last + rest <= at;
    },
    until: (run, index, at) => {
      const last = timeOf(run.memory[index]);
      return Math.min(ifAfter(at, last + window), ifAfter(at, last + rest));
    },
  };
}

/**
 * With a window, the match that decides is the latest one far enough from the last; older ones
 * leave the window sooner. Among more than {@link REMEMBERED} in between, middle ones are dropped.
 */
function rememberSpan(memory: Memory, ts: number, window: number, least: number): void {
  memory.push(ts);
  if (window === Infinity) return void memory.splice(1, memory.length - 2);
  const enough = ts - least;
  let first = 0;
  while (first + 1 < memory.length && (memory[first + 1] as number) <= enough) first++;
  memory.splice(0, first);
  if (memory.length > REMEMBERED) memory.splice(1, 1);
}

export function spanLeaf(spec: SpanCondition): Leaf {
  const window = (spec.within_days ?? Infinity) * DAY;
  const least = spec.at_least_days * DAY;
  const first = (memory: Memory, at: number): number =>
    (memory.find((ts) => (ts as number) > at - window) as number) ?? Infinity;
  return {
    feeds: [
      {
        match: spec.span,
        phase: 1,
        take: (run, index, event) =>
          rememberSpan(run.memory[index] as Memory, event.ts, window, least),
      },
    ],
    holds: (run, index, at) => {
      const memory = run.memory[index] as Memory;
      return (memory.at(-1) as number) - first(memory, at) >= least;
    },
    until: (run, index, at) => ifAfter(at, first(run.memory[index] as Memory, at) + window),
  };
}

/** An event that both opens and closes leaves it open: the closing has to come later. */
export function openLeaf(spec: OpenCondition): Leaf {
  const window = (spec.within_days ?? Infinity) * DAY;
  const set = (value: (ts: number) => Memory) => {
    return (run: { memory: Memory[] }, index: number, event: { ts: number }): void => {
      run.memory[index] = value(event.ts);
    };
  };
  return {
    feeds: [
      { match: spec.closed_by, phase: 0, take: set(() => []) },
      { match: spec.open, phase: 1, lasting: true, take: set((ts) => [ts]) },
    ],
    holds: (run, index, at) => timeOf(run.memory[index]) > at - window,
    until: (run, index, at) => ifAfter(at, timeOf(run.memory[index]) + window),
  };
}

export function seenLeaf(spec: SeenCondition): Leaf {
  const window = spec.seen.within_days * DAY;
  return {
    feeds: [],
    topics: ['seen'],
    holds: (run, _, at) => (run.state.last_seen ?? -Infinity) > at - window,
    until: (run, _, at) => ifAfter(at, (run.state.last_seen ?? -Infinity) + window),
  };
}
