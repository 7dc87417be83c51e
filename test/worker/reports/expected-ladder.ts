/** The answer of `ladder` as the recomputation has it. */
import type { Ladder, LadderPeriod } from '../../../dashboard-api/present/schemas/ladder.ts';
import { byField, type Tree } from './compare.ts';
import type { Asked, Past } from './recompute.ts';
import { cohortOf, flowsOf, movesIn, standingOf } from './recompute-ladder.ts';
import { nothing, sourcesOf } from './recompute-sources.ts';
import { medianOf, shareOf } from './share.ts';

type Kind = 'rung' | 'grade';

/** Where people came to, from below and from above. */
function cameTo(past: Past, asked: Asked, kind: Kind, id: string): { up: number; down: number } {
  const places = placesOf(past, kind);
  const moves = movesIn(past, asked).filter((move) => move.kind === kind && move.to === id);
  const up = moves.filter(({ from }) => places.indexOf(from) < places.indexOf(id)).length;
  return { up, down: moves.length - up };
}

const placesOf = ({ model }: Past, kind: Kind): string[] =>
  (kind === 'rung' ? model.rungs : model.grades).map(({ id }) => id);

const hundredths = (value: number): number => Math.round(value * 100) / 100;

/** @param stuckAt when those who are stuck were counted; undefined where that cannot be compared */
function rungOf(past: Past, asked: Asked, id: string, stuckAt: number | undefined): Tree {
  const places = placesOf(past, 'rung');
  const cohort = cohortOf(past, id, asked);
  const rises = [...flowsOf(past, asked).values()]
    .filter(({ kind, from }) => kind === 'rung' && from === id)
    .filter(({ to }) => places.indexOf(to) > places.indexOf(id))
    .flatMap(({ hours }) => hours);
  const median = medianOf(rises);
  const lowest = id === places[0];
  return {
    id,
    ...cameTo(past, asked, 'rung', id),
    came: cohort.came,
    rose: lowest ? null : shareOf(cohort.risen, cohort.came),
    fell: lowest ? null : shareOf(cohort.fallen, cohort.came),
    median_hours: median,
    median_days: median === null ? null : hundredths(median / 24),
    rises: rises.length,
    ...(stuckAt !== undefined && {
      stuck: median === null ? null : stuckIn(past, id, median, stuckAt),
    }),
  };
}

/** Those who stand there for more days, from local day to local day, than twice the median. */
function stuckIn(past: Past, id: string, medianHours: number, at: number): number {
  const days = standingOf({ ...past, now: at }).days[id] ?? [];
  return days.filter((stood) => stood > (2 * medianHours) / 24).length;
}

/** A census of before the end was of what had arrived by then, which the log no longer tells. */
const comparableAt = ({ end }: Past, stuckAt: string | null): number | undefined =>
  stuckAt !== null && Date.parse(stuckAt) >= end ? Date.parse(stuckAt) : undefined;

function becameOf(past: Past, asked: Asked): Tree {
  const all = sourcesOf(past, 'all', asked).get('') ?? nothing();
  const places = placesOf(past, 'rung');
  return {
    new_people: all.new_people,
    leads: all.leads.first / 1_000_000,
    customers: all.customers.first / 1_000_000,
    from_leads: places.includes('customer') ? cameTo(past, asked, 'rung', 'customer').up : null,
  };
}

export function expectedFlows(past: Past, asked: Asked, stuckAt: string | null): Tree {
  const census = comparableAt(past, stuckAt);
  const flows = [...flowsOf(past, asked)].map(([key, { moves }]) => [key, moves]);
  const rungs = placesOf(past, 'rung').map((id) => [id, rungOf(past, asked, id, census)]);
  const grades = placesOf(past, 'grade').map((id) => [
    id,
    { id, ...cameTo(past, asked, 'grade', id) },
  ]);
  return {
    rungs: Object.fromEntries(rungs),
    grades: Object.fromEntries(grades),
    flows: Object.fromEntries(flows),
    became_customers: becameOf(past, asked),
  };
}

export function comparableFlows(past: Past, period: LadderPeriod): Tree {
  const { rungs, grades, flows, became_customers, stuck_at } = period;
  const moves = flows.map(({ kind, from, to, moves }) => [`${kind} ${from} ${to}`, moves]);
  const told = comparableAt(past, stuck_at) !== undefined;
  const places = rungs.map(({ stuck, ...rung }) => ({ ...rung, ...(told && { stuck }) }));
  return {
    rungs: byField(places, 'id'),
    grades: byField(grades, 'id'),
    flows: Object.fromEntries(moves),
    became_customers,
  };
}

export function expectedStanding(past: Past): Tree {
  const { rungs, grades } = standingOf(past);
  const along = (kind: Kind, counts: Record<string, number>) =>
    Object.fromEntries(placesOf(past, kind).map((id) => [id, counts[id] ?? 0]));
  return {
    people: past.lives.length,
    exact: true,
    rungs: along('rung', rungs),
    grades: along('grade', grades),
  };
}

export function comparableStanding({ people, exact, rungs, grades }: Ladder): Tree {
  const along = (steps: Ladder['rungs']) =>
    Object.fromEntries(steps.map(({ id, people: there }) => [id, there]));
  return { people, exact, rungs: along(rungs), grades: along(grades) };
}
