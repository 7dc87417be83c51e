/** Which keys each part of a model must and may have: none is missing, none is unknown. */
import { Validator } from '@cfworker/json-schema';
import { describe, expect, test } from 'vitest';
import { modelWith, partAt, problemsOf } from '../../test/unit/spoilt-models.ts';
import { modelSchema } from './index.ts';

const schema = new Validator(modelSchema, '2020-12', true);
const valid = (model: unknown): boolean => schema.validate(model).valid;
const saidOf = (place: string, model: unknown) =>
  problemsOf(model).filter(({ path }) => path === place);

const label = { en: 'It' };
const match = { event: '*' };
const WHEN = 'segments[0].when';
const testKeys = 'is in min max above below contains words glob exists';
const bounds = 'at_least at_most above below';
const bare = (condition: object): [string, object] => [WHEN, condition];

/** place, an example with all it must have, what it must have, what else it may have */
const PARTS: [string, object, string, string?][] = [
  ['groups[0]', { id: 'it', decays: true }, 'id decays', 'label cap floor'],
  ['groups[0].label', label, 'en', 'fa'],
  [
    'rules[0]',
    { id: 'it', label, when: match, group: 'fit', points: 1 },
    'id label when group',
    'points points_per limit highest_of',
  ],
  ['rules[0].when', match, 'event', 'where'],
  ['rules[0].points_per', { prop: 'n', every: 1, points: 1 }, 'prop every points'],
  ['rules[0].limit', { times: 1, per: 'day' }, 'times per'],
  ['rules[0].limit', { points: 1, per: 'day' }, 'points per'],
  ['grades[1]', { id: 'it', min: 1 }, 'id', 'label min above'],
  ['ladder[1]', { id: 'it', label, enter: { all: [] } }, 'id label enter', 'keep min_days'],
  ['segments[0]', { id: 'it', label, when: { all: [] } }, 'id label when'],
  ['pages[0]', { id: 'it', paths: ['/'] }, 'id paths', 'label'],
  [...bare({ all: [] }), 'all'],
  [...bare({ any: [] }), 'any'],
  [...bare({ not: { all: [] } }), 'not'],
  [
    ...bare({ before: match, hours: 1, sum: match, of: 'props.n', at_least: 1 }),
    'before hours sum of',
    'at_least at_most within_days',
  ],
  [...bare({ ratio: match, to: match, at_least: 1 }), 'ratio to', 'at_least at_most within_days'],
  [...bare({ count: match }), 'count', 'at_least at_most within_days'],
  [...bare({ distinct: match, by: 'day' }), 'distinct by', 'at_least at_most within_days'],
  [...bare({ sum: match, of: 'props.n', at_least: 1 }), 'sum of', 'at_least at_most within_days'],
  [...bare({ last: match, over_days: 1 }), 'last', 'within_days over_days'],
  [...bare({ span: match, at_least_days: 1 }), 'span at_least_days', 'within_days'],
  [...bare({ open: match, closed_by: match }), 'open closed_by', 'within_days'],
  [...bare({ seen: { within_days: 1 } }), 'seen'],
  [`${WHEN}.seen`, { within_days: 1 }, 'within_days'],
  [...bare({ trait: 'age', is: 1 }), 'trait', testKeys],
  [...bare({ person: 'country', is: 'IR' }), 'person', testKeys],
  [...bare({ score: { above: 1 } }), 'score'],
  [`${WHEN}.score`, { above: 1 }, '', bounds],
  [...bare({ group: 'fit', above: 1 }), 'group', bounds],
  [...bare({ subscription: 'active' }), 'subscription'],
  [...bare({ orders: 'count' }), 'orders', 'currency verified at_least at_most within_days'],
  [`${WHEN}.count.where`, { field: 'url', is: '/' }, 'field', testKeys],
  [`${WHEN}.count.where`, { all: [] }, 'all'],
  [`${WHEN}.count.where`, { any: [] }, 'any'],
  [`${WHEN}.count.where`, { not: { all: [] } }, 'not'],
];

/** A model with the part, within what it belongs to. */
function modelOf(place: string, part: unknown): unknown {
  if (place === `${WHEN}.count.where`) return modelWith(WHEN, { count: { ...match, where: part } });
  const [, key] = /^segments\[0\]\.when\.(\w+)$/.exec(place) ?? [];
  return key ? modelWith(WHEN, { [key]: part }) : modelWith(place, part);
}

const words = (text = ''): string[] => text.split(' ').filter((word) => word !== '');

describe('A part of a model', () => {
  test.each(PARTS)('at %s is accepted: %j', (place, part) => {
    const model = modelOf(place, part);
    const inside = problemsOf(model).filter(({ path }) => path.startsWith(place));
    expect(inside).toEqual([]);
    expect(valid(model)).toBe(true);
  });

  test.each(PARTS)('at %s has no key that is not known: %j', (place, part, must, may) => {
    const model = modelOf(place, { ...part, colour: 1 });
    const known = [...words(must), ...words(may)].join(', ');
    const said = { reason: 'is not known here', mend: `known are ${known}` };
    expect(saidOf(`${place}.colour`, model)).toEqual([{ path: `${place}.colour`, ...said }]);
    expect(valid(model)).toBe(false);
  });

  test.each(PARTS)('at %s misses what it must have: %j', (place, part, must) => {
    const needed = /^(segments\[0\]\.when|rules\[0\]\.limit)(\.count\.where)?$/.test(place)
      ? words(must).slice(1)
      : words(must);
    for (const key of needed) {
      const { [key]: _, ...less } = part as Record<string, unknown>;
      const path = `${place}.${key}`;
      const model = modelOf(place, less);
      expect(saidOf(path, model)).toEqual([{ path, reason: 'is missing', mend: `add "${key}"` }]);
      expect(valid(model)).toBe(false);
    }
  });
});

describe('A whole model', () => {
  const must = 'name half_life_days groups rules grades ladder segments';

  test('has these keys and no others', () => {
    const model = modelWith('colour', 1);
    const mend = `known are ${words(`${must} purchases pages`).join(', ')}`;
    const said = { path: 'colour', reason: 'is not known here', mend };
    expect(problemsOf(model)).toEqual([said]);
    for (const key of words(must)) {
      const less = modelWith(key, undefined);
      expect(problemsOf(less)).toEqual([{ path: key, reason: 'is missing', mend: `add "${key}"` }]);
      expect(valid(less)).toBe(false);
    }
    expect(problemsOf(modelWith('pages[0].label', label))).toEqual([]);
  });

  test('that is no object at all is told so, whatever it is', () => {
    const said = [{ path: '', reason: 'is not an object', mend: 'write it in { }' }];
    for (const no of [null, [], 5, 'model', undefined]) expect(problemsOf(no)).toEqual(said);
  });

  test('takes a key that every object inherits for an unknown one', () => {
    expect(problemsOf(modelWith('constructor', 1))).toMatchObject([{ path: 'constructor' }]);
    expect(problemsOf(modelWith(WHEN, Object.create({ all: [] })))).toMatchObject([
      { path: WHEN, reason: 'is not a known condition' },
    ]);
  });
});

test('A value that one compares with is a text, a number or a truth value', () => {
  for (const is of ['a', 1, true]) {
    const model = modelWith(WHEN, { trait: 'it', is });
    expect([problemsOf(model), valid(model)]).toEqual([[], true]);
  }
});

describe('A choice', () => {
  const choices: [string, unknown[], string, unknown?][] = [
    ['purchases', ['any', 'verified'], 'use one of "any", "verified"'],
    ['groups[0].decays', [true, false], 'use one of true, false'],
    [`${WHEN}.subscription`, ['active', 'ended', 'none'], 'use one of "active", "ended", "none"'],
    [
      `${WHEN}.orders`,
      ['count', 'coupon_share', 'span_days'],
      'use one of "count", "coupon_share", "span_days", "value"',
    ],
  ];
  test.each(choices)('at %s is one of %j', (place, values, mend) => {
    for (const value of values) expect(saidOf(place, modelOf(place, value))).toEqual([]);
    const model = modelOf(place, 'maybe');
    expect(saidOf(place, model)).toEqual([{ path: place, reason: 'cannot be "maybe"', mend }]);
    expect(valid(modelOf(place, values[0]))).toBe(true);
    expect(valid(model)).toBe(false);
  });

  test('of one only says that one', () => {
    const orders = (verified: unknown) => modelWith(WHEN, { orders: 'count', verified });
    expect(problemsOf(orders(true))).toEqual([]);
    const path = `${WHEN}.verified`;
    expect(problemsOf(orders(false))).toEqual([
      { path, reason: 'cannot be false', mend: 'use true' },
    ]);
  });

  test('of a test says whether there must be a value, and nothing else', () => {
    const where = (exists: unknown) =>
      modelWith(WHEN, { count: { ...match, where: { field: 'url', exists } } });
    expect([problemsOf(where(true)), problemsOf(where(false))]).toEqual([[], []]);
    expect(problemsOf(where(1))).toMatchObject([{ mend: 'use one of true, false' }]);
  });
});

describe('What is of no known kind', () => {
  const kinds =
    'all, any, not, before, ratio, count, distinct, sum, last, span, open, seen, trait, person, ' +
    'score, group, subscription, orders';

  test('is told which kinds there are', () => {
    const unknown = (place: string, name: string, mend: string) =>
      expect(saidOf(place, modelOf(place, { colour: 1 }))).toEqual([
        { path: place, reason: `is not a known ${name}`, mend },
      ]);
    unknown(WHEN, 'condition', `use one of ${kinds}`);
    unknown(`${WHEN}.count.where`, 'test', 'use one of all, any, not, field');
    unknown('rules[0].limit', 'limit', 'use one of times, points');
  });

  test('is told to be written as an object', () => {
    const said = { reason: 'is not a condition', mend: `write { } and use one of ${kinds}` };
    for (const no of [null, [], 'all']) {
      expect(problemsOf(modelWith(WHEN, no))).toEqual([{ path: WHEN, ...said }]);
      expect(valid(modelWith(WHEN, no))).toBe(false);
    }
  });

  test('is told why places on the ladder cannot be asked for', () => {
    const reason = 'is not a known condition';
    const mend = 'conditions cannot refer to rungs, grades or segments: repeat what those ask for';
    for (const key of ['rung', 'grade', 'segment']) {
      expect(problemsOf(modelWith(WHEN, { [key]: 'x' }))).toEqual([{ path: WHEN, reason, mend }]);
    }
  });
});

test('The schema says what it is of, and allows what the short model of these tests has', () => {
  expect(modelSchema).toMatchObject({
    title: 'Rung model',
    description: 'What earns points, where grades begin, the rungs of the ladder, the segments.',
    type: 'object',
  });
  expect(valid(modelWith('name', partAt('name')))).toBe(true);
});
