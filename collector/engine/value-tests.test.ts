/** What a value must be to pass each kind of test, and what is left to test of a known type. */
import { describe, expect, test } from 'vitest';
import { happened, MONDAY } from '../../test/unit/histories.ts';
import { fieldReader } from './fields.ts';
import { matchTest, specialize, TEST_KEYS, valueTest } from './match.ts';
import type { Match, Test, Where } from './model.ts';

const TESTS: [Test, passes: unknown[], fails: unknown[]][] = [
  [{ is: 'Cat' }, ['cat', 'CAT', 'Cat'], ['cats', 'c', '', 5, undefined, null, true]],
  [{ is: 'یک' }, ['يك', 'یک'], ['یکی']],
  [{ is: '5' }, ['5', '۵'], [5]],
  [{ is: 5 }, [5], ['5', 5.1, undefined]],
  [{ is: true }, [true], [false, 'true', 1, undefined]],
  [{ is: false }, [false], [true, undefined, null, 0]],
  [{ in: ['a', 'B', 3] }, ['A', 'b', 3], ['c', 4, '3', undefined]],
  [{ min: 3 }, [3, 4], [2.99, '3', undefined, null, Number.NaN]],
  [{ max: 3 }, [3, -1], [3.01, '3', undefined, null, Number.NaN]],
  [{ above: 3 }, [3.01], [3, 2, '4', undefined]],
  [{ below: 3 }, [2.99], [3, 4, '2', undefined]],
  [{ contains: ['cat food'] }, ['CatFood', 'my cat-food shop'], ['cat', 'food cat', 7, undefined]],
  [{ contains: ['x', 'dog'] }, ['Dogs', 'xylophone'], ['cat']],
  [
    { words: ['art', 'cat food'] },
    ['fine ART', 'best catfood here', 'cat food'],
    ['cart', 'food cat', 7],
  ],
  [{ glob: ['/blog/*', '/A'] }, ['/blog/x', '/BLOG/', '/a'], ['/blog', '/a/b', 7, undefined]],
  [{ exists: true }, [0, '', false, {}], [undefined, null]],
  [{ exists: false }, [undefined, null], [0, '', false]],
  [{ min: 1, max: 3 }, [1, 2, 3], [0, 4]],
  [{ min: 1, max: 3, in: [1, 3, 5] }, [1, 3], [2, 5, 0]],
  [{ is: 'a', exists: true }, ['a'], ['b', undefined]],
];

describe('A test', () => {
  test.each(TESTS)('of %j tells what passes from what does not', (spec, passes, fails) => {
    const check = valueTest(spec);
    expect(passes.map(check)).toEqual(passes.map(() => true));
    expect(fails.map(check)).toEqual(fails.map(() => false));
    expect(passes.map(check)).toEqual(passes.map(() => true));
  });

  test('of a list asks for one entry that passes all of it', () => {
    const check = valueTest({ min: 1, max: 3 });
    expect([[2], [9, 2], [2, 9]].map(check)).toEqual([true, true, true]);
    expect([[], [0, 4], [[2]]].map(check)).toEqual([false, false, false]);
  });

  test('of nothing passes everything', () => {
    expect(valueTest({})(undefined)).toBe(true);
  });

  test('has the kinds that the model names', () => {
    const keys = [
      'is',
      'in',
      'min',
      'max',
      'above',
      'below',
      'contains',
      'words',
      'glob',
      'exists',
    ];
    expect(TEST_KEYS).toEqual(keys);
  });

  test('goes on knowing texts right after more of them than it remembers', () => {
    const check = valueTest({ is: 'É' });
    for (let i = 0; i < 2_100; i++) expect(check(`text ${i}`)).toBe(false);
    expect([check('é'), check('e\u0301'), check('e'), check('f')]).toEqual([
      true,
      true,
      true,
      false,
    ]);
    const long = valueTest({ is: 'É'.repeat(70) });
    expect([long('é'.repeat(70)), long('é'.repeat(69))]).toEqual([true, false]);
  });
});

const reader = (name: string) => fieldReader(name, () => []);
const type = (is: string): Where => ({ field: 'type', is });
const url: Where = { field: 'url', is: 'x' };

describe('What is left to test once the type is known', () => {
  const always = { all: [] };
  const never = { any: [] };
  const left: [Where, Where][] = [
    [url, url],
    [type('search'), always],
    [type('chat'), never],
    [{ not: type('search') }, never],
    [{ not: type('chat') }, always],
    [{ not: url }, { not: url }],
    [{ all: [] }, always],
    [{ any: [] }, never],
    [{ all: [type('search'), url] }, { all: [url] }],
    [{ all: [type('chat'), url] }, never],
    [{ all: [url, type('chat')] }, never],
    [{ all: [type('search')] }, always],
    [{ any: [type('chat'), url] }, { any: [url] }],
    [{ any: [type('search'), url] }, always],
    [{ any: [url, type('search')] }, always],
    [{ any: [type('chat')] }, never],
    [
      { all: [{ any: [type('chat'), { all: [url, type('search')] }] }] },
      { all: [{ any: [{ all: [url] }] }] },
    ],
  ];
  test.each(left)('of %j is %j', (where, rest) => {
    expect(specialize(where, 'search')).toEqual(rest);
  });
});

describe('A match', () => {
  const made = (match: Match, of: string | undefined) => matchTest(match, of, reader);
  const event = (href: string) => happened(MONDAY, 'search', { url: href });
  const asks = (where: Where, href: string): unknown => {
    const found = made({ event: 'search', where }, 'search');
    return typeof found === 'function' ? found(event(href), undefined) : found;
  };

  test('is of events of its type, of one of its types, or of all', () => {
    expect(made({ event: 'search' }, 'search')).toBeUndefined();
    expect(made({ event: ['chat', 'search'] }, 'search')).toBeUndefined();
    expect(made({ event: '*' }, 'search')).toBeUndefined();
    expect(made({ event: ['chat', '*'] }, 'search')).toBeUndefined();
    expect(made({ event: 'chat' }, 'search')).toBe(false);
    expect(made({ event: [] }, 'search')).toBe(false);
  });

  test('is of types that nothing names only when it is of all', () => {
    expect(made({ event: '*' }, undefined)).toBeUndefined();
    expect(made({ event: 'search' }, undefined)).toBe(false);
    const where = type('search');
    const open = made({ event: '*', where }, undefined);
    expect(typeof open === 'function' && open(event('x'), undefined)).toBe(true);
    const other = made({ event: '*', where: type('chat') }, undefined);
    expect(typeof other === 'function' && other(event('x'), undefined)).toBe(false);
  });

  test('that can be decided by the type alone is decided', () => {
    expect(made({ event: '*', where: type('search') }, 'search')).toBeUndefined();
    expect(made({ event: '*', where: type('chat') }, 'search')).toBe(false);
    expect(made({ event: '*', where: { any: [type('chat')] } }, 'search')).toBe(false);
    expect(made({ event: '*', where: { all: [type('chat')] } }, 'search')).toBe(false);
    expect(made({ event: '*', where: { all: [type('search')] } }, 'search')).toBeUndefined();
  });

  test('asks for all, any or none of its parts', () => {
    const is = (text: string): Where => ({ field: 'url', contains: [text] });
    expect([
      asks({ all: [is('a'), is('b')] }, 'ab'),
      asks({ all: [is('a'), is('b')] }, 'a'),
    ]).toEqual([true, false]);
    expect(asks({ all: [is('a'), is('b')] }, 'b')).toBe(false);
    expect([
      asks({ any: [is('a'), is('b')] }, 'b'),
      asks({ any: [is('a'), is('b')] }, 'c'),
    ]).toEqual([true, false]);
    expect(asks({ any: [is('a'), is('b')] }, 'a')).toBe(true);
    expect([asks({ not: is('a') }, 'b'), asks({ not: is('a') }, 'a')]).toEqual([true, false]);
  });
});
