/** From which instant to which each kind of condition holds, to the millisecond, in one replay. */
import { describe, expect, test } from 'vitest';
import { DAY, happened, MONDAY, story } from '../../test/unit/histories.ts';
import { spells, wakes } from '../../test/unit/spells.ts';
import type { CanonicalEvent, Condition } from './index.ts';

const search = { event: 'search' };
const engaged = { event: 'user_engagement' };
const on = (day: number, type: string, props = {}) => happened(MONDAY + day * DAY, type, { props });
const spent = (day: number, engaged_ms: unknown) => on(day, 'user_engagement', { engaged_ms });
const sought = (day: number, term: unknown) => on(day, 'search', { term });
const sums = (bounds: object): Condition => ({ sum: engaged, of: 'props.engaged_ms', ...bounds });
const terms = (bounds: object): Condition => ({ distinct: search, by: 'props.term', ...bounds });

/** title, condition, what happens, days at which it holds, days at which time alone wakes it after */
type Row = [string, Condition, CanonicalEvent[], string, number[]?];

const three = story('0 search, 1 search, 2 search');
const clicks = { ratio: { event: 'email_click' }, to: { event: 'email_open' } };

const COUNTS: Row[] = [
  ['once, when no bound is given', { count: search }, story('1 search'), '1-', []],
  ['twice within three days', { count: search, at_least: 2, within_days: 3 }, three, '1-4', [4]],
  [
    'at most once within three',
    { count: search, at_most: 1, within_days: 3 },
    three,
    '0-1 4-',
    [4],
  ],
  ['never', { count: search, at_most: 0 }, story('0 chat, 2 search'), '0-2', []],
  ['never within three days', { count: search, at_most: 0, within_days: 3 }, three, '0-0 5-', [5]],
  ['once and no more', { count: search, at_least: 1, at_most: 1 }, three, '0-1', []],
  [
    'exactly twice within three days',
    { count: search, at_least: 2, at_most: 2, within_days: 3 },
    three,
    '1-2 3-4',
    [3, 4],
  ],
  ['none at least', { count: search, at_least: 0 }, story('0 chat'), '0-', []],
  [
    'none at least, twice at most, of a few within three days',
    { count: search, at_least: 0, at_most: 2, within_days: 3 },
    three,
    '0-2 3-',
    [3],
  ],
  [
    'two of three terms within three days',
    terms({ at_least: 2, within_days: 3 }),
    [sought(0, 'cat'), sought(1, 'cat'), sought(2, 'dog')],
    '2-4',
    [4],
  ],
  [
    'two terms, the older of which is sought again',
    terms({ at_least: 2, within_days: 3 }),
    [sought(0, 'cat'), sought(1, 'dog'), sought(2, 'cat')],
    '1-4',
    [4],
  ],
  [
    'at most two terms',
    terms({ at_most: 2, within_days: 3 }),
    ['a', 'b', 'a', 'c', 'a'].map((term, i) => sought(i, term)),
    '0-3 4-',
  ],
  [
    'two terms, spelt alike',
    terms({ at_least: 2 }),
    [sought(0, 'Cat'), sought(1, 'cat'), sought(2, 'ca\u0301t')],
    '',
    [],
  ],
  [
    'two values of every kind but objects',
    terms({ at_least: 2 }),
    [sought(0, { a: 1 }), sought(1, true), sought(2, 'true'), sought(3, ['b']), sought(4, 1)],
    '4-',
  ],
  [
    'two terms by their first hundred letters',
    terms({ at_least: 2 }),
    ['x', 'y'].map((end, i) => sought(i, `${'a'.repeat(100)}${end}`)),
    '',
  ],
  [
    'two terms that differ in the hundredth letter',
    terms({ at_least: 2 }),
    ['x', 'y'].map((end, i) => sought(i, `${'a'.repeat(99)}${end}`)),
    '1-',
  ],
];

const SUMS: Row[] = [
  [
    'ten within three days',
    sums({ at_least: 10, within_days: 3 }),
    [spent(0, 4), spent(1, 4), spent(2, 4)],
    '2-3',
    [3, 4, 5],
  ],
  [
    'at most five within three days',
    sums({ at_most: 5, within_days: 3 }),
    [spent(0, 4), spent(1, 4), spent(2, 1)],
    '0-1 3-',
    [3, 4, 5],
  ],
  ['ten ever', sums({ at_least: 10 }), [spent(0, 4), spent(1, 4), spent(2, 4)], '2-', []],
  ['exactly the sum', sums({ at_least: 0.3, at_most: 0.3 }), [0.1, 0.2].map(spent), '', []],
  [
    'exactly the sum of decimals',
    sums({ at_least: 0.3, at_most: 0.3 }),
    [spent(0, 0.1), spent(1, 0.2)],
    '1-',
  ],
  [
    'only of numbers above zero',
    sums({ at_least: 5 }),
    [spent(0, 4), spent(1, -3), spent(2, '9'), spent(3, Number.NaN), spent(4, null), spent(5, 1)],
    '5-',
  ],
  ['nothing at all is at most something', sums({ at_most: 5 }), [spent(0, 6), spent(1, 1)], '0-0'],
];

const RATIOS: Row[] = [
  [
    'one click on two openings',
    { ...clicks, at_least: 0.5 },
    story('0 email_open, 1 email_click, 2 email_open, 3 email_open'),
    '1-3',
    [],
  ],
  [
    'within three days',
    { ...clicks, at_least: 0.5, within_days: 3 },
    story('0 email_open, 1 email_open, 2 email_open, 2 email_click'),
    '3-5',
    [3, 4, 5],
  ],
  [
    'none while there is nothing to divide by',
    { ...clicks, at_most: 9 },
    story('0 email_click'),
    '',
  ],
  ['nor then is there enough', { ...clicks, at_least: 0.5 }, story('0 email_click'), ''],
  ['none of some is a ratio too', { ...clicks, at_most: 0 }, story('1 email_open'), '1-'],
  [
    'of exactly a third',
    { ...clicks, at_least: 0.3333333333, at_most: 0.3333333334 },
    story('0 email_click, 1 email_open, 2 email_open, 3 email_open'),
    '3-',
  ],
];

describe.each([
  ['A count', COUNTS],
  ['A sum', SUMS],
  ['A ratio', RATIOS],
])('%s', (_, rows) => {
  test.each(rows)('of %s holds exactly as long as it says', (_title, when, log, days, woken) => {
    expect(spells(when, log)).toBe(days);
    if (woken) expect(wakes(when, log)).toEqual(woken);
  });
});

test('A window is left at its very end, not a millisecond sooner', () => {
  const when = { count: search, within_days: 1 };
  const log = [happened(MONDAY, 'search'), happened(MONDAY + DAY - 1, 'search')];
  expect(spells(when, log)).toBe(`0-${(2 * DAY - 1) / DAY}`);
  const late = [happened(MONDAY, 'search'), happened(MONDAY + DAY, 'search')];
  expect(spells(when, late)).toBe('0-1 1-2');
});
