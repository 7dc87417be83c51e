/** Parts of a model that must agree: grades with each other, sets with groups, pages with tests. */
import { describe, expect, test } from 'vitest';
import { modelWith, problemsOf } from '../../test/unit/spoilt-models.ts';
import { defaultModel } from './index.ts';

const rule = (more: object) => ({
  id: 'it',
  label: { en: 'It' },
  when: { event: '*' },
  group: 'fit',
  ...more,
});
const where = (test: object) => ({ count: { event: '*', where: test } });
const WHEN = 'segments[0].when';

describe('A model', () => {
  test('keeps two grades apart by a hundredth: where one begins no other may', () => {
    const said = [{ path: 'grades[2]', reason: 'begins below the one before' }];
    expect(problemsOf(modelWith('grades[2]', { id: 'it', min: 100 }))).toMatchObject(said);
    expect(problemsOf(modelWith('grades[2]', { id: 'it', above: 99.99 }))).toMatchObject(said);
  });

  test('says of a broken grade that it is broken and compares the next with the one before', () => {
    const grades = [{ id: 'a' }, { id: 'b', min: 5 }, { id: 'c' }, { id: 'd', min: 4 }];
    expect(problemsOf(modelWith('grades', grades)).map(({ path }) => path)).toEqual([
      'grades[2]',
      'grades[3]',
    ]);
  });

  test('has a set of highest awards within one group', () => {
    const two = ['fit', 'other'].map((group, i) =>
      rule({ id: `r${i}`, group, points: 1, highest_of: 'title' }),
    );
    const groups = ['fit', 'other'].map((id) => ({ id, decays: false }));
    const model = { ...(modelWith('groups', groups) as object), rules: two, segments: [] };
    const said = { reason: '"title" is used in two groups', mend: 'use one group' };
    expect(problemsOf(model)).toEqual([
      { path: 'rules[0].highest_of', ...said },
      { path: 'rules[1].highest_of', ...said },
    ]);
    const apart = two.map((it, i) => ({ ...it, highest_of: `title${i}` }));
    expect(problemsOf({ ...model, rules: apart })).toEqual([]);
  });

  test('has no highest award in a group that is not there, and only that is said', () => {
    const lost = rule({ group: 'fame', points: 1, highest_of: 'title' });
    const said = problemsOf(modelWith('rules[1]', lost));
    expect(said.map(({ path }) => path)).toEqual(['rules[1].group']);
  });

  test('is told which kinds of page there are, also when there are none', () => {
    const model = modelWith(WHEN, where({ field: 'page', is: 'shop' })) as object;
    const { pages: _, ...bare } = model as { pages: unknown };
    expect(problemsOf({ ...bare, rules: [] })).toMatchObject([
      { mend: 'define it in pages (known: )' },
    ]);
    const pages = ['a', 'b'].map((id) => ({ id, paths: ['/'] }));
    expect(problemsOf({ ...model, rules: [], pages })).toMatchObject([
      { mend: 'define it in pages (known: a, b)' },
    ]);
  });

  test('is checked for references once its shape is right, not before', () => {
    const model = modelWith('rules[1].group', 'fame') as object;
    expect(problemsOf({ ...model, half_life_days: 0 })).toMatchObject([{ path: 'half_life_days' }]);
  });

  test('of the presets names no problem, and 50 of a bad one', () => {
    const rules = Array.from({ length: 60 }, () => ({ ...defaultModel.rules[0], group: 'fame' }));
    expect(problemsOf({ ...defaultModel, rules })).toHaveLength(50);
  });
});
