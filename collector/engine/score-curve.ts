/** The score over time: where a person stood at several moments, by one fold. */
import { advance, fold } from './fold.ts';
import type { Compiled } from './machine.ts';
import { open } from './open.ts';
import { positionOf } from './replay.ts';
import type { State } from './state.ts';
import type { CanonicalEvent, Position } from './types.ts';

export interface Curve {
  /** one for each moment, in order */
  positions: Position[];
  /** when rung or grade changed on the way, milliseconds */
  moved: number[];
}

/**
 * Where a person stood at moments, past or future, under the rules of `c`.
 *
 * @param base state before the tail; moments before it are taken as its own
 * @param tail sorted events
 * @param moments milliseconds, rising
 * @example curve(compiled, start(), events, [monday, tuesday]).positions.map(({ score }) => score)
 */
export function curve(
  c: Compiled,
  base: State,
  tail: readonly CanonicalEvent[],
  moments: readonly number[],
): Curve {
  const run = open(c, base);
  let next = 0;
  const positions = moments.map((moment) => {
    for (; next < tail.length && (tail[next] as CanonicalEvent).ts <= moment; next++) {
      fold(run, tail[next] as CanonicalEvent);
    }
    advance(run, moment);
    return positionOf(run);
  });
  return { positions, moved: [...new Set(run.moves.map(({ at }) => at))] };
}
