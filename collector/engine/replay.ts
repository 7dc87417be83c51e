/** What callers do with a person: replay a log, ask where one stands, ask when to look again. */

import { advance, fold, step } from './fold.ts';
import type { Compiled, Run } from './machine.ts';
import { close, open } from './open.ts';
import type { Act } from './reports/types.ts';
import { scoreAt } from './score.ts';
import type { State } from './state.ts';
import type { CanonicalEvent, Move, Order, Position, Visit } from './types.ts';
import { putVisit, visitEnd } from './visit.ts';

/** Everything that falls after the base: two replays differ by exactly what a late event changes. */
export interface Replay {
  state: State;
  moves: Move[];
  /** by start; the one that was under way in the base in its present form */
  visits: Visit[];
  /** orders that events of the tail made or changed, in their final form */
  orders: Order[];
  /** what reports list one by one */
  acts: Act[];
}

/** Replays a log and leaves the run open. */
export function replayed(
  c: Compiled,
  base: State,
  tail: readonly CanonicalEvent[],
  until: number,
): Run {
  const run = open(c, base);
  for (const event of tail) fold(run, event);
  advance(run, until);
  return run;
}

/**
 * Folds a log onto a checkpoint and lets time pass up to `until` (at least to the last event).
 *
 * @param tail events after the base, sorted with `compareEvents`, without duplicates
 * @throws RangeError when an event lies before `base.at`
 * @example replay(compiled, start(), events.sort(compareEvents), now).moves
 */
export function replay(
  c: Compiled,
  base: State,
  tail: readonly CanonicalEvent[],
  until: number,
): Replay {
  const run = replayed(c, base, tail, until);
  if (run.state.visit) putVisit(run, run.state.visit, run.state.at);
  const { moves, visits, acts, touched } = run;
  return { state: close(run), moves, visits, orders: [...touched.values()], acts };
}

/** Where an open run stands at the instant it has come to. */
export function positionOf(run: Run): Position {
  const { c, state, entered } = run;
  return {
    at: state.at,
    model: c.version,
    score: scoreAt(run, state.at),
    grade: c.grades[run.grade]?.id ?? '',
    rung: c.rungs[run.rung]?.id ?? '',
    rung_since: state.rung_since,
    segments: c.segments.filter((_, i) => (entered[i] ?? -1) >= 0).map((segment) => segment.id),
  };
}

/**
 * Where a person stands at an instant, if nothing happened since the state; the state stays as it
 * is. An instant before the state's own is taken as that one.
 */
export function position(c: Compiled, state: State, at: number): Position {
  const run = open(c, state);
  advance(run, at);
  return positionOf(run);
}

/** Lets time pass until rung, grade or a segment changes; undefined when none ever does. */
export function nextChange(run: Run): number | undefined {
  const before = run.changes;
  for (;;) {
    const at = step(run, Infinity);
    if (at === undefined) return undefined;
    run.state.at = at;
    if (run.changes > before) return at;
  }
}

/**
 * The earliest instant after `after` at which rung, grade, a segment or the open visit's end
 * changes if nothing more happens; null when nothing ever does.
 */
export function due(c: Compiled, state: State, after: number): number | null {
  if (state.first_seen === null) return null;
  const run = open(c, state);
  advance(run, after);
  const change = nextChange(run) ?? Infinity;
  const end = state.visit ? visitEnd(state.visit) : 0;
  const at = end > after ? Math.min(end, change) : change;
  return at === Infinity ? null : at;
}
