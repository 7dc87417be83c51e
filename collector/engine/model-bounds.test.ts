/** How large, how long and how many: each bound of a model holds to the step, in the schema too. */
import { Validator } from '@cfworker/json-schema';
import { describe, expect, test } from 'vitest';
import { modelWith, problemsOf } from '../../test/unit/spoilt-models.ts';
import { modelSchema } from './index.ts';

const schema = new Validator(modelSchema, '2020-12', true);
/** What validation says of one place only: the rest of the model may not fit the new value. */
const saidOf = (place: string, model: unknown) =>
  problemsOf(model).filter(({ path }) => path === place);

const WHEN = 'segments[0].when';
const match = { event: '*' };

/** place, what stands there with the number, lowest, highest; and what steps there are */
const NUMBERS: [string, ((n: number) => [string, unknown]) | null, number, number, string?][] = [
  ['half_life_days', null, 1, 3_650],
  ['groups[0].cap', null, 0, 1_000_000, 'points'],
  ['groups[0].floor', null, -1_000_000, 0, 'points'],
  ['rules[0].points', null, -10_000, 10_000, 'points'],
  ['rules[0].points_per.every', per('every'), 1e-6, 1e15],
  ['rules[0].points_per.points', per('points'), -10_000, 10_000, 'points'],
  ['rules[0].limit.times', limit('times'), 1, 1_000_000, 'whole'],
  ['rules[0].limit.points', limit('points'), 0.01, 1_000_000, 'points'],
  ['grades[1].min', null, -1_000_000, 1_000_000, 'points'],
  ['grades[2].above', null, -1_000_000, 1_000_000, 'points'],
  ['ladder[1].min_days', null, 0, 3_650],
  ...counts('at_least', (bound) => ({ count: match, ...bound })),
  ...counts('at_most', (bound) => ({ count: match, ...bound })),
  ...counts('at_least', (bound) => ({ distinct: match, by: 'day', ...bound })),
  ...amounts('at_least', (bound) => ({ sum: match, of: 'props.n', ...bound })),
  ...amounts('at_most', (bound) => ({ ratio: match, to: match, ...bound })),
  ...amounts('at_least', (bound) => ({ orders: 'count', ...bound })),
  ...days('within_days', (bound) => ({ count: match, ...bound })),
  ...days('within_days', (bound) => ({ sum: match, of: 'props.n', at_least: 1, ...bound })),
  ...days('within_days', (bound) => ({ last: match, ...bound })),
  ...days('over_days', (bound) => ({ last: match, ...bound })),
  ...days('at_least_days', (bound) => ({ span: match, ...bound })),
  ...days('within_days', (bound) => ({ span: match, at_least_days: 1, ...bound })),
  ...days('within_days', (bound) => ({ open: match, closed_by: match, ...bound })),
  ...of('seen.within_days', 0.001, 36_500, '', (n) => ({ seen: { within_days: n } })),
  ...of('hours', 0.01, 8_784, '', (hours) => {
    return { before: match, hours, sum: match, of: 'props.n', at_most: 1 };
  }),
  ...['at_least', 'at_most', 'above', 'below'].flatMap((key) => [
    ...of(`score.${key}`, -10_000, 10_000, 'points', (n) => ({ score: { [key]: n } })),
    ...of(key, -10_000, 10_000, 'points', (n) => ({ group: 'fit', [key]: n })),
  ]),
  ...['min', 'max', 'above', 'below'].flatMap((key) => [
    ...of(key, -1e15, 1e15, '', (n) => ({ trait: 'age', [key]: n })),
    ...of(key, -1e15, 1e15, '', (n) => ({ person: 'visits', [key]: n })),
    ...of(`count.where.${key}`, -1e15, 1e15, '', (n) => ({
      count: { event: '*', where: { field: 'visit.pages', [key]: n } },
    })),
  ]),
];

type Row = (typeof NUMBERS)[number];
type Bound = Record<string, number>;

function of(
  key: string,
  low: number,
  high: number,
  kind: string,
  make: (n: number) => object,
): Row[] {
  return [[`${WHEN}.${key}`, (n) => [WHEN, make(n)], low, high, kind]];
}
function counts(key: string, make: (bound: Bound) => object): Row[] {
  return of(key, 0, 1_000, 'whole', (n) => make({ [key]: n }));
}
function amounts(key: string, make: (bound: Bound) => object): Row[] {
  return of(key, 0, 1e15, '', (n) => make({ [key]: n }));
}
function days(key: string, make: (bound: Bound) => object): Row[] {
  return of(key, 0.001, 36_500, '', (n) => make({ [key]: n }));
}
function per(key: string) {
  const given = { prop: 'value', every: 1, points: 1 };
  return (n: number): [string, unknown] => ['rules[0].points_per', { ...given, [key]: n }];
}
function limit(key: string) {
  return (n: number): [string, unknown] => ['rules[0].limit', { [key]: n, per: 'day' }];
}

describe('A number of a model', () => {
  test.each(NUMBERS)('at %s keeps its bounds', (place, make, low, high, kind) => {
    const step = kind === 'points' ? 0.01 : 1;
    const model = (n: unknown) =>
      make ? modelWith(...make(n as number)) : modelWith(place, n as number);
    for (const good of [low, high]) expect(saidOf(place, model(good))).toEqual([]);
    const noun = kind === 'whole' ? 'whole number' : 'number';
    const mend = `give a ${noun} from ${low} to ${high}`;
    for (const bad of [low > 0 ? low / 2 : low - step, high + step]) {
      expect(saidOf(place, model(bad))).toEqual([{ path: place, reason: `is ${bad}`, mend }]);
      expect(schema.validate(model(bad)).valid).toBe(false);
    }
    for (const no of ['1', Number.NaN, Number.POSITIVE_INFINITY, null]) {
      const said = saidOf(place, model(no));
      expect(said).toEqual([{ path: place, reason: `is not a ${noun}`, mend }]);
    }
    expect(schema.validate(model(high)).valid).toBe(true);
  });

  test.each(NUMBERS.filter(([, , , , kind]) => kind === 'points'))(
    'at %s has two decimals at most',
    (place, make) => {
      const model = (n: number) => (make ? modelWith(...make(n)) : modelWith(place, n));
      const sign = place === 'groups[0].floor' ? -1 : 1;
      expect(saidOf(place, model(sign * 0.07))).toEqual([]);
      const mend = 'use at most two decimals';
      const reason = `is ${sign * 1.005}`;
      expect(saidOf(place, model(sign * 1.005))).toEqual([{ path: place, reason, mend }]);
    },
  );

  test.each(NUMBERS.filter(([, , , , kind]) => kind === 'whole'))(
    'at %s is whole',
    (place, make) => {
      const model = modelWith(...(make?.(1.5) ?? [place, 1.5]));
      const said = { path: place, reason: 'is 1.5', mend: 'give a whole number' };
      expect(saidOf(place, model)).toEqual([said]);
      expect(schema.validate(model).valid).toBe(false);
    },
  );

  test('without whole steps may have any decimals', () => {
    for (const [place, make, low, high, kind] of NUMBERS) {
      if (kind === 'whole' || kind === 'points') continue;
      const n = Math.min(high, Math.max(low, 0) + 0.00012);
      const model = make ? modelWith(...make(n)) : modelWith(place, n);
      expect([place, saidOf(place, model)]).toEqual([place, []]);
    }
  });
});
