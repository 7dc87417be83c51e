/** The fold looks only where something may have changed: what costs time is counted. */
import { describe, expect, test } from 'vitest';
import { DAY, happened, MONDAY, viewed } from '../../test/unit/histories.ts';
import { fold, step } from './fold.ts';
import { type CanonicalEvent, compile, defaultModel, type Model, open, start } from './index.ts';

const on = (day: number, type: string, given = {}) => happened(MONDAY + day * DAY, type, given);
const segment = (id: string, when: Model['segments'][number]['when']) => {
  return { id, label: { en: id }, when };
};
const MODEL: Model = {
  ...defaultModel,
  ladder: [
    { id: 'low', label: { en: 'Low' }, enter: { all: [] } },
    { id: 'high', label: { en: 'High' }, enter: { score: { at_least: 25 } } },
  ],
  groups: [
    { id: 'fit', decays: false, cap: 50 },
    { id: 'warm', decays: true },
  ],
  rules: [
    {
      id: 'act',
      label: { en: 'Act' },
      when: { event: 'act', where: { field: 'title', exists: false } },
      points: 10,
      group: 'fit',
      limit: { times: 1, per: 'lifetime' },
    },
    { id: 'warm', label: { en: 'Warm' }, when: { event: 'warm' }, points: 10, group: 'warm' },
    { id: 'none', label: { en: 'None' }, when: { event: 'none' }, points: 0, group: 'fit' },
    ...[30, 5].map((points) => ({
      id: `title${points}`,
      label: { en: 'Title' },
      when: { event: `title${points}` },
      points,
      group: 'fit',
      highest_of: 'title',
    })),
  ],
  segments: [
    segment('search', { last: { event: 'search' }, within_days: 2 }),
    segment('chat', { last: { event: 'chat' }, within_days: 4 }),
    segment('seen', { seen: { within_days: 30 } }),
    segment('fact', { person: 'country', is: 'IR' }),
    segment('orders', { orders: 'count', at_least: 9 }),
  ],
};
const KEYS = ['score', 'search', 'chat', 'seen', 'fact', 'orders'];

/** A run after the first events that tells how often each condition and the ladder is looked at. */
function watched(...before: CanonicalEvent[]) {
  const c = compile(MODEL, 1);
  const counts = new Map<string, number>();
  const counted = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  const leaves = c.leaves.map((leaf, i) => ({
    ...leaf,
    holds: (...given: Parameters<typeof leaf.holds>) => {
      counted(KEYS[i] ?? '');
      return leaf.holds(...given);
    },
  }));
  const rungs = c.rungs.map((rung, i) => ({
    ...rung,
    enter: (holds: Uint8Array) => {
      if (i === 1) counted('ladder');
      return rung.enter(holds);
    },
  }));
  const run = open({ ...c, leaves, rungs }, start());
  for (const event of before) fold(run, event);
  counts.clear();
  return { run, counts };
}

/** What one more event after the first ones makes the fold look at. */
function looks(event: CanonicalEvent, ...before: CanonicalEvent[]) {
  const { run, counts } = watched(...before);
  fold(run, event);
  return Object.fromEntries(counts);
}

const first = viewed(MONDAY, '/', { country: 'IR' });

describe('An event', () => {
  test('that nothing asks about looks at nothing', () => {
    expect(looks(on(0.01, 'view'), first)).toEqual({});
    expect(looks(on(1, 'complaint_resolved', { device: 's:server' }), first)).toEqual({});
  });

  test('looks at the condition that asks for it, and at the ladder when that has changed', () => {
    expect(looks(on(0.01, 'search'), first)).toEqual({ search: 1, ladder: 1 });
  });

  test('that only prolongs what holds looks at nothing', () => {
    expect(looks(on(0.02, 'search'), first, on(0.01, 'search'))).toEqual({});
  });

  test('that takes the score over an edge looks at it; one that leaves it between does not', () => {
    expect(looks(on(0.01, 'act'), first)).toEqual({});
    expect(looks(on(0.02, 'act'), first, on(0.01, 'act'))).toEqual({});
    expect(looks(on(0.01, 'act', { title: 'x' }), first)).toEqual({});
    expect(looks(on(0.01, 'none'), first)).toEqual({});
    expect(looks(on(0.01, 'title30'), first)).toEqual({ score: 1, ladder: 1 });
    expect(looks(on(0.02, 'title5'), first, on(0.01, 'title30'))).toEqual({});
    expect(looks(on(0.02, 'title30'), first, on(0.01, 'title30'))).toEqual({});
  });

  test('that tells nothing new of the person asks for no facts', () => {
    expect(looks(viewed(MONDAY + 1, '/', { country: 'IR' }), first)).toEqual({});
    expect(looks(viewed(MONDAY + 1, '/', { country: 'TR' }), first)).toEqual({
      fact: 1,
      ladder: 1,
    });
    expect(looks(on(0.001, 'identify'), first)).toEqual({ fact: 1 });
    expect(looks(viewed(MONDAY + 1, '/', { source: { channel: 'email' } }), first)).toEqual({
      fact: 1,
    });
    expect(looks(viewed(MONDAY + 1, '/', { agent: { os: 'X' } }), first)).toEqual({ fact: 1 });
    expect(looks(viewed(MONDAY + DAY, '/'), first)).toEqual({ fact: 1 });
  });

  test('that brings another source looks at the facts', () => {
    const by = (ms: number, campaign: string) =>
      viewed(MONDAY + ms, '/', { source: { channel: 'email', campaign } });
    expect(looks(by(2, 'may'), first, by(1, 'june'))).toEqual({ fact: 1 });
  });

  test('asks for orders only when it is one', () => {
    expect(looks(on(0.01, 'purchase', { props: { order_id: 'a' } }), first)).toMatchObject({
      orders: 1,
    });
  });

  test('looks at the last sign of life only where that had been too long ago', () => {
    const late = looks(on(40, 'chat'), first);
    expect(late).toMatchObject({ seen: 2 });
    const owners = on(40, 'complaint_resolved', { device: 's:server' });
    expect(looks(owners, first)).toMatchObject({ seen: 1 });
  });
});

describe('Time', () => {
  test('looks only at the condition whose moment has come', () => {
    const { run, counts } = watched(first, on(0, 'search'), on(0, 'chat'));
    expect(step(run, MONDAY + 2 * DAY - 1)).toBeUndefined();
    expect(Object.fromEntries(counts)).toEqual({});
    expect(step(run, MONDAY + 2 * DAY)).toBe(MONDAY + 2 * DAY);
    expect(Object.fromEntries(counts)).toEqual({ search: 1, ladder: 1 });
    expect(step(run, MONDAY + 9 * DAY)).toBe(MONDAY + 4 * DAY);
    expect(Object.fromEntries(counts)).toEqual({ search: 1, chat: 1, ladder: 2 });
  });

  test('that changes nothing leaves the ladder alone', () => {
    const { run, counts } = watched(first, on(1, 'chat'));
    expect(step(run, MONDAY + 5 * DAY)).toBe(MONDAY + 5 * DAY);
    counts.clear();
    expect(step(run, MONDAY + 30 * DAY)).toBe(MONDAY + 30 * DAY);
    expect(Object.fromEntries(counts)).toEqual({ seen: 1 });
  });

  test('that has moved on is not gone back on', () => {
    const { run } = watched(first, on(3, 'chat'));
    expect(run.wake).toBeGreaterThan(MONDAY + 3 * DAY);
    expect(() => fold(run, on(2, 'chat'))).toThrow(
      `event at ${MONDAY + 2 * DAY} comes after time has passed to ${MONDAY + 3 * DAY}`,
    );
  });
});

describe('An award', () => {
  test('of a group that keeps leaves the clock of those that decay alone', () => {
    const { run } = watched(first, on(1, 'warm'), on(2, 'act'));
    expect(run.state.anchor).toBe(MONDAY + DAY);
    expect(run.sums[0]).toBe(1_000);
    fold(run, on(3, 'warm'));
    expect(run.state.anchor).toBe(MONDAY + 3 * DAY);
    expect(run.sums[0]).toBe(1_000);
  });

  test('that equals the best of its set leaves the first its place', () => {
    const best = on(1, 'title30');
    const { run } = watched(first, best, on(2, 'title30'));
    const event = { id: best.id, type: 'title30', ts: best.ts };
    expect(run.state.best).toEqual({ title: { points: 3_000, rule: 'title30', event } });
  });
});
