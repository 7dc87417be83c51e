/** The score at evenly spaced moments and at each move between them. */
import { type Compiled, curve } from '../../collector/engine/index.ts';
import type { LogPart } from '../queries/log.ts';
import { toPoints } from './points.ts';
import type { ScoreCurve } from './schemas/score-curve.ts';
import { toRfc3339 } from './time.ts';

/** Points of one curve, moves included. */
export const MOST_POINTS = 200;

interface Span {
  /** milliseconds */
  from: number;
  to: number;
  /** evenly spaced ones, two at least */
  points: number;
}

function evenly({ from, to, points }: Span): number[] {
  const step = (to - from) / (points - 1);
  const moments = Array.from({ length: points }, (_, i) => Math.round(from + i * step));
  return [...new Set(moments)];
}

/** @param log replayed whole, under one model */
export function curveOf(
  compiled: Compiled,
  { base, tail }: LogPart,
  span: Span,
): Omit<ScoreCurve, 'person'> {
  // A log that begins with nothing reaches back as far as one likes.
  const from =
    base.first_seen === null ? span.from : Math.min(Math.max(span.from, base.at), span.to);
  const even = evenly({ ...span, from });
  const inside = curve(compiled, base, tail, even).moved.filter((at) => at > from && at <= span.to);
  const moves = inside.slice(even.length - MOST_POINTS);
  const moments = [...new Set([...even, ...moves])].sort((a, b) => a - b);
  const moved = new Set(inside);
  return {
    model: compiled.version,
    from: toRfc3339(from),
    to: toRfc3339(span.to),
    points: curve(compiled, base, tail, moments).positions.map(({ score, grade, rung }, i) => {
      const at = moments[i] as number;
      return { at: toRfc3339(at), score: toPoints(score), grade, rung, move: moved.has(at) };
    }),
    complete: moves.length === inside.length,
  };
}
