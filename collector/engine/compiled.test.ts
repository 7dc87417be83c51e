/** What a model becomes: shared leaves, edges, plans by event type. */
import { describe, expect, test } from 'vitest';
import { DAY, happened, MONDAY } from '../../test/unit/histories.ts';
import { type Condition, compile, type Model, type Rule } from './index.ts';
import { canonical } from './leaves.ts';

const rule = (id: string, more: Partial<Rule> = {}): Rule => ({
  id,
  label: { en: id },
  when: { event: 'act' },
  points: 1,
  group: 'fit',
  ...more,
});
const segment = (id: string, when: Condition) => ({ id, label: { en: id }, when });
const bare: Model = {
  name: 'bare',
  half_life_days: 2,
  groups: [{ id: 'fit', decays: false }],
  rules: [],
  grades: [{ id: 'low' }],
  ladder: [{ id: 'zero', label: { en: 'Zero' }, enter: { all: [] } }],
  segments: [],
};
const compiled = (more: Partial<Model>) => compile({ ...bare, ...more }, 7);
const search = { event: 'search' };

describe('A compiled model', () => {
  test('knows its version, half-life and which purchases count', () => {
    expect(compiled({})).toMatchObject({ version: 7, halfLife: 2 * DAY, verifiedOnly: false });
    expect(compiled({ purchases: 'any' }).verifiedOnly).toBe(false);
    expect(compiled({ purchases: 'verified' }).verifiedOnly).toBe(true);
  });

  test('has bounds of groups in hundredths, none where none are given, and the sets of each', () => {
    const groups = [
      { id: 'fit', decays: false, cap: 0.29, floor: -1.5 },
      { id: 'warm', decays: true },
    ];
    const rules = [
      rule('a', { highest_of: 'title' }),
      rule('b', { highest_of: 'title' }),
      rule('c', { highest_of: 'place' }),
      rule('d'),
      rule('e', { group: 'warm' }),
    ];
    expect(compiled({ groups, rules }).groups).toEqual([
      { index: 0, id: 'fit', decays: false, cap: 29, floor: -150, sets: ['title', 'place'] },
      { index: 1, id: 'warm', decays: true, cap: Infinity, floor: -Infinity, sets: [] },
    ]);
  });

  test('has limits in times or hundredths', () => {
    const rules = [
      rule('a'),
      rule('b', { limit: { times: 3, per: 'visit' } }),
      rule('c', { limit: { points: 1.5, per: 'day' } }),
    ];
    expect(compiled({ rules }).rules).toMatchObject([
      { index: 0, id: 'a', per: 'lifetime', limit: Infinity, limits: 'times', set: undefined },
      { index: 1, id: 'b', per: 'visit', limit: 3, limits: 'times' },
      { index: 2, id: 'c', per: 'day', limit: 150, limits: 'points' },
    ]);
  });

  test('has grades from their first hundredth', () => {
    const grades = [{ id: 'low' }, { id: 'mid', min: 99.99 }, { id: 'high', above: 200 }];
    expect(compiled({ grades }).grades).toEqual([
      { id: 'low', from: -Infinity },
      { id: 'mid', from: 9_999 },
      { id: 'high', from: 20_001 },
    ]);
  });

  test('watches the edges of grades and of conditions on the score, each once, in order', () => {
    const grades = [{ id: 'low' }, { id: 'mid', min: 100 }, { id: 'high', above: 200 }];
    const segments = [
      segment('a', { score: { at_least: 100 } }),
      segment('b', { score: { above: 50, at_most: 60 } }),
      segment('c', { group: 'fit', at_least: 70 }),
    ];
    expect(compiled({ grades, segments }).edges).toEqual([5_001, 6_001, 10_000, 20_001]);
    expect(compiled({}).edges).toEqual([]);
  });

  test('refuses a rule of a group that is not there', () => {
    expect(() => compiled({ rules: [rule('a', { group: 'fame' })] })).toThrow('no group fame');
  });
});

describe('Points for every so many of a property', () => {
  const rules = [rule('a', { points_per: { prop: 'value', every: 7, points: 1.5 } })];
  const { points } = compiled({ rules: rules.map(({ points: _, ...it }) => it) }).rules[0] ?? {};
  test.each([
    [6.99, 0],
    [7, 150],
    [13.9, 150],
    [14, 300],
    [0, 0],
    [-70, 0],
    ['70', 0],
    [null, 0],
    [Number.NaN, 0],
  ])('of %s are %d', (value, given) => {
    expect(points?.(happened(MONDAY, 'act', { props: { value } as never }))).toBe(given);
  });

  test('are none without properties, and a rule without points gives none', () => {
    const { props: _, ...event } = happened(MONDAY, 'act');
    expect(points?.(event)).toBe(0);
    const { points: __, ...less } = rule('a');
    expect(compiled({ rules: [less] }).rules[0]?.points(event)).toBe(0);
  });
});

describe('Conditions of the same content', () => {
  test('are one leaf, in whatever order their keys are written', () => {
    const segments = [
      segment('a', { count: search, at_least: 2, within_days: 3 }),
      segment('b', { any: [{ not: { within_days: 3, at_least: 2, count: search } as Condition }] }),
      segment('c', { count: search, at_least: 3, within_days: 3 }),
    ];
    const { leaves } = compiled({ segments });
    expect(leaves).toHaveLength(2);
    expect(leaves.map(({ index }) => index)).toEqual([0, 1]);
    expect(new Set(leaves.map(({ key }) => key)).size).toBe(2);
  });

  test('keep their name whatever else a model has, so that a state may be opened under it', () => {
    const one = compiled({ segments: [segment('a', { count: search })] });
    const two = compiled({
      segments: [segment('x', { last: search, over_days: 1 }), segment('a', { count: search })],
    });
    expect(two.leaves.map(({ key }) => key)).toContain(one.leaves[0]?.key);
    expect(one.leaves[0]?.key).toMatch(/^[0-9a-z]{4,7}$/);
  });

  test('go by FNV-1a of their content: states in the database were kept under that name', () => {
    const { leaves } = compiled({ segments: [segment('a', { count: search })] });
    expect(leaves.map(({ key }) => key)).toEqual(['16vdwko']);
  });

  test('have names of their own also where those would be the same', () => {
    // two of 32 bits that FNV-1a does not tell apart
    const segments = ['plgbqnh', 'hkmmcae'].map((trait) => segment(trait, { trait, is: 1 }));
    const [one, other] = compiled({ segments }).leaves;
    expect(other?.key).toBe(`${one?.key}_`);
  });

  test('are spelt with sorted keys, lists in their order', () => {
    expect(canonical({ b: [2, 1, { d: null, c: 'x' }], a: 1 })).toBe(
      '{"a":1,"b":[2,1,{"c":"x","d":null}]}',
    );
  });
});

describe('What is to be done on an event', () => {
  const c = compiled({
    rules: [
      rule('a'),
      rule('b', { when: { event: '*' } }),
      rule('c', { when: { event: ['chat', 'act'] } }),
    ],
    segments: [
      segment('first', { open: { event: 'chat' }, closed_by: { event: ['chat', 'calm'] } }),
      segment('again', { count: { event: 'chat' }, at_least: 2 }),
      segment('any', { last: { event: '*' }, within_days: 3 }),
    ],
  });
  const rulesOf = (type: string) => (c.plans.get(type) ?? c.otherPlan).rules.map(({ id }) => id);

  test('are the rules of its type, and of every type', () => {
    expect(rulesOf('act')).toEqual(['a', 'b', 'c']);
    expect(rulesOf('chat')).toEqual(['b', 'c']);
    expect(rulesOf('made_up')).toEqual(['b']);
  });

  test('has a plan for every type that is named, and for those that tell facts or orders', () => {
    const types = ['act', '*', 'chat', 'calm', 'purchase', 'refund', 'identify', 'form_submit'];
    for (const type of types) expect([type, c.plans.has(type)]).toEqual([type, true]);
    expect(c.plans.has('made_up')).toBe(false);
    expect(c.plans.get('purchase')?.order).toBeDefined();
    expect(c.plans.get('refund')?.order).toBeDefined();
    expect(c.plans.get('chat')?.order).toBeUndefined();
    expect(c.plans.get('identify')?.fact).toBeDefined();
    expect(c.plans.get('chat')?.fact).toBeUndefined();
  });

  test('comes in phases, whichever condition was named first', () => {
    const late = compiled({
      segments: [
        segment('again', { count: { event: 'chat' }, at_least: 2 }),
        segment('open', { open: { event: 'calm' }, closed_by: { event: 'chat' } }),
      ],
    });
    const phases = late.plans
      .get('chat')
      ?.probes.map(({ phase, sinks }) => [phase, sinks[0]?.leaf]);
    expect(phases).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  test('is nothing that every object inherits', () => {
    const odd = compiled({ rules: [rule('a', { when: { event: 'constructor' } })] });
    expect(odd.plans.get('constructor')).toMatchObject({ order: undefined, fact: undefined });
  });

  test('asks each match once for all who want to know, earlier phases first', () => {
    const probes = (type: string) =>
      c.plans.get(type)?.probes.map(({ phase, sinks }) => [phase, sinks.map(({ leaf }) => leaf)]);
    expect(probes('chat')).toEqual([
      [0, [0]],
      [1, [0, 1]],
      [1, [2]],
    ]);
    expect(probes('calm')).toEqual([
      [0, [0]],
      [1, [2]],
    ]);
    expect(c.otherPlan.probes.map(({ sinks }) => sinks.map(({ leaf }) => leaf))).toEqual([[2]]);
  });

  test('tells leaves which of their facts lie outside of events', () => {
    const topics = compiled({
      segments: [
        segment('a', { trait: 'plan', is: 1 }),
        segment('b', { orders: 'count' }),
        segment('c', { score: { above: 1 } }),
        segment('d', { seen: { within_days: 1 } }),
        segment('e', { subscription: 'active' }),
        segment('f', { count: search }),
        segment('g', { group: 'fit', above: 1 }),
      ],
    }).topics;
    expect(topics).toEqual({ facts: [0, 4], orders: [1], score: [2], groups: [6], seen: [3] });
  });
});
