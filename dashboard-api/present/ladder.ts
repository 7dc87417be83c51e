/** People and moves, laid out along the model's rungs and grades. */
import { type Model, wilson } from '../../collector/engine/index.ts';
import { medianOf } from '../../collector/engine/reports/median.ts';
import { addAll } from '../../collector/engine/reports/record.ts';
import type { Census } from '../../collector/engine/reports/types.ts';
import type { FlowSum, LadderSums, PlaceCount } from '../queries/ladder.ts';
import { momentOrNull, presentPeriod } from './freshness.ts';
import type { Ladder, LadderPeriod } from './schemas/ladder.ts';

interface Step {
  id: string;
  label?: { en: string; fa?: string };
}

const sum = (numbers: number[]): number => numbers.reduce((all, one) => all + one, 0);

type Standing = Pick<Ladder, 'people' | 'rungs' | 'grades'>;

const along = (steps: readonly Step[], people: (id: string) => number | null) =>
  steps.map(({ id, label }) => ({ id, ...(label ? { label } : {}), people: people(id) }));

/** During a publish some stand in a grade of an earlier model, found by its name. */
export function presentPeople(
  model: Model,
  versions: ReadonlyMap<number, { model: Model }>,
  counts: readonly PlaceCount[],
): Standing {
  const gradeOf = ({ grade, model: version }: PlaceCount): string | undefined =>
    versions.get(version)?.model.grades[grade]?.id;
  const people = counts.filter(({ grade }) => grade >= 0);
  const count = (belongs: (place: PlaceCount) => boolean): number =>
    sum(people.filter(belongs).map((place) => place.people));
  return {
    people: count(() => true),
    rungs: along(model.ladder, (id) => count(({ rung }) => rung === id)),
    grades: along(model.grades, (id) => count((place) => gradeOf(place) === id)),
  };
}

/** The same from a census; null everywhere when there was none yet. */
export function presentCensus(model: Model, census: Census | undefined): Standing {
  const rungs = new Map(Object.entries(census?.rungs ?? {}));
  const grades = new Map(Object.entries(census?.grades ?? {}));
  const counted = (people: number) => (census ? people : null);
  return {
    people: counted(census?.people ?? 0),
    rungs: along(model.ladder, (id) => counted(sum(Object.values(rungs.get(id) ?? {})))),
    grades: along(model.grades, (id) => counted(grades.get(id) ?? 0)),
  };
}

interface OfPeriod {
  period: { from: number; to: number };
  sums: LadderSums;
  /** the last one up to the period's end */
  census: Census | undefined;
}

/** How people moved in a period, and where they are stuck since. */
export function presentFlows(model: Model, { period, sums, census }: OfPeriod): LadderPeriod {
  const { leads, customers, new_people } = sums;
  const rungs = movesAlong(model.ladder, sums.flows, 'rung');
  const stood = new Map(Object.entries(census?.rungs ?? {}));
  return {
    ...presentPeriod(period),
    rungs: rungs.map((rung, i) => {
      const { hours, n } = hoursUp(rung.leaving);
      return {
        id: rung.id,
        up: rung.up,
        down: rung.down,
        ...conversion(rung, i === 0),
        ...timeBefore(hours, n),
        stuck: census ? stuck(stood.get(rung.id) ?? {}, hours) : null,
      };
    }),
    grades: movesAlong(model.grades, sums.flows, 'grade').map(({ id, up, down }) => {
      return { id, up, down };
    }),
    flows: sums.flows.map(({ kind, from, to, moves }) => ({ kind, from, to, moves })),
    stuck_at: momentOrNull(census?.at),
    became_customers: { new_people, leads, customers, from_leads: fromBelow(model, sums.flows) },
  };
}

interface Passage {
  id: string;
  /** who came from below and from above */
  up: number;
  down: number;
  leaving: { up: boolean; flow: FlowSum }[];
}

/** A rung that the model no longer has stands below all others. */
function movesAlong(steps: readonly Step[], flows: readonly FlowSum[], kind: string): Passage[] {
  const place = (id: string) => steps.findIndex((step) => step.id === id);
  const ofKind = flows
    .filter((flow) => flow.kind === kind)
    .map((flow) => ({ flow, up: place(flow.to) > place(flow.from) }));
  return steps.map(({ id }) => {
    const came = ofKind.filter(({ flow }) => flow.to === id);
    const moves = (up: boolean) =>
      sum(came.filter((one) => one.up === up).map(({ flow }) => flow.moves));
    const leaving = ofKind.filter(({ flow }) => flow.from === id);
    return { id, up: moves(true), down: moves(false), leaving };
  });
}

/** What became, within the period, of those who came onto a rung in it. */
function conversion({ up, down, leaving }: Passage, lowest: boolean) {
  const came = up + down;
  // Nobody moves to where everybody begins, so the record does not tell who came there.
  if (lowest) return { came, rose: null, fell: null };
  const left = (upwards: boolean) =>
    sum(leaving.filter((one) => one.up === upwards).map(({ flow }) => flow.within));
  const share = (hits: number) => wilson(Math.min(hits, came), came);
  return { came, rose: share(left(true)), fell: share(left(false)) };
}

function hoursUp(leaving: Passage['leaving']): { hours: number | null; n: number } {
  const counts: Record<string, number> = {};
  for (const { up, flow } of leaving) if (up) addAll(counts, flow.hours);
  return { hours: medianOf(counts), n: sum(Object.values(counts)) };
}

const timeBefore = (hours: number | null, n: number) => ({
  median_hours: hours,
  median_days: hours === null ? null : Math.round((hours / 24) * 100) / 100,
  rises: n,
});

/** Who has stood there longer than twice the median time; null when nobody rose. */
function stuck(byDays: Readonly<Record<string, number>>, hours: number | null): number | null {
  if (hours === null) return null;
  const long = Object.entries(byDays).filter(([days]) => Number(days) * 24 > 2 * hours);
  return sum(long.map(([, people]) => people));
}

/** Moves from below onto the rung `customer`; null in a model without one. */
function fromBelow({ ladder }: Model, flows: readonly FlowSum[]): number | null {
  const place = ladder.findIndex(({ id }) => id === 'customer');
  if (place < 0) return null;
  const below = new Set(ladder.slice(0, place).map(({ id }) => id));
  const rises = flows.filter(
    ({ kind, from, to }) => kind === 'rung' && to === 'customer' && below.has(from),
  );
  return sum(rises.map(({ moves }) => moves));
}
