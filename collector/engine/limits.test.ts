/** Limits, caps and floors: what a rule gives the second time, and what an explanation says of it. */
import { describe, expect, test } from 'vitest';
import { DAY, type Given, HOUR, happened, MINUTE, MONDAY } from '../../test/unit/histories.ts';
import {
  type CanonicalEvent,
  compile,
  defaultModel,
  explain,
  type Model,
  type Rule,
  replay,
  start,
} from './index.ts';

const rule = (id: string, points: number, more: Partial<Rule> = {}): Rule => ({
  id,
  label: { en: id },
  when: { event: id },
  points,
  group: 'sum',
  ...more,
});

/** One group that keeps, so that sums are plain. */
function modelOf(rules: Rule[], bounds: { cap?: number; floor?: number } = {}): Model {
  const groups = [{ id: 'sum', label: { en: 'Sum' }, decays: false, ...bounds }];
  return { ...defaultModel, groups, rules, ladder: defaultModel.ladder.slice(0, 1), segments: [] };
}

const act = (after: number, type = 'act', given: Given = {}) =>
  happened(MONDAY + after, type, given);

function scoreOf(model: Model, log: CanonicalEvent[]): number {
  return explain(compile(model, 1), start(), log, MONDAY + 100 * DAY).score / 100;
}

describe('A limit', () => {
  /** twice in one visit, again in a later visit of the day, again on the day after */
  const log = [act(0), act(MINUTE), act(2 * HOUR), act(DAY)];

  test.each([
    [undefined, 4],
    [{ times: 1, per: 'visit' }, 3],
    [{ times: 1, per: 'day' }, 2],
    [{ times: 1, per: 'lifetime' }, 1],
    [{ times: 2, per: 'visit' }, 4],
    [{ times: 2, per: 'day' }, 3],
    [{ times: 2, per: 'lifetime' }, 2],
  ] satisfies [Rule['limit'], number][])('of %o lets %d of four acts count', (limit, times) => {
    expect(scoreOf(modelOf([rule('act', 10, limit && { limit })]), log)).toBe(10 * times);
  });

  test('of a day goes by the local day of the event', () => {
    const limit = { times: 1, per: 'day' } as const;
    const model = modelOf([rule('act', 10, { limit })]);
    const east = { offset_min: 14 * 60 };
    // 09:00 and 11:00 in London are 23:00 and, a day later, 01:00 in Kiritimati
    expect(scoreOf(model, [act(0), act(2 * HOUR)])).toBe(10);
    expect(scoreOf(model, [act(0, 'act', east), act(2 * HOUR, 'act', east)])).toBe(20);
  });

  test.each([
    [4, [4, 4, 2]],
    [-4, [-4, -4, -2]],
  ])('in points cuts an award of %d to what is left and gives nothing after', (points, given) => {
    const limit = { points: 10, per: 'lifetime' } as const;
    const log = [act(0), act(1), act(2), act(3)];
    const model = modelOf([rule('act', points, { limit })]);
    const { terms } = explain(compile(model, 1), start(), log, MONDAY + DAY);
    expect(terms.map((term) => term.points / 100)).toEqual(given);
    expect(terms.map((term) => term.cut_by)).toEqual([undefined, undefined, 'limit']);
  });

  test('of one rule leaves the others alone', () => {
    const limit = { times: 1, per: 'lifetime' } as const;
    const model = modelOf([rule('act', 10, { limit }), rule('deed', 3)]);
    expect(scoreOf(model, [act(0), act(1), act(2, 'deed'), act(3, 'deed')])).toBe(16);
  });

  test('is what a state remembers the use of; a rule without one leaves no trace', () => {
    const limit = { times: 9, per: 'lifetime' } as const;
    const model = modelOf([rule('act', 10, { limit }), rule('deed', 3)]);
    const log = [act(0), act(1), act(2, 'deed')];
    expect(replay(compile(model, 1), start(), log, 0).state.used).toEqual({ act: [0, 2] });
  });

  test('is not used up by an act that earns nothing', () => {
    const limit = { times: 1, per: 'lifetime' } as const;
    const { points: _, ...bare } = rule('act', 0, { limit });
    const model = modelOf([{ ...bare, points_per: { prop: 'n', every: 10, points: 1 } }]);
    const of = (n: number, after: number) => act(after, 'act', { props: { n } });
    expect(scoreOf(model, [of(9, 0), of(35, 1), of(50, 2)])).toBe(3);
  });
});

describe('A group', () => {
  const bounds = { cap: 25, floor: -5 };

  test('takes points up to its cap and down to its floor, and says what cut them', () => {
    const model = modelOf([rule('act', 10), rule('deed', -20)], bounds);
    const log = [act(0), act(1), act(2), act(3, 'deed'), act(4, 'deed')];
    const { terms, score } = explain(compile(model, 1), start(), log, MONDAY + DAY);
    expect(score).toBe(-500);
    const cuts = terms.map((term) => [(term.event?.ts ?? 0) - MONDAY, term.cut_by]);
    expect(Object.fromEntries(cuts)).toEqual({
      0: undefined,
      1: undefined,
      2: 'cap',
      3: undefined,
      4: 'floor',
    });
  });

  test('does not remember points beyond its cap', () => {
    const model = modelOf([rule('act', 10), rule('deed', -20)], bounds);
    const beyond = Array.from({ length: 9 }, (_, i) => act(i));
    expect(scoreOf(model, [...beyond, act(10, 'deed')])).toBe(5);
  });
});

describe('A move of grade', () => {
  const causeOf = (rules: Rule[], log: CanonicalEvent[], bounds = {}) =>
    replay(compile(modelOf(rules, bounds), 1), start(), log, MONDAY + DAY)
      .moves.filter(({ kind }) => kind === 'grade')
      .map(({ to, cause }) => [to, cause.by === 'event' ? cause.rule : cause.by]);
  const on = (id: string, points: number): Rule => rule(id, points, { when: { event: 'act' } });

  test('up names the rule that raised the score most, not the first or the last', () => {
    const rules = [on('small', 5), on('great', 110), on('loss', -10), on('middle', 20)];
    expect(causeOf(rules, [act(0)])).toEqual([['medium', 'great']]);
  });

  test('down names the rule that lowered it most', () => {
    const rules = [
      rule('begin', 110),
      on('small', -5),
      on('great', -60),
      on('tiny', -1),
      on('gain', 10),
    ];
    const log = [act(0, 'begin'), act(1)];
    expect(causeOf(rules, log)).toEqual([
      ['medium', 'begin'],
      ['weak', 'great'],
    ]);
  });

  test('names the first of equals', () => {
    const ups = [on('one', 60), on('other', 60)];
    expect(causeOf(ups, [act(0)])).toEqual([['medium', 'one']]);
    const downs = [rule('begin', 110), on('one', -40), on('other', -40)];
    expect(causeOf(downs, [act(0, 'begin'), act(1)]).at(-1)).toEqual(['weak', 'one']);
  });

  test('goes by what the cap left of the points', () => {
    const rules = [on('first', 150), on('second', 200)];
    expect(causeOf(rules, [act(0)], { cap: 160 })).toEqual([['medium', 'first']]);
  });

  test('of an earlier event does not cling to a later one', () => {
    const rules = [rule('begin', 99), rule('end', 1)];
    expect(causeOf(rules, [act(0, 'begin'), act(1, 'end')])).toEqual([['medium', 'end']]);
  });

  test('by a title names the rule of the title that won', () => {
    const title = (id: string, points: number): Rule => ({
      ...on(id, points),
      highest_of: 'title',
    });
    const rules = [title('chief', 150), title('staff', 100), title('manager', 120)];
    expect(causeOf(rules, [act(0)])).toEqual([['medium', 'chief']]);
    expect(scoreOf(modelOf(rules), [act(0)])).toBe(150);
  });
});

describe('A name that every object has', () => {
  test('is a name like any other for groups, rules and segments', () => {
    const name = 'constructor';
    const model: Model = {
      ...defaultModel,
      groups: [{ id: name, label: { en: name }, decays: false }],
      rules: [rule(name, 10, { when: { event: 'act' }, group: name })],
      ladder: defaultModel.ladder.slice(0, 1),
      segments: [{ id: name, label: { en: name }, when: { score: { at_least: 20 } } }],
    };
    const c = compile(model, 1);
    const once = replay(c, start(), [act(0)], 0).state;
    expect(once.segments).toEqual({});
    const twice = replay(c, once, [act(1)], 0).state;
    expect(twice.sums).toEqual({ [name]: 2_000 });
    expect(twice.segments).toEqual({ [name]: MONDAY + 1 });
  });
});
