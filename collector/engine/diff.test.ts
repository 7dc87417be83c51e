import { expect, test } from 'vitest';
import type { Explanation, Move } from './index.ts';
import { addCompared, noComparison, shiftOf } from './index.ts';

const explained = (rung: string, grade: string, values: Record<string, number>): Explanation => ({
  at: 0,
  model: 1,
  score: Object.values(values).reduce((sum, value) => sum + value, 0),
  grade,
  rung,
  rung_since: 0,
  segments: [],
  sentence: { en: '', fa: '' },
  terms: Object.entries(values).map(([rule, value]) => ({
    rule,
    label: { en: rule },
    group: 'g',
    event: null,
    points: value,
    factor: 1,
    value,
  })),
});

const move = (kind: Move['kind'], to: string, rule: string): Move => ({
  kind,
  at: 1,
  from: '',
  to,
  cause: { by: 'event', event: rule, type: 'page_view', rule },
  model: 2,
  score: 0,
});

test('A shift names both places, the rules that changed most, and what the new rules hold to be the cause', () => {
  const before = explained('suspect', 'weak', { a: 100, b: 500, c: 10, d: 5, gone: 900 });
  const after = explained('lead', 'strong', { a: 100, b: 800, c: 20, d: 6, fresh: 20_000 });
  const moves = [move('rung', 'lead', 'b'), move('grade', 'strong', 'fresh')];
  expect(shiftOf(before, after, moves)).toEqual({
    rung: { from: 'suspect', to: 'lead' },
    grade: { from: 'weak', to: 'strong' },
    score: { from: 1515, to: 20_926 },
    why: {
      cause: moves[0]?.cause,
      rules: [
        { rule: 'fresh', from: 0, to: 20_000 },
        { rule: 'gone', from: 900, to: 0 },
        { rule: 'b', from: 500, to: 800 },
      ],
    },
  });
});

test('Who falls because nothing holds them up has the change itself as the cause', () => {
  const before = explained('lead', 'strong', { a: 30_000 });
  const after = explained('lead', 'weak', { a: 10 });
  expect(shiftOf(before, after, [move('rung', 'lead', 'a')])).toMatchObject({
    rung: null,
    grade: { from: 'strong', to: 'weak' },
    why: { cause: { by: 'model' } },
  });
});

test('The sums count who stays, who moves, and who would be called strong aloud', () => {
  const sum = noComparison();
  const highest = { before: 'strong', after: 'hot' };
  const at = (grade: string, rung = 'lead') => ({ rung, grade });
  const compared = [
    { before: at('weak'), after: at('weak'), bought: false },
    { before: at('weak'), after: at('hot'), bought: false },
    { before: at('weak'), after: at('hot'), bought: true },
    { before: at('strong'), after: at('hot'), bought: false },
    { before: at('weak', 'suspect'), after: at('weak'), bought: false },
  ];
  for (const one of compared) addCompared(sum, { ...one, highest });
  expect(sum).toEqual({
    people: 5,
    software: 0,
    moved: 4,
    rungs: { lead: { lead: 4 }, suspect: { lead: 1 } },
    grades: { weak: { weak: 2, hot: 2 }, strong: { hot: 1 } },
    alerts: { lead_strong: 1, after_purchase: 1 },
  });
});
