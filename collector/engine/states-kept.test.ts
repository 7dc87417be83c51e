/** What a state keeps, and what becomes of it under other rules. */
import { describe, expect, test } from 'vitest';
import { DAY, happened, MONDAY, viewed } from '../../test/unit/histories.ts';
import {
  type Condition,
  close,
  compile,
  defaultModel,
  due,
  fold,
  type Model,
  open,
  position,
  type Rule,
  replay,
  start,
} from './index.ts';

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

describe('A state', () => {
  const model: Partial<Model> = {
    rules: [
      rule('a', { limit: { times: 5, per: 'lifetime' } }),
      rule('b', { when: { event: 'deed' } }),
    ],
    segments: [
      segment('it', { count: { event: 'act' }, at_least: 1 }),
      segment('no', { count: search }),
    ],
  };
  const on = (minute: number, type: string) => happened(MONDAY + minute, type);

  test('keeps only what there is, by name', () => {
    const c = compiled(model);
    const { state } = replay(c, start(), [on(0, 'act')], 0);
    expect(state.sums).toEqual({ fit: 100 });
    expect(state.used).toEqual({ a: [0, 1] });
    expect(Object.keys(state.memory)).toEqual([c.leaves[0]?.key]);
    expect(state.segments).toEqual({ it: MONDAY });
    expect(Object.values(state)).not.toContain(undefined);
    expect(state).toEqual(JSON.parse(JSON.stringify(state)));
  });

  test('of nobody stays empty, whatever time passes', () => {
    const { state } = replay(compiled(model), start(), [], MONDAY);
    expect(state).toStrictEqual({ ...start(), at: MONDAY });
    expect(position(compiled(model), start(), 5)).toStrictEqual({
      at: 5,
      model: 7,
      score: 0,
      grade: 'low',
      rung: 'zero',
      rung_since: 0,
      segments: [],
    });
    expect(start()).toMatchObject({ rung: '', grade: '', first_seen: null, last_seen: null });
  });

  test('may be opened under other rules: what they do not know is left out', () => {
    const old = replay(compiled(model), start(), [on(0, 'act')], 0).state;
    const fresh = compiled({
      groups: [{ id: 'other', decays: false }],
      rules: [rule('z', { group: 'other' })],
      grades: [{ id: 'g0' }, { id: 'g1', min: 1 }],
      ladder: [{ id: 'r0', label: { en: 'R' }, enter: { all: [] } }],
    });
    const { state, moves } = replay(fresh, old, [on(1, 'act')], 0);
    expect(state).toMatchObject({ sums: { other: 100 }, used: {}, memory: {}, segments: {} });
    expect([state.rung, state.grade]).toEqual(['r0', 'g1']);
    expect(moves.map(({ from, to }) => `${from}>${to}`)).toEqual(['g0>g1']);
  });

  test('that was taken of a run stays as it is when the run goes on', () => {
    const c = compile(defaultModel, 1);
    const run = open(c, start());
    for (const type of ['newsletter_signup', 'search', 'view_item']) fold(run, on(0, type));
    const taken = close(run);
    const before = JSON.stringify(taken);
    for (const type of ['newsletter_signup', 'search', 'purchase']) fold(run, on(9, type));
    expect(JSON.stringify(taken)).toBe(before);
  });

  test('of one whose visit has just ended is due for nothing more', () => {
    const c = compiled({});
    const { state } = replay(c, start(), [viewed(MONDAY, '/')], 0);
    const end = MONDAY + 30 * 60_000 + 1;
    expect(due(c, state, MONDAY)).toBe(end);
    expect(due(c, state, end - 1)).toBe(end);
    expect(due(c, state, end)).toBeNull();
    expect(due(c, start(), MONDAY)).toBeNull();
  });

  test('is not changed by what is folded on', () => {
    const c = compile(defaultModel, 1);
    const log = ['identify', 'purchase', 'page_view'].map((type, i) =>
      happened(MONDAY + i, type, { props: { traits: { a: i }, job_title: 'CEO', order_id: 'o' } }),
    );
    const base = replay(c, start(), log, 0).state;
    const before = JSON.stringify(base);
    const more = log.map((event) => ({
      ...event,
      ts: event.ts + DAY,
      props: { traits: { b: 1 }, order_id: 'p' },
    }));
    replay(c, base, more as never, MONDAY + 9 * DAY);
    expect(JSON.stringify(base)).toBe(before);
  });
});
