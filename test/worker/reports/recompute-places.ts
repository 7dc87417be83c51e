/**
 * Where people stood: moves, and segments at the end of a day. The engine's own fold tells, over
 * the whole log at once; that it is right is what its own tests hold.
 */
import {
  type CanonicalEvent,
  type Compiled,
  type Move,
  replay,
  type State,
  start,
} from '../../../collector/engine/index.ts';
import { type WallClock, wallClock } from './local-time.ts';

export interface Moved extends WallClock {
  person: string;
  kind: Move['kind'];
  at: number;
  from: string;
  to: string;
  /** when they had come to where they left */
  since: number;
}

export function movesOf(
  person: string,
  log: CanonicalEvent[],
  model: Compiled,
  zone: string,
  now: number,
): Moved[] {
  const begun = log[0]?.ts ?? 0;
  const since = { rung: begun, grade: begun };
  return replay(model, start(), log, now).moves.map(({ kind, at, from, to }) => {
    const moved = { person, kind, at, from, to, since: since[kind], ...wallClock(zone, at) };
    since[kind] = at;
    return moved;
  });
}

/** Everything known of a person at a moment, with nothing that came after it. */
export function stateAt(log: CanonicalEvent[], model: Compiled, moment: number): State {
  const before = log.filter(({ ts }) => ts <= moment);
  return replay(model, start(), before, moment).state;
}

export function segmentsAt(log: CanonicalEvent[], model: Compiled, moment: number): string[] {
  return Object.keys(stateAt(log, model, moment).segments);
}
