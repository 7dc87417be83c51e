/** How scores lie between awards: decay, caps, and the exact instant at which an edge is crossed. */
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, happened, MINUTE, MONDAY } from '../../test/unit/histories.ts';
import { dayOf, modelOf, spells, wakes } from '../../test/unit/spells.ts';
import { compile, explain, type Model, position, type Rule, replay, start } from './index.ts';
import { bound, decay } from './score.ts';
import { hundredths, localDay, shown } from './units.ts';

describe('Decay', () => {
  test('leaves half after each half-life, and everything at once', () => {
    expect([0, 1, 2].map((n) => decay(DAY, n * DAY))).toEqual([1, 0.5, 0.25]);
    expect(decay(2 * DAY, DAY)).toBeCloseTo(Math.SQRT1_2, 12);
  });
});

describe('The instant at which a sum crosses an edge', () => {
  const crossing = (kept: number, decaying: number, least: number, now: number) =>
    bound({ kept, decaying, anchor: 0 }, least, now, DAY);
  /** Asked again at each answer, as the fold does. */
  const exact = (kept: number, decaying: number, least: number, from = 0) => {
    const reaches = (at: number) => shown(kept + decaying * decay(DAY, at)) >= least;
    let at = from;
    for (let i = 0; i < 60; i++) {
      const next = crossing(kept, decaying, least, at);
      if (next === Infinity) return Infinity;
      expect(next).toBeGreaterThan(at);
      if (reaches(next) !== reaches(at)) {
        expect(reaches(next - 1)).toBe(reaches(from));
        return next;
      }
      at = next;
    }
    throw new Error('never comes near');
  };

  test('is where the shown sum changes sides, to the millisecond', () => {
    expect(exact(0, 1_000, 500)).toBe(Math.floor(DAY * Math.log2(1_000 / 499.5)) + 1);
    expect(exact(0, 1_000, 999)).toBe(Math.floor(DAY * Math.log2(1_000 / 998.5)) + 1);
    expect(exact(0, 1_000, 1)).toBe(Math.floor(DAY * Math.log2(1_000 / 0.5)) + 1);
    expect(exact(700, 1_000, 1_200)).toBe(Math.floor(DAY * Math.log2(1_000 / 499.5)) + 1);
    expect(exact(700, -1_000, 200)).toBe(Math.ceil(DAY * Math.log2(1_000 / 500.5)));
    expect(exact(-300, 1_000, 0)).toBe(Math.floor(DAY * Math.log2(1_000 / 299.5)) + 1);
  });

  test('is the one after it where the sum is just enough on a whole millisecond', () => {
    expect(exact(0, 999, 500)).toBe(DAY + 1);
    expect(exact(0, 999 * 2, 500)).toBe(2 * DAY + 1);
    expect(exact(0, -999, -499)).toBe(DAY);
    expect(crossing(0, 999, 500, DAY - 1)).toBe(DAY + 1);
    expect(crossing(0, 999, 500, DAY)).toBe(DAY + 1);
    expect(crossing(0, -999, -499, DAY - 1)).toBe(DAY);
  });

  test('never comes where the sum stays on its side for good', () => {
    expect(crossing(0, 1_000, 0, 0)).toBe(Infinity);
    expect(crossing(500, 1_000, 500, 0)).toBe(Infinity);
    expect(crossing(500, -100, 500, 0)).not.toBe(Infinity);
    expect(crossing(0, 1_000, 1_001, 0)).toBe(Infinity);
    expect(crossing(0, 0, 1, 0)).toBe(Infinity);
    expect(crossing(0, 0, 0, 0)).toBe(Infinity);
  });

  test('is safely before it from afar and exact within the hour', () => {
    const truth = exact(0, 1_000, 500);
    const far = crossing(0, 1_000, 500, 0);
    expect(far).toBeLessThan(truth);
    expect(far).toBeGreaterThan(truth / 2);
    expect(Number.isInteger(far)).toBe(true);
    expect(crossing(0, 1_000, 500, truth - HOUR / 2)).toBe(truth);
    expect(crossing(0, 1_000, 500, truth - 1)).toBe(truth);
    expect(crossing(0, 1_000, 500, truth)).toBe(Infinity);
  });
});

const rule = (id: string, points: number, group: string, more: Partial<Rule> = {}): Rule => ({
  id,
  label: { en: id },
  when: { event: id },
  points,
  group,
  ...more,
});
const MORE: Partial<Model> = {
  half_life_days: 10,
  groups: [
    { id: 'warm', decays: true, cap: 100, floor: -20 },
    { id: 'hot', decays: true },
    { id: 'fixed', decays: false, cap: 60, floor: -30 },
  ],
  rules: [
    rule('look', 40, 'warm'),
    rule('leave', -40, 'warm'),
    rule('burn', 80, 'hot'),
    rule('pay', 40, 'fixed'),
    rule('lose', -40, 'fixed'),
    rule('boss', 50, 'fixed', { highest_of: 'title' }),
    rule('staff', 5, 'fixed', { highest_of: 'title' }),
  ],
};
const on = (day: number, type: string) => happened(MONDAY + day * DAY, type);
const score = (day: number, ...log: ReturnType<typeof on>[]) => {
  const c = compile(modelOf({ all: [] }, MORE), 1);
  return position(c, replay(c, start(), log, 0).state, MONDAY + day * DAY).score / 100;
};

describe('A score', () => {
  test('decays as a whole from act to act, and what keeps does not', () => {
    expect(score(0, on(0, 'look'))).toBe(40);
    expect(score(10, on(0, 'look'))).toBe(20);
    expect(score(20, on(0, 'look'), on(10, 'burn'))).toBe(50);
    expect(score(20, on(0, 'look'), on(10, 'pay'))).toBe(50);
    expect(score(20, on(0, 'burn'), on(10, 'look'), on(20, 'look'))).toBe(80);
  });

  test('is capped as acts are folded, so that what has decayed makes room', () => {
    expect(score(0, on(0, 'look'), on(0, 'look'), on(0, 'look'))).toBe(100);
    expect(score(10, on(0, 'look'), on(0, 'look'), on(0, 'look'), on(10, 'look'))).toBe(90);
    expect(score(0, on(0, 'leave'))).toBe(-20);
    expect(score(10, on(0, 'leave'))).toBe(-10);
    expect(score(0, on(0, 'lose'), on(0, 'lose'))).toBe(-30);
  });

  test('has of a set the highest award only, under the cap of its group', () => {
    expect(score(0, on(0, 'boss'))).toBe(50);
    expect(score(0, on(0, 'staff'), on(0, 'boss'), on(0, 'staff'))).toBe(50);
    expect(score(0, on(0, 'boss'), on(0, 'pay'))).toBe(60);
    expect(score(0, on(0, 'boss'), on(0, 'pay'), on(0, 'lose'))).toBe(50);
    expect(score(0, on(0, 'lose'), on(0, 'boss'))).toBe(20);
  });
});

describe('Conditions on the score', () => {
  const looked = [on(0, 'look')];
  const fallsTo = (edge: number) => Math.floor(10 * DAY * Math.log2(4_000 / (edge - 0.5))) + 1;
  const days = (edge: number) => dayOf(MONDAY + fallsTo(edge));

  test.each([
    [{ score: { at_least: 20 } }, `0-${days(2_000)}`],
    [{ score: { above: 20 } }, `0-${days(2_001)}`],
    [{ score: { below: 20 } }, `0-0 ${days(2_000)}-`],
    [{ score: { at_most: 20 } }, `0-0 ${days(2_001)}-`],
    [{ score: { at_least: 20, below: 30 } }, `${days(3_000)}-${days(2_000)}`],
    [{ score: { at_least: 41 } }, ''],
    [{ group: 'warm', at_least: 20 }, `0-${days(2_000)}`],
    [{ group: 'warm', below: 20 }, `0-0 ${days(2_000)}-`],
    [{ group: 'warm', at_least: 20, below: 30 }, `${days(3_000)}-${days(2_000)}`],
    [{ group: 'warm', above: 20, at_most: 30 }, `${days(3_001)}-${days(2_001)}`],
    [{ group: 'hot', at_most: 0 }, '0-'],
    [{ group: 'fixed', below: 0 }, ''],
  ])('%j holds from and to the exact millisecond', (when, held) => {
    expect(spells(when, looked, MORE)).toBe(held);
  });

  test('of a group that keeps are looked at when it changes only', () => {
    const log = [on(0, 'pay'), on(3, 'lose')];
    expect(spells({ group: 'fixed', at_least: 40 }, log, MORE)).toBe('0-3');
    const one = { ...MORE, grades: [{ id: 'one' }] };
    expect(wakes({ group: 'fixed', at_least: 40 }, log.slice(0, 1), one)).toEqual([]);
    expect(
      wakes({ group: 'fixed', at_least: 40 }, log, { ...MORE, grades: [{ id: 'one' }] }),
    ).toEqual([]);
  });

  test('of what has risen by time alone: a loss is forgotten', () => {
    const lost = [on(0, 'leave')];
    const back = Math.ceil(10 * DAY * Math.log2(2_000 / 999.5));
    expect(spells({ score: { above: -10 } }, lost, MORE)).toBe(`0-0 ${dayOf(MONDAY + back)}-`);
    expect(spells({ group: 'warm', above: -10 }, lost, MORE)).toBe(`0-0 ${dayOf(MONDAY + back)}-`);
  });
});

test('A score that rises passes one edge after the other', () => {
  const back = Math.ceil(10 * DAY * Math.log2(2_000 / 999.5));
  const both = { all: [{ score: { above: -15 } }, { score: { above: -10 } }] };
  expect(spells(both, [on(0, 'leave')], MORE)).toBe(`0-0 ${dayOf(MONDAY + back)}-`);
});

test('What floating point loses of an award is no cut', () => {
  const c = compile(modelOf({ all: [] }, MORE), 1);
  const log = Array.from({ length: 300 }, (_, i) => on(i * 0.37, i % 3 ? 'burn' : 'look'));
  const burnt = explain(c, start(), log, MONDAY + 120 * DAY).terms.filter(
    (it) => it.rule === 'burn',
  );
  expect(burnt).toHaveLength(200);
  expect(burnt.filter(({ cut_by }) => cut_by !== undefined)).toEqual([]);
});

test('An award of a set causes a move by what it adds, not by what the group comes to', () => {
  const rules = [
    rule('pay', 40, 'fixed'),
    rule('boss', 50, 'fixed', { highest_of: 'title', when: { event: 'meet' } }),
    rule('extra', 30, 'hot', { when: { event: 'meet' } }),
  ];
  const grades = [{ id: 'low' }, { id: 'high', min: 80 }];
  const c = compile(modelOf({ all: [] }, { ...MORE, rules, grades }), 1);
  const { moves } = replay(c, start(), [on(0, 'pay'), on(1, 'meet')], 0);
  expect(moves.at(-1)).toMatchObject({ to: 'high', cause: { rule: 'extra' }, score: 9_000 });
});

test('Points, shown sums and local days are rounded as they are said to be', () => {
  expect([1.005, 0.29, -0.29, 0].map(hundredths)).toEqual([100, 29, -29, 0]);
  expect([0.5, -0.5, 1.49].map(shown)).toEqual([1, 0, 1]);
  expect(Object.is(shown(-0.2), 0)).toBe(true);
  expect([0, -1, DAY - 1, DAY].map((ts) => localDay(ts, 0))).toEqual([0, -1, 0, 1]);
  expect([localDay(DAY - MINUTE, 1), localDay(DAY, -1)]).toEqual([1, 0]);
});
