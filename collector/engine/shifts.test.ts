/** What other rules would change of one person, and how sure a verdict on them is. */
import { describe, expect, test } from 'vitest';
import { addCompared, samePlace } from './diff.ts';
import { addOutcome, judge, type Move, noComparison, noTrials, shiftOf, wilson } from './index.ts';
import type { Explanation, Term } from './types.ts';

const explained = (rung: string, grade: string, values: [string, number][]): Explanation => ({
  at: 0,
  model: 1,
  score: 0,
  grade,
  rung,
  rung_since: 0,
  segments: [],
  sentence: { en: '', fa: '' },
  terms: values.map(([rule, value]) => ({ rule, value }) as Term),
});
const rulesOf = (before: [string, number][], after: [string, number][]) =>
  shiftOf(explained('a', 'b', before), explained('a', 'b', after), []).why.rules;

describe('The rules that changed most', () => {
  test('are none where nothing has changed', () => {
    expect(rulesOf([['a', 5]], [['a', 5]])).toEqual([]);
    expect(rulesOf([['a', 0]], [])).toEqual([]);
  });

  test('are summed over all their terms', () => {
    expect(
      rulesOf(
        [
          ['a', 5],
          ['a', 7],
        ],
        [
          ['a', 3],
          ['b', 1],
          ['a', 2],
        ],
      ),
    ).toEqual([
      { rule: 'a', from: 12, to: 5 },
      { rule: 'b', from: 0, to: 1 },
    ]);
  });

  test('are in order of size, equals by name, three at most', () => {
    const after: [string, number][] = [
      ['d', 5],
      ['b', -5],
      ['c', 5],
      ['a', 1],
      ['e', 9],
    ];
    expect(rulesOf([], after).map(({ rule }) => rule)).toEqual(['e', 'b', 'c']);
    expect(rulesOf([], [...after].reverse()).map(({ rule }) => rule)).toEqual(['e', 'b', 'c']);
  });
});

describe('The cause of a shift', () => {
  const move = (kind: Move['kind'], id: string): Move => ({
    kind,
    at: 0,
    from: '',
    to: '',
    cause: { by: 'event', event: id, type: 't' },
    model: 1,
    score: 0,
  });
  const moves = [move('rung', 'r1'), move('grade', 'g1'), move('rung', 'r2'), move('grade', 'g2')];
  const causeOf = (rung: string, grade: string, of = moves) =>
    shiftOf(explained('a', 'b', []), explained(rung, grade, []), of).why.cause;

  test('is the last move of the rung, else of the grade, else the change itself', () => {
    expect(causeOf('x', 'y')).toMatchObject({ event: 'r2' });
    expect(causeOf('x', 'b')).toMatchObject({ event: 'r2' });
    expect(causeOf('a', 'y')).toMatchObject({ event: 'g2' });
    expect(causeOf('x', 'y', [move('grade', 'g')])).toMatchObject({ event: 'g' });
    expect(causeOf('a', 'b')).toEqual({ by: 'model' });
    expect(causeOf('x', 'y', [])).toEqual({ by: 'model' });
  });
});

describe('A place', () => {
  test('is the same when rung and grade are', () => {
    const place = { rung: 'a', grade: 'b' };
    expect(samePlace(place, { ...place })).toBe(true);
    expect(samePlace(place, { ...place, rung: 'x' })).toBe(false);
    expect(samePlace(place, { ...place, grade: 'x' })).toBe(false);
  });

  test('that is another counts as moved, and as called strong only where one was not', () => {
    const sum = noComparison();
    const highest = { before: 'strong', after: 'strong' };
    const strong = { rung: 'a', grade: 'strong' };
    addCompared(sum, { before: strong, after: strong, highest, bought: false });
    addCompared(sum, { before: strong, after: { ...strong, rung: 'b' }, highest, bought: true });
    expect(sum).toMatchObject({
      people: 2,
      moved: 1,
      alerts: { lead_strong: 0, after_purchase: 0 },
      rungs: { a: { a: 1, b: 1 } },
    });
  });
});

describe('A verdict', () => {
  test('has its lift with the interval of the precision, above the base rate', () => {
    const { lift, precision } = judge({ people: 500, buyers: 40, flagged: 50, flagged_buyers: 7 });
    expect(lift?.high).toBeCloseTo((precision?.high ?? 0) / 0.08, 10);
    expect(lift?.value).toBeGreaterThan(lift?.low ?? 9);
    expect(lift?.value).toBeLessThan(lift?.high ?? 0);
  });

  test('claims no lift where nobody is, bought or was flagged', () => {
    expect(judge({ people: 9, buyers: 0, flagged: 2, flagged_buyers: 0 }).lift).toBeNull();
    expect(judge({ people: 9, buyers: 3, flagged: 0, flagged_buyers: 0 }).lift).toBeNull();
    expect(judge({ people: 0, buyers: 0, flagged: 2, flagged_buyers: 1 }).lift).toBeNull();
  });

  test('counts each person by what they did and whether they were flagged', () => {
    const sum = noTrials();
    for (const who of ['buyer', 'other', 'absent'] as const) {
      for (const flagged of [true, false]) addOutcome(sum, { who, flagged });
    }
    addOutcome(sum, { who: 'buyer', flagged: false });
    expect(sum).toEqual({ people: 5, buyers: 3, flagged: 2, flagged_buyers: 1 });
  });

  test('begins at nothing for none and ends at everything for all, exactly', () => {
    for (let n = 1; n < 300; n++) {
      expect([n, wilson(0, n)?.low, wilson(n, n)?.high]).toEqual([n, 0, 1]);
    }
  });
});
