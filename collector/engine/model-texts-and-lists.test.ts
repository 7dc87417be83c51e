/** Texts and lists of a model: neither empty nor endless, and the schema says the same. */
import { Validator } from '@cfworker/json-schema';
import { describe, expect, test } from 'vitest';
import { modelWith, partAt, problemsOf } from '../../test/unit/spoilt-models.ts';
import { modelSchema } from './index.ts';

const schema = new Validator(modelSchema, '2020-12', true);
const valid = (model: unknown): boolean => schema.validate(model).valid;
const saidOf = (place: string, model: unknown) =>
  problemsOf(model).filter(({ path }) => path === place);

const WHEN = 'segments[0].when';
const match = { event: '*' };
const count = (where: object) => ({ count: { event: '*', where } });

type Row = [place: string, most: number, set?: (text: unknown) => [string, unknown]];

describe('A text of a model', () => {
  const texts: Row[] = [
    ['name', 100],
    ['groups[0].id', 64],
    ['rules[0].id', 64],
    ['rules[0].label.en', 200],
    ['rules[0].label.fa', 200],
    ['rules[0].when.event', 100],
    [
      'rules[0].points_per.prop',
      200,
      (prop) => ['rules[0].points_per', { prop, every: 1, points: 1 }],
    ],
    ['pages[0].paths[0]', 200],
    [`${WHEN}.trait`, 100, (trait) => [WHEN, { trait, is: 1 }]],
    [`${WHEN}.person`, 100, (person) => [WHEN, { person, is: 1 }]],
    [`${WHEN}.by`, 200, (by) => [WHEN, { distinct: match, by }]],
    [`${WHEN}.of`, 200, (of) => [WHEN, { sum: match, of, at_least: 1 }]],
    [`${WHEN}.count.where.field`, 200, (field) => [WHEN, count({ field, is: 1 })]],
    [`${WHEN}.count.where.words[0]`, 200, (word) => [WHEN, count({ field: 'url', words: [word] })]],
  ];

  test.each(texts)('at %s has 1 to %d characters', (place, most, set) => {
    const model = (text: unknown) => modelWith(...(set?.(text) ?? ([place, text] as const)));
    const said = (reason: string, mend: string) => [{ path: place, reason, mend }];
    const shape = ({ reason }: { reason: string }): boolean =>
      /^(is (empty|long|not a)|can)/.test(reason);
    const long = 'a'.repeat(most);
    expect(saidOf(place, model(long)).filter(shape)).toEqual([]);
    expect(valid(model(long))).toBe(true);
    const longer = said(`is longer than ${most} characters`, 'shorten it');
    expect(saidOf(place, model(`${long}a`))).toEqual(longer);
    expect(saidOf(place, model(''))).toEqual(said('is empty', 'give it a text'));
    if (place !== 'rules[0].when.event') {
      expect(saidOf(place, model(5))).toEqual(said('is not a text', 'write it in quotes'));
    }
    for (const bad of [`${long}a`, '', 5]) expect(valid(model(bad))).toBe(false);
  });

  test.each(['groups', 'rules', 'grades', 'ladder', 'segments', 'pages'])(
    'that is an id in %s has small letters, digits, - and _ and begins with none of the last',
    (list) => {
      const place = `${list}[0].id`;
      const idOf = (id: string) => saidOf(place, modelWith(place, id));
      for (const id of ['x', '7', 'a-b_c-9_']) expect(idOf(id)).toEqual([]);
      const mend = 'use small letters, digits, - and _';
      for (const id of ['A', 'aB', 'a b', '-a', '_a', 'é', 'a.', '.a']) {
        expect(idOf(id)).toEqual([{ path: place, reason: `cannot be "${id}"`, mend }]);
        expect(valid(modelWith(place, id))).toBe(false);
      }
    },
  );

  test('that is a currency has three capital letters', () => {
    const place = `${WHEN}.currency`;
    const of = (currency: string) => modelWith(WHEN, { orders: 'value', currency, at_least: 1 });
    expect(saidOf(place, of('EUR'))).toEqual([]);
    for (const currency of ['eur', 'EU', 'E1R', 'EUé']) {
      const reason = `cannot be "${currency}"`;
      const said = { path: place, reason, mend: 'use three capital letters' };
      expect(saidOf(place, of(currency))).toEqual([said]);
    }
    expect(saidOf(place, of('EURO'))).toMatchObject([{ mend: 'shorten it' }]);
  });
});

describe('A list of a model', () => {
  type List = [
    place: string,
    least: number,
    most: number,
    set?: (list: unknown) => [string, unknown],
  ];
  const lists: List[] = [
    ['groups', 1, 20],
    ['rules', 0, 200],
    ['grades', 1, 20],
    ['ladder', 1, 30],
    ['segments', 0, 100],
    ['pages', 0, 50],
    ['pages[0].paths', 1, 200],
    ['rules[0].when.event', 1, 50],
    [`${WHEN}.all`, 0, 50, (all) => [WHEN, { all }]],
    [`${WHEN}.any`, 0, 50, (any) => [WHEN, { any }]],
    [`${WHEN}.count.where.all`, 0, 50, (all) => [WHEN, count({ all })]],
    [`${WHEN}.count.where.any`, 0, 50, (any) => [WHEN, count({ any })]],
    ...['in', 'contains', 'words', 'glob'].map(
      (key): List => [
        `${WHEN}.count.where.${key}`,
        1,
        200,
        (list) => [WHEN, count({ field: 'url', [key]: list })],
      ],
    ),
  ];
  const sample = (place: string): unknown => {
    if (place.endsWith('where.all') || place.endsWith('where.any'))
      return { field: 'url', is: 'a' };
    if (place.startsWith(WHEN) && /\.(all|any)$/.test(place)) return { trait: 'a', is: 1 };
    return /^(rules\[0\]|.*\.(in|contains|words|glob|paths))/.test(place)
      ? 'a'
      : partAt(`${place}[0]`);
  };

  test.each(lists)('at %s has %d to %d entries', (place, least, most, set) => {
    const model = (list: unknown) => modelWith(...(set?.(list) ?? ([place, list] as const)));
    const entries = (n: number) => Array.from({ length: n }, () => sample(place));
    const shape = ({ reason }: { reason: string }): boolean => /entries$/.test(reason);
    for (const n of [least, most]) {
      expect(saidOf(place, model(entries(n))).filter(shape)).toEqual([]);
      expect(valid(model(entries(n)))).toBe(true);
    }
    const said = (reason: string, mend: string) => [{ path: place, reason, mend }];
    const many = said('has too many entries', `give at most ${most}`);
    expect(saidOf(place, model(entries(most + 1)))).toEqual(many);
    expect(valid(model(entries(most + 1)))).toBe(false);
    if (least > 0) {
      const few = said('has too few entries', `give at least ${least}`);
      expect(saidOf(place, model([]))).toEqual(few);
      expect(valid(model([]))).toBe(false);
    }
    if (place === 'rules[0].when.event') return;
    expect(saidOf(place, model('a'))).toEqual(said('is not a list', 'write it in [ ]'));
    expect(valid(model('a'))).toBe(false);
  });

  test('says of each entry where it stands', () => {
    const model = modelWith(WHEN, { all: [{ all: [] }, 7] });
    expect(problemsOf(model)[0]).toMatchObject({
      path: `${WHEN}.all[1]`,
      reason: 'is not a condition',
    });
    const events = modelWith('rules[0].when.event', ['search', '']);
    expect(problemsOf(events)).toMatchObject([
      { path: 'rules[0].when.event[1]', reason: 'is empty' },
    ]);
    const texts = modelWith(WHEN, count({ field: 'url', in: ['a', 1, true, null] }));
    const said = { path: `${WHEN}.count.where.in[3]`, reason: 'is no single value' };
    expect(problemsOf(texts)).toEqual([{ ...said, mend: 'give a text, a number, true or false' }]);
    expect(valid(texts)).toBe(false);
  });
});

test('Conditions and tests nest 12 deep and no deeper', () => {
  const nest = (inner: object, depth: number): object =>
    depth === 0 ? inner : { not: nest(inner, depth - 1) };
  const said = { reason: 'is nested too deeply', mend: 'nest at most 12 deep' };
  const deep = (levels: number) => problemsOf(modelWith(WHEN, nest({ all: [] }, levels)));
  expect(deep(11)).toEqual([]);
  expect(deep(12)).toEqual([{ path: `${WHEN}${'.not'.repeat(12)}`, ...said }]);
  const test = { field: 'url', is: 'a' };
  const tests = (levels: number) => problemsOf(modelWith(WHEN, count(nest(test, levels))));
  expect(tests(10)).toEqual([]);
  expect(tests(11)).toMatchObject([said]);
});
