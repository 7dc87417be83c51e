/** Rungs that are kept for a while, and what a place remembers of how it came about. */
import { describe, expect, test } from 'vitest';
import { DAY, happened, MONDAY } from '../../test/unit/histories.ts';
import { dayOf } from '../../test/unit/spells.ts';
import {
  type Condition,
  compile,
  defaultModel,
  due,
  type Model,
  position,
  type Rule,
  replay,
  start,
} from './index.ts';

const on = (day: number, type: string, given = {}) => happened(MONDAY + day * DAY, type, given);
const search = { event: 'search' };
const rule = (id: string, points: number, more: Partial<Rule> = {}): Rule => {
  return { id, label: { en: id }, when: { event: id }, points, group: 'fit', ...more };
};
const rung = (id: string, enter: Condition, more: object = {}) => {
  return { id, label: { en: id }, enter, ...more };
};

function modelOf(ladder: Model['ladder'], more: Partial<Model> = {}): Model {
  const lowest = rung('low', { all: [] });
  return { ...defaultModel, rules: [], segments: [], ladder: [lowest, ...ladder], ...more };
}
const told = (model: Model, log: ReturnType<typeof on>[], until = 0) =>
  replay(compile(model, 1), start(), log, MONDAY + until * DAY);
const moves = (...given: Parameters<typeof told>) =>
  told(...given).moves.map(({ at, from, to, cause }) => `${dayOf(at)} ${from}>${to} ${cause.by}`);

describe('A rung with a stay of ten days', () => {
  const fresh = { last: search, within_days: 1 };
  const model = modelOf([rung('high', fresh, { min_days: 10 })]);

  test('is left when they are over, by time, though its condition ended before', () => {
    expect(moves(model, [on(0, 'search')], 99)).toEqual(['0 low>high event', '10 high>low time']);
  });

  test('is left at once when its condition ends after them', () => {
    expect(
      moves(model, [on(0, 'search'), ...[5, 9.5].map((day) => on(day, 'search'))], 99),
    ).toEqual(['0 low>high event', '10.5 high>low time']);
  });

  test('is not left when its condition holds again by then', () => {
    const again = [on(0, 'search'), on(9.9, 'search')];
    expect(moves(model, again, 10.5)).toEqual(['0 low>high event']);
    expect(moves(model, again, 99).at(-1)).toBe(`${dayOf(MONDAY + 10.9 * DAY)} high>low time`);
  });

  test('is left on its day also when the next that happens comes later', () => {
    const once = modelOf([rung('high', { count: search, at_most: 1 }, { min_days: 10 })]);
    const log = [on(0, 'chat'), on(1, 'search'), on(2, 'search'), on(15, 'chat')];
    expect(moves(once, log)).toEqual(['0 low>high time', '10 high>low time']);
  });

  test('does not hold back other changes that come before its end', () => {
    const segments = [{ id: 'seen', label: { en: 'Seen' }, when: { seen: { within_days: 3 } } }];
    const once = modelOf([rung('high', { count: search, at_most: 1 }, { min_days: 10 })], {
      segments,
    });
    const log = [on(0, 'chat'), on(1, 'search'), on(2, 'search'), on(6, 'complaint_resolved')];
    expect(told(once, log).state.segments).toEqual({});
  });

  test('never holds back a rise', () => {
    const two = modelOf([
      rung('high', fresh, { min_days: 10 }),
      rung('top', { count: { event: 'purchase' } }),
    ]);
    expect(
      moves(two, [on(0, 'search'), on(1, 'purchase', { props: { order_id: 'a' } })], 99),
    ).toEqual(['0 low>high event', '1 high>top event']);
  });

  test('begins again with each entry', () => {
    const log = [on(0, 'search'), on(20, 'search')];
    expect(moves(model, log, 99)).toEqual([
      '0 low>high event',
      '10 high>low time',
      '20 low>high event',
      '30 high>low time',
    ]);
  });

  test('is due when it ends', () => {
    const c = compile(model, 1);
    const { state } = replay(c, start(), [on(0, 'search')], MONDAY + 2 * DAY);
    expect(due(c, state, MONDAY + 2 * DAY)).toBe(MONDAY + 10 * DAY);
  });
});

describe('A rung that is kept more easily than entered', () => {
  const model = modelOf([
    rung(
      'high',
      { count: search, at_least: 2, within_days: 5 },
      { keep: { last: search, within_days: 5 } },
    ),
  ]);

  test('is kept by the one condition and entered by the other only', () => {
    expect(
      moves(model, [on(0, 'search'), on(4, 'search'), on(8, 'search'), on(20, 'search')], 99),
    ).toEqual(['4 low>high event', '13 high>low time']);
  });
});

describe('A place', () => {
  const model = modelOf([rung('high', { score: { at_least: 50 } })], {
    grades: [{ id: 'cold' }, { id: 'warm', min: 50 }, { id: 'hot', min: 90 }],
    rules: [rule('act', 50), rule('gone', -50), rule('burn', 95, { group: 'intent' })],
  });

  test('is the lowest from the first event on, and being there is no move', () => {
    const { state, moves: none } = told(model, [on(3, 'chat'), on(5, 'chat')]);
    expect(state).toMatchObject({ rung: 'low', grade: 'cold' });
    expect([state.rung_since, state.grade_since]).toEqual([MONDAY + 3 * DAY, MONDAY + 3 * DAY]);
    expect(none).toEqual([]);
  });

  test('has the time of the move that led there', () => {
    const { state } = told(model, [on(0, 'chat'), on(2, 'act'), on(5, 'chat')]);
    expect([state.rung_since, state.grade_since]).toEqual([MONDAY + 2 * DAY, MONDAY + 2 * DAY]);
  });

  test('is left and reached with what caused it, and the score after it', () => {
    const act = on(1, 'act');
    const gone = on(2, 'gone');
    const { moves: all } = told(model, [on(0, 'chat'), act, gone]);
    const cause = { by: 'event', event: act.id, type: 'act', rule: 'act' };
    const [since, at] = [MONDAY, MONDAY + DAY];
    expect(all.slice(0, 2)).toStrictEqual([
      { kind: 'grade', at, from: 'cold', to: 'warm', since, cause, model: 1, score: 5_000 },
      { kind: 'rung', at, from: 'low', to: 'high', since, cause, model: 1, score: 5_000 },
    ]);
    expect(all[3]?.cause).toStrictEqual({
      by: 'event',
      event: gone.id,
      type: 'gone',
      rule: 'gone',
    });
  });

  test('that no rule gave has a cause without a rule', () => {
    const plain = modelOf([rung('high', { count: search })]);
    const found = on(0, 'search');
    expect(told(plain, [found]).moves[0]?.cause).toStrictEqual({
      by: 'event',
      event: found.id,
      type: 'search',
    });
  });

  test('changes by a fall of grade alone, which is due to the millisecond', () => {
    const bare = modelOf([], { grades: model.grades, rules: model.rules });
    const c = compile(bare, 1);
    const { state } = replay(c, start(), [on(0, 'burn')], 0);
    const falls = due(c, state, MONDAY + DAY) as number;
    expect(position(c, state, falls - 1).grade).toBe('hot');
    expect(position(c, state, falls).grade).toBe('warm');
  });
});

describe('A segment', () => {
  const segments = [{ id: 'it', label: { en: 'It' }, when: { last: search, within_days: 2 } }];
  const model = modelOf([], { segments });

  test('remembers since when, and from the first moment of the epoch too', () => {
    expect(told(model, [on(0, 'search'), on(1, 'search')]).state.segments).toEqual({ it: MONDAY });
    const early = [{ ...on(0, 'search'), ts: 0 }];
    expect(told(model, early, -MONDAY / DAY).state.segments).toEqual({ it: 0 });
    const c = compile(model, 1);
    expect(position(c, replay(c, start(), early, 0).state, 0).segments).toEqual(['it']);
    expect(told(model, [on(0, 'search')], 2).state.segments).toEqual({});
  });

  test('entered at the first moment of the epoch is not entered again', () => {
    const other = { id: 'other', label: { en: 'Other' }, when: { last: { event: 'chat' } } };
    const both = modelOf([], { segments: [...segments, other] });
    const log = [
      { ...on(0, 'search'), ts: 0 },
      { ...on(0, 'chat'), ts: 5 },
    ];
    const { state } = replay(compile(both, 1), start(), log, 0);
    expect(state.segments).toEqual({ it: 0, other: 5 });
  });

  test('is due to be left, though no rung changes', () => {
    const c = compile(model, 1);
    const { state } = replay(c, start(), [on(0, 'search')], 0);
    expect(due(c, state, MONDAY + DAY)).toBe(MONDAY + 2 * DAY);
    expect(due(c, state, MONDAY + 2 * DAY)).toBeNull();
  });
});
