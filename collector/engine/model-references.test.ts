/** What a model's shape cannot say: each problem has its place, its reason and its mend. */
import { describe, expect, test } from 'vitest';
import { modelWith, problemsOf } from '../../test/unit/spoilt-models.ts';

const WHEN = 'segments[0].when';
const match = { event: '*' };
const label = { en: 'It' };
const where = (test: object) => ({ count: { event: '*', where: test } });
const rule = (more: object) => ({ id: 'it', label, when: match, group: 'fit', ...more });
const facts =
  'country, region, city, time_zone, email_known, visits, first_channel, first_source, first_campaign, last_channel, ' +
  'last_source, last_campaign, device';
const tests = 'is, in, min, max, above, below, contains, words, glob, exists';

type Row = [place: string, part: unknown, path: string, reason: string, mend: string];

const noBound = (condition: object, keys: string, inner = ''): Row => {
  return [WHEN, condition, `${WHEN}${inner}`, 'has no bound', `add one of ${keys}`];
};
const nothing = (condition: object, inner = ''): Row => {
  return [WHEN, condition, `${WHEN}${inner}`, 'tests nothing', `add one of ${tests}`];
};
const noField = (condition: object, inner: string): Row => {
  const mend = 'use a field of the event or visit, or props.NAME';
  return [WHEN, condition, `${WHEN}.${inner}`, 'there is no field "colour"', mend];
};
const noPage = (test: object, inner = ''): Row => {
  const mend = 'define it in pages (known: pricing)';
  const reason = 'there is no kind of page "shop"';
  return [WHEN, where(test), `${WHEN}.count.where${inner}`, reason, mend];
};
const currency = (condition: object): Row => {
  return [
    WHEN,
    condition,
    `${WHEN}.currency`,
    'does not fit',
    'give it with "value" and only there',
  ];
};
const swapped = (condition: object): Row => {
  return [WHEN, condition, WHEN, 'at_least is more than at_most', 'swap them'];
};

const ROWS: Row[] = [
  noBound({ sum: match, of: 'props.n' }, 'at_least, at_most'),
  noBound({ before: match, hours: 1, sum: match, of: 'props.n' }, 'at_least, at_most'),
  noBound({ ratio: match, to: match }, 'at_least, at_most'),
  noBound({ score: {} }, 'at_least, at_most, above, below', '.score'),
  noBound({ group: 'fit' }, 'at_least, at_most, above, below'),
  noBound({ last: match }, 'within_days, over_days'),
  nothing({ trait: 'age' }),
  nothing({ person: 'visits' }),
  nothing(where({ field: 'url' }), '.count.where'),
  noField(where({ field: 'colour', is: 1 }), 'count.where.field'),
  noField({ distinct: match, by: 'colour' }, 'by'),
  noField({ sum: match, of: 'colour', at_least: 1 }, 'of'),
  noPage({ field: 'page', is: 'shop' }),
  noPage({ field: 'page', in: ['pricing', 'shop'] }),
  noPage({ not: { all: [{ any: [{ field: 'page', is: 'shop' }] }] } }, '.not.all[0].any[0]'),
  swapped({ count: match, at_least: 3, at_most: 2 }),
  swapped({ ratio: match, to: match, at_least: 0.3, at_most: 0.2 }),
  currency({ orders: 'value', at_least: 1 }),
  currency({ orders: 'count', currency: 'EUR', at_least: 1 }),
  [
    WHEN,
    { person: 'shoe_size', min: 40 },
    `${WHEN}.person`,
    'there is no fact "shoe_size"',
    `use one of ${facts}`,
  ],
  [
    WHEN,
    { group: 'fame', above: 1 },
    `${WHEN}.group`,
    'there is no group "fame"',
    'use one of attention, intent, fit',
  ],
  [
    'rules[1].group',
    'fame',
    'rules[1].group',
    'there is no group "fame"',
    'use one of attention, intent, fit',
  ],
  [
    'rules[1]',
    rule({ points: 1, points_per: { prop: 'n', every: 1, points: 1 } }),
    'rules[1]',
    'needs either points or points_per',
    'give exactly one of them',
  ],
  [
    'rules[1]',
    rule({}),
    'rules[1]',
    'needs either points or points_per',
    'give exactly one of them',
  ],
  [
    'rules[1]',
    rule({ points_per: { prop: 'a..b', every: 1, points: 1 } }),
    'rules[1].points_per.prop',
    'is no property',
    'name it without "props."',
  ],
  [
    'rules[1]',
    rule({ points: 1, when: { event: '*', where: { field: 'url' } } }),
    'rules[1].when.where',
    'tests nothing',
    `add one of ${tests}`,
  ],
  [
    'rules[1]',
    rule({ points: 1, group: 'intent', highest_of: 'title' }),
    'rules[1].highest_of',
    'needs a group that does not decay',
    'move the rule, or use a limit instead',
  ],
  [
    'rules[1]',
    rule({ points: -1, highest_of: 'title' }),
    'rules[1].highest_of',
    'needs points of 0 or more',
    'give points, not points_per',
  ],
  [
    'rules[1]',
    rule({ points_per: { prop: 'n', every: 1, points: 1 }, highest_of: 'title' }),
    'rules[1].highest_of',
    'needs points of 0 or more',
    'give points, not points_per',
  ],
  [
    'rules[1]',
    rule({ points: 1, highest_of: 'title', limit: { times: 1, per: 'day' } }),
    'rules[1].limit',
    'has no meaning with highest_of',
    'leave it out',
  ],
  ['grades[0].min', 0, 'grades[0]', 'is the lowest and has a bound', 'leave min and above out'],
  ['grades[0].above', 0, 'grades[0]', 'is the lowest and has a bound', 'leave min and above out'],
  ['grades[1].above', 1, 'grades[1]', 'needs either min or above', 'give exactly one of them'],
  ['grades[1]', { id: 'it' }, 'grades[1]', 'needs either min or above', 'give exactly one of them'],
  [
    'grades[2].above',
    99.99,
    'grades[2]',
    'begins below the one before',
    'put the lowest grade first',
  ],
  [
    'rules[1].id',
    'engaged_visit',
    'rules[1].id',
    '"engaged_visit" is there twice',
    'give each its own id',
  ],
  ...(
    [
      ['groups', 'intent', 0],
      ['grades', 'weak', 2],
      ['ladder', 'zero', 1],
    ] as const
  ).map(([list, id, i]): Row => {
    const at = list === 'groups' ? 1 : i;
    const place = `${list}[${i}].id`;
    return [place, id, `${list}[${at}].id`, `"${id}" is there twice`, 'give each its own id'];
  }),
  [
    'segments',
    [1, 2].map(() => ({ id: 'it', label, when: { all: [] } })),
    'segments[1].id',
    '"it" is there twice',
    'give each its own id',
  ],
  [
    'pages',
    [1, 2].map(() => ({ id: 'pricing', paths: ['/'] })),
    'pages[1].id',
    '"pricing" is there twice',
    'give each its own id',
  ],
  ...[{ seen: { within_days: 1 } }, { all: [{ trait: 'a', is: 1 }] }].map((enter): Row => {
    const mend = 'the lowest rung is for everyone: write {"all": []}';
    return ['ladder[0].enter', enter, 'ladder[0].enter', 'can fail', mend];
  }),
  [
    'ladder[1].keep',
    { all: [{ not: { last: match } }] },
    'ladder[1].keep.all[0].not',
    'has no bound',
    'add one of within_days, over_days',
  ],
];

describe('A model', () => {
  test.each(ROWS)('with %s as %j is told where, why and what to do', (...row) => {
    const [place, part, path, reason, mend] = row;
    expect(problemsOf(modelWith(place, part))).toContainEqual({ path, reason, mend });
  });

  test('that is short but right has no problem at all', () => {
    expect(problemsOf(modelWith('name', 'It'))).toEqual([]);
  });

  test.each<[string, unknown]>([
    [WHEN, { sum: match, of: 'props.n', at_most: 1 }],
    [WHEN, { ratio: match, to: match, at_least: 1, at_most: 1 }],
    [WHEN, { last: match, within_days: 1 }],
    [WHEN, { last: match, over_days: 1 }],
    [WHEN, { distinct: match, by: 'day' }],
    [WHEN, { distinct: match, by: 'page' }],
    [WHEN, { group: 'fit', below: 1 }],
    [WHEN, { score: { at_most: 1 } }],
    [WHEN, { score: { above: 1 } }],
    [WHEN, { orders: 'value', currency: 'EUR', at_least: 1 }],
    [WHEN, where({ field: 'page', is: 'pricing' })],
    [WHEN, where({ field: 'page', exists: true })],
    [WHEN, where({ field: 'title', is: 'shop' })],
    [WHEN, where({ field: 'props.a.b', in: ['shop'] })],
    ['rules[1]', rule({ points: 0, highest_of: 'title' })],
    ['rules[1]', rule({ points_per: { prop: 'a.b', every: 1, points: 1 } })],
    ['grades[2]', { id: 'it', min: 100.01 }],
    ['grades[2]', { id: 'it', above: 100 }],
    ['grades[1]', { id: 'it', above: -5 }],
  ])('may have at %s: %j', (place, part) => {
    expect(problemsOf(modelWith(place, part))).toEqual([]);
  });
});
