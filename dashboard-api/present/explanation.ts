/** The engine's explanation in the API's units: points as decimals, moments as RFC 3339. */
import type { Explanation } from '../../collector/engine/index.ts';
import { toPoints } from './points.ts';
import type { ExplanationAnswer } from './schemas/explanation.ts';
import { toRfc3339 } from './time.ts';

/** The next move if nothing more happens, for answers that show it. */
export const presentNext = ({ at, ...move }: NonNullable<Explanation['next']>) => ({
  at: toRfc3339(at),
  ...move,
});

const presentTerm = ({ event, points, value, ...term }: Explanation['terms'][number]) => ({
  ...term,
  event: event && { ...event, ts: toRfc3339(event.ts) },
  points: toPoints(points),
  value: toPoints(value),
});

/** Hundredths that sum inside are decimals that sum outside; see `toPoints`. */
export function presentExplanation(person: string, explained: Explanation): ExplanationAnswer {
  const { at, model, score, grade, rung, terms, sentence, next } = explained;
  return {
    person,
    at: toRfc3339(at),
    model,
    score: toPoints(score),
    grade,
    rung,
    terms: terms.map(presentTerm),
    sentence,
    ...(next ? { next: presentNext(next) } : {}),
  };
}
