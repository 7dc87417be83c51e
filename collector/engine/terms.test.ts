/** Each line of an explanation: what it came from, what cut it, and what is left of it. */
import { describe, expect, test } from 'vitest';
import { DAY, happened, MONDAY } from '../../test/unit/histories.ts';
import { dateNames } from './calendar.ts';
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

const rule = (id: string, points: number, group: string, more: Partial<Rule> = {}): Rule => ({
  id,
  label: { en: id },
  when: { event: id },
  points,
  group,
  ...more,
});
const MODEL: Model = {
  ...defaultModel,
  half_life_days: 10,
  groups: [
    { id: 'warm', decays: true, cap: 100, floor: -20 },
    { id: 'fixed', decays: false, cap: 60 },
    { id: 'other', decays: false },
  ],
  rules: [
    rule('look', 30, 'warm'),
    rule('leave', -30, 'warm'),
    rule('pay', 40, 'fixed'),
    rule('lose', -10, 'fixed'),
    rule('boss', 50, 'fixed', { highest_of: 'title', label: { en: 'The boss' } }),
    rule('staff', 5, 'fixed', { highest_of: 'title' }),
    rule('near', 12, 'fixed', { highest_of: 'place' }),
    rule('note', 7, 'other'),
    rule('tie', 7, 'other'),
  ],
  segments: [],
};
const c = compile(MODEL, 3);
const on = (day: number, type: string) => happened(MONDAY + day * DAY, type);
const explained = (log: CanonicalEvent[], day: number, most_terms?: number, base = start()) =>
  explain(c, base, log, MONDAY + day * DAY, most_terms === undefined ? {} : { most_terms });

describe('A term', () => {
  test('that decays says what the act was, what it gave and what is left', () => {
    const look = on(0, 'look');
    expect(explained([look], 10)).toMatchObject({
      at: MONDAY + 10 * DAY,
      model: 3,
      score: 1_500,
      terms: [
        {
          rule: 'look',
          label: { en: 'look' },
          group: 'warm',
          event: { id: look.id, type: 'look', ts: MONDAY },
          points: 3_000,
          factor: 0.5,
          value: 1_500,
        },
      ],
    });
    expect(Object.keys(explained([look], 10).terms[0] ?? {})).not.toContain('cut_by');
  });

  test('that keeps is worth the same for ever', () => {
    expect(explained([on(0, 'pay')], 500).terms).toMatchObject([{ factor: 1, value: 4_000 }]);
  });

  test('that the cap or the floor cut names which, and is worth what was left', () => {
    const terms = explained([on(0, 'pay'), on(0, 'pay')], 0).terms;
    expect(terms.map(({ points, cut_by, value }) => [points, cut_by, value])).toEqual([
      [4_000, undefined, 4_000],
      [4_000, 'cap', 2_000],
    ]);
    expect(explained([on(0, 'leave')], 0).terms).toMatchObject([
      { cut_by: 'floor', value: -2_000 },
    ]);
  });

  test('of a later event is none', () => {
    expect(explained([on(0, 'note'), on(2, 'note')], 1).terms).toHaveLength(1);
    expect(explained([on(0, 'note'), on(1, 'note')], 1).terms).toHaveLength(2);
  });

  test('comes before weaker ones, losses included, and the later of equals first', () => {
    const log = [on(0, 'note'), on(1, 'lose'), on(2, 'note'), on(3, 'pay'), on(3.5, 'tie')];
    const order = explained(log, 4).terms.map(({ rule, event }) => [rule, event?.ts]);
    expect(order).toEqual([
      ['pay', MONDAY + 3 * DAY],
      ['lose', MONDAY + DAY],
      ['tie', MONDAY + 3.5 * DAY],
      ['note', MONDAY + 2 * DAY],
      ['note', MONDAY],
    ]);
  });
});

describe('Of a set only the highest award', () => {
  test('is a line, with the event that gave it', () => {
    const boss = on(1, 'boss');
    const { terms, score } = explained([on(0, 'staff'), boss, on(2, 'staff')], 3);
    expect(score).toBe(5_000);
    expect(terms).toEqual([
      {
        rule: 'boss',
        label: { en: 'The boss' },
        group: 'fixed',
        event: { id: boss.id, type: 'boss', ts: MONDAY + DAY },
        points: 5_000,
        factor: 1,
        value: 5_000,
      },
    ]);
  });

  test('is cut by what the cap leaves over from the other awards', () => {
    const { terms, score } = explained([on(0, 'boss'), on(1, 'pay')], 3);
    expect(score).toBe(6_000);
    expect(terms.map(({ rule, cut_by, value }) => [rule, cut_by, value])).toEqual([
      ['pay', undefined, 4_000],
      ['boss', 'cap', 2_000],
    ]);
  });

  test('of each set shares what the cap leaves, in turn', () => {
    const { terms } = explained([on(0, 'boss'), on(0, 'near')], 0);
    expect(terms.map(({ rule, cut_by, value }) => [rule, cut_by, value])).toEqual([
      ['boss', undefined, 5_000],
      ['near', 'cap', 1_000],
    ]);
  });

  test('bears its id where the model no longer has the rule', () => {
    const { state } = replay(c, start(), [on(0, 'boss')], 0);
    const less = compile({ ...MODEL, rules: MODEL.rules.filter(({ id }) => id !== 'boss') }, 4);
    const { terms } = explain(less, state, [], MONDAY + DAY);
    expect(terms).toMatchObject([{ rule: 'boss', label: { en: 'boss' }, value: 5_000 }]);
  });
});

describe('What came before the kept events', () => {
  const base = replay(c, start(), [on(0, 'look'), on(0, 'pay'), on(1, 'look')], 0).state;

  test('is a line a group, decayed from the last act on where it decays', () => {
    const { terms, score } = explained([], 11, undefined, base);
    const left = 3_000 * 2 ** -0.1 + 3_000;
    expect(score).toBe(Math.round(left / 2) + 4_000);
    expect(terms).toMatchObject([
      {
        rule: 'before_retention',
        group: 'fixed',
        points: 4_000,
        factor: 1,
        value: 4_000,
        event: null,
      },
      { rule: 'before_retention', group: 'warm', factor: 0.5, event: null },
    ]);
    expect(terms[1]?.points).toBeCloseTo(left, 6);
    expect(terms[0]?.label).toEqual({
      en: 'Before the kept history',
      fa: 'پیش از تاریخچهٔ نگه‌داشته',
    });
  });

  test('has the next move on a day of the site', () => {
    for (const offset_min of [840, 0, -840]) {
      const looks = [1, 2, 3, 4].map((i) => happened(MONDAY + i, 'look', { offset_min }));
      const { state } = replay(c, start(), looks, 0);
      const { next, sentence, at } = explain(c, state, [], MONDAY + 5);
      if (!next) throw new Error('nothing comes');
      expect(sentence.en).toContain(`on ${dateNames(next.at, at, offset_min).en} if silent`);
    }
    const days = [840, -840].map((offset) => dateNames(MONDAY, MONDAY, offset).en);
    expect(days).toEqual(['2 March', '1 March']);
  });

  test('stands beside what came since', () => {
    const { terms } = explained([on(11, 'note')], 11, undefined, base);
    expect(terms.map(({ rule }) => rule).sort()).toEqual([
      'before_retention',
      'before_retention',
      'note',
    ]);
  });
});

describe('More terms than wanted', () => {
  test('become one a rule, with how many, their sum, and what is left on average', () => {
    const log = [on(0, 'look'), on(10, 'look'), on(10, 'note')];
    const { terms, score } = explained(log, 10, 2);
    expect(score).toBe(1_500 + 3_000 + 700);
    expect(terms).toEqual([
      {
        rule: 'look',
        label: { en: 'look' },
        group: 'warm',
        event: null,
        points: 6_000,
        factor: 0.75,
        value: 4_500,
        count: 2,
      },
      {
        rule: 'note',
        label: { en: 'note' },
        group: 'other',
        event: null,
        points: 700,
        factor: 1,
        value: 700,
        count: 1,
      },
    ]);
  });

  test('of one weight follow each other as the rules were met', () => {
    const { terms } = explained([on(0, 'tie'), on(1, 'note')], 1, 1);
    expect(terms.map(({ rule, event }) => [rule, event])).toEqual([
      ['tie', null],
      ['note', null],
    ]);
  });

  test('stay as they are when there are as many as wanted', () => {
    expect(explained([on(0, 'note'), on(0, 'note')], 0, 2).terms).toHaveLength(2);
  });

  test('say so when any of them was cut', () => {
    const { terms } = explained([on(0, 'pay'), on(0, 'pay'), on(0, 'pay')], 0, 1);
    expect(terms).toMatchObject([{ cut_by: 'cap', count: 3, points: 12_000, value: 6_000 }]);
    const plain = explained([on(0, 'note'), on(0, 'note')], 0, 1).terms[0];
    expect(Object.keys(plain ?? {})).not.toContain('cut_by');
  });

  test('of which nothing is left have a factor all the same', () => {
    const { terms } = explained([on(0, 'look'), on(0, 'look')], 90_000, 1);
    expect(terms).toMatchObject([{ value: 0, count: 2, factor: 1 }]);
    const even = explained([on(0, 'pay'), on(0, 'pay'), on(0, 'pay'), on(0, 'pay')], 0, 1).terms;
    expect(even).toMatchObject([{ factor: 1, count: 4 }]);
  });
});
