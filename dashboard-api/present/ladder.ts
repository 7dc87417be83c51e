/** Counts of people and moves, laid out along the model's rungs and grades. */
import type { Model } from '../../collector/engine/index.ts';
import { COUNTED, type MoveCount, type PlaceCount } from '../queries/ladder.ts';
import { headCount } from './head-count.ts';
import type { Ladder } from './schemas/ladder.ts';
import { toRfc3339 } from './time.ts';

interface Step {
  id: string;
  label?: { en: string; fa?: string };
}

interface Period {
  from: number;
  to: number;
}

const sum = (numbers: number[]): number => numbers.reduce((all, one) => all + one, 0);

type Standing = Pick<Ladder, 'people' | 'exact' | 'error' | 'rungs' | 'grades'>;

/**
 * People along the model, scaled up from the sample where not everybody could be counted. During a
 * publish some stand in a grade of an earlier model, found by its name.
 */
export function presentPeople(
  model: Model,
  versions: ReadonlyMap<number, { model: Model }>,
  counts: PlaceCount[],
): Standing {
  const gradeOf = ({ grade, model: version }: PlaceCount): string | undefined =>
    versions.get(version)?.model.grades[grade]?.id;
  const counted = sum(counts.map(({ people }) => people));
  const last = counts.reduce(
    (greatest, count) => (count.last > greatest ? count.last : greatest),
    '',
  );
  const { scale, error } = headCount({ counted, limit: COUNTED, last });
  const count = (belongs: (place: PlaceCount) => boolean): number =>
    Math.round(scale * sum(counts.filter(belongs).map(({ people }) => people)));
  const along = (steps: readonly Step[], belongs: (place: PlaceCount, id: string) => boolean) =>
    steps.map(({ id, label }) => ({
      id,
      ...(label ? { label } : {}),
      people: count((place) => place.grade >= 0 && belongs(place, id)),
    }));
  return {
    people: count((place) => place.grade >= 0),
    exact: error === 0,
    error,
    rungs: along(model.ladder, ({ rung }, id) => rung === id),
    grades: along(model.grades, (place, id) => gradeOf(place) === id),
  };
}

/** Moves by where people came to, up and down along the model's order. */
function movesAlong(steps: readonly Step[], moves: MoveCount[]) {
  const place = (id: string) => steps.findIndex((step) => step.id === id);
  const count = (to: string, up: boolean) =>
    sum(
      moves
        .filter((move) => move.to_id === to && place(move.to_id) > place(move.from_id) === up)
        .map((move) => move.moves),
    );
  return steps.map(({ id }) => ({ id, up: count(id, true), down: count(id, false) }));
}

/** Moves of a period; `counted_from` is later than its begin when there were too many to count. */
export function presentMoves(
  model: Model,
  moves: MoveCount[],
  { from, to }: Period,
): Ladder['moves'] {
  const complete = sum(moves.map((move) => move.moves)) < COUNTED;
  const since = complete ? from : Math.min(...moves.map((move) => move.first_at));
  const of = (kind: MoveCount['kind']) => moves.filter((move) => move.kind === kind);
  return {
    from: toRfc3339(from),
    to: toRfc3339(to),
    complete,
    counted_from: toRfc3339(since),
    rungs: movesAlong(model.ladder, of('rung')),
    grades: movesAlong(model.grades, of('grade')),
  };
}
