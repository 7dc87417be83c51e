/** How people moved between rungs and grades in a period, and where everybody stands. */
import { HOUR, wallClock } from './local-time.ts';
import { type Asked, counts, type Past } from './recompute.ts';
import { type Moved, stateAt } from './recompute-places.ts';

export interface Flowed {
  kind: string;
  from: string;
  to: string;
  moves: number;
  /** whole hours that each had stood there */
  hours: number[];
}

export function movesIn(past: Past, asked: Asked): Moved[] {
  return past.lives.flatMap((life) =>
    life.moves.filter(({ day }) => counts(past, life, day, asked)),
  );
}

export function flowsOf(past: Past, asked: Asked): Map<string, Flowed> {
  const flows = new Map<string, Flowed>();
  for (const { kind, from, to, at, since } of movesIn(past, asked)) {
    const key = `${kind} ${from} ${to}`;
    const flow = flows.get(key) ?? { kind, from, to, moves: 0, hours: [] };
    flow.moves++;
    flow.hours.push(Math.floor((at - since) / HOUR));
    flows.set(key, flow);
  }
  return flows;
}

export interface Cohort {
  /** stays on the rung that began in the period */
  came: number;
  /** of these, ended within it by a step up, or down */
  risen: number;
  fallen: number;
}

/** Stays on a rung, those at the lowest included that are no move: they begin with the person. */
export function cohortOf(past: Past, rung: string, asked: Asked): Cohort {
  const places = past.model.rungs.map(({ id }) => id);
  const moves = movesIn(past, asked).filter(({ kind }) => kind === 'rung');
  const came = moves.filter(({ to }) => to === rung).length;
  const left = moves.filter(
    ({ from, since }) => from === rung && wallClock(past.zone, since).day >= asked.from,
  );
  const risen = left.filter(({ to }) => places.indexOf(to) > places.indexOf(rung)).length;
  return { came, risen, fallen: left.length - risen };
}

export interface Standing {
  rungs: Record<string, number>;
  grades: Record<string, number>;
  segments: Record<string, number>;
  /** days that each has stood on a rung, local day to local day */
  days: Record<string, number[]>;
}

/** Everybody, now. */
export function standingOf({ lives, model, zone, now }: Past): Standing {
  const standing: Standing = { rungs: {}, grades: {}, segments: {}, days: {} };
  const add = (to: Record<string, number>, key: string) => {
    to[key] = (to[key] ?? 0) + 1;
  };
  for (const { log } of lives) {
    const { rung, grade, segments, rung_since } = stateAt(log, model, now);
    add(standing.rungs, rung);
    add(standing.grades, grade);
    for (const segment of Object.keys(segments)) add(standing.segments, segment);
    const stood = wallClock(zone, now).day - wallClock(zone, rung_since).day;
    standing.days[rung] = [...(standing.days[rung] ?? []), stood];
  }
  return standing;
}
