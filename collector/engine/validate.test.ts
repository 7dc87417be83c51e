/** A model from outside is either right or told where, why and how to mend it. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { PATIENCE, RUNS, restless } from '../../test/unit/models.ts';
import { defaultModel, modelSchema, validateModel } from './index.ts';

vi.setConfig(PATIENCE);

type Edit = (model: Draft) => void;
/** A model as JSON that a test may spoil. */
interface Draft {
  [key: string]: unknown;
  groups: Record<string, unknown>[];
  rules: Record<string, unknown>[];
  grades: Record<string, unknown>[];
  ladder: Record<string, unknown>[];
  segments: Record<string, unknown>[];
}

function problemsOf(edit: Edit) {
  const model = JSON.parse(JSON.stringify(defaultModel)) as Draft;
  edit(model);
  const result = validateModel(model);
  return result.ok ? [] : result.problems;
}
const spoil = (
  list: 'groups' | 'rules' | 'grades' | 'ladder' | 'segments',
  i: number,
  part: object,
): Edit => {
  return (model) => Object.assign(model[list][i] as object, part);
};
const when = (condition: unknown): Edit => spoil('segments', 0, { when: condition });
const where = (test: unknown): Edit => when({ count: { event: 'search', where: test } });
let deep: unknown = { all: [] };
for (let i = 0; i < 5_000; i++) deep = { not: deep };

describe('A model', () => {
  test('with every kind of condition is accepted', () => {
    expect(validateModel(JSON.parse(JSON.stringify(restless)))).toMatchObject({ ok: true });
  });

  test.each<[string, Edit, string, RegExp]>([
    [
      'an unknown key',
      (model) => Object.assign(model, { halflife: 30 }),
      'halflife',
      /known are name/,
    ],
    [
      'an unknown key deep inside',
      spoil('rules', 2, { limit: { times: 1, per: 'day', each: 1 } }),
      'rules[2].limit.each',
      /known are times, per/,
    ],
    [
      'a missing key',
      (model) => void delete model.half_life_days,
      'half_life_days',
      /add "half_life_days"/,
    ],
    [
      'a half-life under a day',
      (model) => Object.assign(model, { half_life_days: 0.5 }),
      'half_life_days',
      /from 1 to 3650/,
    ],
    ['a third decimal', spoil('rules', 0, { points: 1.005 }), 'rules[0].points', /two decimals/],
    ['points that are a text', spoil('rules', 0, { points: '5' }), 'rules[0].points', /number/],
    [
      'a rule with neither points nor points_per',
      (model) => void delete model.rules[0]?.points,
      'rules[0]',
      /exactly one/,
    ],
    [
      'a rule of an unknown group',
      spoil('rules', 1, { group: 'fame' }),
      'rules[1].group',
      /attention, intent, fit/,
    ],
    [
      'a rule without English label',
      spoil('rules', 1, { label: { fa: 'x' } }),
      'rules[1].label.en',
      /add "en"/,
    ],
    [
      'two rules with one id',
      spoil('rules', 1, { id: 'engaged_visit' }),
      'rules[1].id',
      /its own id/,
    ],
    ['an id with spaces', spoil('rules', 1, { id: 'my rule' }), 'rules[1].id', /small letters/],
    [
      'a limit of an unknown kind',
      spoil('rules', 1, { limit: { most: 5, per: 'day' } }),
      'rules[1].limit',
      /times, points/,
    ],
    [
      'a limit per month',
      spoil('rules', 1, { limit: { times: 5, per: 'month' } }),
      'rules[1].limit.per',
      /"visit", "day", "lifetime"/,
    ],
    [
      'highest_of in a group that decays',
      (model) => Object.assign(model.rules.at(-1) ?? {}, { group: 'intent' }),
      'rules[30].highest_of',
      /use a limit instead/,
    ],
    ['a cap below zero', spoil('groups', 0, { cap: -1 }), 'groups[0].cap', /from 0/],
    ['a floor above zero', spoil('groups', 0, { floor: 1 }), 'groups[0].floor', /to 0/],
    [
      'a lowest grade with a bound',
      spoil('grades', 0, { min: 0 }),
      'grades[0]',
      /leave min and above out/,
    ],
    ['a grade with two bounds', spoil('grades', 1, { above: 5 }), 'grades[1]', /exactly one/],
    ['grades out of order', spoil('grades', 2, { above: 50 }), 'grades[2]', /lowest grade first/],
    [
      'a lowest rung that can fail',
      spoil('ladder', 0, { enter: { seen: { within_days: 1 } } }),
      'ladder[0].enter',
      /\{"all": \[\]\}/,
    ],
    ['a condition on a rung', when({ rung: 'lead' }), 'segments[0].when', /cannot refer to rungs/],
    ['a condition on a segment', when({ segment: 'new' }), 'segments[0].when', /cannot refer/],
    [
      'a condition of no kind',
      when({ event: 'search' }),
      'segments[0].when',
      /use one of all, any, not/,
    ],
    [
      'a condition of two kinds',
      when({ subscription: 'active', trait: 'x', is: 1 }),
      'segments[0].when.subscription',
      /known are trait/,
    ],
    ['conditions without end', when(deep), 'segments[0].when', /deep/],
    [
      'an unknown field',
      where({ field: 'colour', is: 'red' }),
      'segments[0].when.count.where.field',
      /props\.NAME/,
    ],
    ['a test of nothing', where({ field: 'url' }), 'segments[0].when.count.where', /add one of is/],
    [
      'an unknown kind of page',
      where({ any: [{ field: 'page', in: ['pricing', 'shop'] }] }),
      'segments[0].when.count.where.any[0]',
      /define it in pages/,
    ],
    [
      'an unknown fact',
      when({ person: 'shoe_size', min: 40 }),
      'segments[0].when.person',
      /country/,
    ],
    [
      'a group that is not there',
      when({ group: 'fame', at_least: 1 }),
      'segments[0].when.group',
      /use one of/,
    ],
    ['a score without bound', when({ score: {} }), 'segments[0].when.score', /add one of at_least/],
    [
      'a sum without bound',
      when({ sum: { event: 'search' }, of: 'props.n' }),
      'segments[0].when',
      /add one of/,
    ],
    [
      'bounds that exclude each other',
      when({ count: { event: 'search' }, at_least: 3, at_most: 2 }),
      'segments[0].when',
      /swap/,
    ],
    [
      'an order value without currency',
      when({ orders: 'value', at_least: 3 }),
      'segments[0].when.currency',
      /"value"/,
    ],
    [
      'an infinite number',
      when({ score: { at_least: Number.POSITIVE_INFINITY } }),
      'segments[0].when.score.at_least',
      /number/,
    ],
  ])('is refused for %s', (_, edit, path, mend) => {
    const problem = problemsOf(edit).find((it) => it.path.startsWith(path));
    expect(problem?.mend).toMatch(mend);
    expect(problem?.reason).not.toBe('');
  });

  test('is refused when its conditions could remember more of one person than a row takes', () => {
    const sums = Array.from({ length: 40 }, (_, i) => ({
      id: `s${i}`,
      label: { en: 's' },
      when: { sum: { event: `bought_${i}` }, of: 'props.n', at_least: 5, within_days: 30 },
    }));
    const [problem] = problemsOf((model) => {
      model.segments = sums;
    });
    expect(problem).toMatchObject({ path: 'segments' });
    expect(problem?.reason).toMatch(/could remember \d+ KB/);
    const same = sums.map(({ when: _, ...segment }) => ({ ...segment, when: sums[0]?.when }));
    expect(problemsOf((model) => Object.assign(model, { segments: same }))).toEqual([]);
  });

  test('names all problems of a kind at once, 50 at most', () => {
    const spoilt = problemsOf((model) => {
      for (const rule of model.rules) Object.assign(rule, { point: 1, weight: 2 });
    });
    expect(spoilt).toHaveLength(50);
  });

  test('is never the reason for a crash, whatever comes', () => {
    const parts = fc.constantFrom(
      'groups',
      'rules',
      'grades',
      'ladder',
      'segments',
      'pages',
      'name',
    );
    fc.assert(
      fc.property(fc.jsonValue(), parts, (value, part) => {
        expect(validateModel(value).ok).toBe(false);
        const result = validateModel({ ...defaultModel, [part]: value });
        if (!result.ok) for (const { path } of result.problems) expect(path).toMatch(/^[a-z]*/);
      }),
      RUNS,
    );
  });
});

describe('The schema', () => {
  test('is JSON Schema 2020-12 that closes every object and resolves every reference', () => {
    expect(modelSchema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    const text = JSON.stringify(modelSchema);
    expect(JSON.parse(text)).toEqual(modelSchema);
    const defined = Object.keys(modelSchema.$defs as object);
    for (const [, name] of text.matchAll(/"#\/\$defs\/(\w+)"/g)) expect(defined).toContain(name);
    const objects = text.match(/"type":"object"/g)?.length;
    expect(text.match(/"additionalProperties":false/g)).toHaveLength(objects ?? 0);
  });
});

test.each(['contains', 'words'])(
  'A phrase of punctuation alone is refused in %s: it would be in every text',
  (key) => {
    const when = { event: 'chat', where: { field: 'title', [key]: ['!!!'] } };
    const model = {
      ...defaultModel,
      segments: [{ id: 'odd', label: { en: 'Odd' }, when: { count: when, at_least: 1 } }],
    };
    const result = validateModel(model);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.problems[0]?.mend).toBe('give it a letter or a digit');
  },
);
