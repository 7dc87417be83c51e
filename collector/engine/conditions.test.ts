/** Conditions mean what they say, at every instant, with the little they remember. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { holdsByDefinition } from '../../test/unit/condition-oracle.ts';
import {
  bought,
  DAY,
  HOUR,
  happened,
  histories,
  instantIn,
  MONDAY,
  viewed,
} from '../../test/unit/histories.ts';
import { compiledModel, PATIENCE, PROBES, RUNS, restless } from '../../test/unit/models.ts';
import {
  type CanonicalEvent,
  type Condition,
  compareEvents,
  compile,
  defaultModel,
  due,
  position,
  replay,
  start,
} from './index.ts';
import { positionOf, replayed } from './replay.ts';
import { groupAt } from './score.ts';

vi.setConfig(PATIENCE);

const moment = histories(50).chain((log) =>
  fc.record({ log: fc.constant(log), at: instantIn(log) }),
);

/** What an independent judge needs to know. */
function sceneAt(log: readonly CanonicalEvent[], at: number) {
  const past = log.filter((event) => event.ts <= at && !event.bot);
  const run = replayed(compiledModel('restless'), start(), past, at);
  const groups = Object.fromEntries(run.c.groups.map((it) => [it.id, groupAt(run, it, at)]));
  return { past, scene: { log: past, at, position: { ...positionOf(run), groups } } };
}

/** The instant itself, and the edge of what is due next if nothing more happens. */
function edgesAfter(log: readonly CanonicalEvent[], at: number): number[] {
  const c = compiledModel('restless');
  const next = due(c, replay(c, start(), log, 0).state, at);
  return next === null ? [at] : [at, next - 1, next];
}

describe('Every kind of condition', () => {
  test('holds exactly when its definition over the whole log does', () => {
    fc.assert(
      fc.property(moment, ({ log, at }) => {
        const past = log.filter((event) => event.ts <= at && !event.bot);
        if (past.length === 0) return;
        const c = compiledModel('restless');
        const { state } = replay(c, start(), past, 0);
        for (const instant of edgesAfter(past, at)) {
          const { segments } = position(c, state, instant);
          const { scene } = sceneAt(past, instant);
          for (const { id, when } of PROBES) {
            expect([id, segments.includes(id)]).toEqual([id, holdsByDefinition(when, scene)]);
          }
        }
      }),
      RUNS,
    );
  });

  test('puts the person on a rung that may be entered or kept, and no higher one may be entered', () => {
    fc.assert(
      fc.property(moment, ({ log, at }) => {
        const { past, scene } = sceneAt(log, at);
        if (past.length === 0) return;
        const { ladder } = restless;
        const here = ladder.findIndex(({ id }) => id === scene.position.rung);
        const higher = ladder.slice(here + 1);
        for (const { enter } of higher) expect(holdsByDefinition(enter, scene)).toBe(false);
        const rung = ladder[here];
        const staying = at < scene.position.rung_since + (rung?.min_days ?? 0) * DAY;
        const kept = [rung?.enter, rung?.keep].some((it) => it && holdsByDefinition(it, scene));
        expect(staying || kept).toBe(true);
      }),
      RUNS,
    );
  });
});

/** Days at which a person is in the segment, sampled each hour. */
function inside(when: Condition, log: CanonicalEvent[]) {
  const segments = [{ id: 'it', label: { en: 'It' }, when }];
  const c = compile({ ...defaultModel, segments }, 1);
  const sorted = [...log].sort(compareEvents);
  return (at: number): boolean => {
    const past = sorted.filter((event) => event.ts <= at);
    const { state } = replay(c, start(), past, 0);
    return position(c, state, at).segments.includes('it');
  };
}

describe('Windows', () => {
  test('an event counts until just before its window has passed, and no longer', () => {
    const when = { count: { event: 'search' }, within_days: 2 };
    const holds = inside(when, [happened(MONDAY, 'search')]);
    expect(holds(MONDAY)).toBe(true);
    expect(holds(MONDAY + 2 * DAY - 1)).toBe(true);
    expect(holds(MONDAY + 2 * DAY)).toBe(false);
  });

  test('at most n turns true again when enough events have left the window', () => {
    const log = [0, 1, 2].map((day) => happened(MONDAY + day * DAY, 'search'));
    const holds = inside({ count: { event: 'search' }, at_most: 1, within_days: 3 }, log);
    expect(holds(MONDAY + DAY)).toBe(false);
    expect(holds(MONDAY + 4 * DAY - 1)).toBe(false);
    expect(holds(MONDAY + 4 * DAY)).toBe(true);
  });

  test('a local day is that of the site, not of UTC', () => {
    const when = { distinct: { event: 'search' }, by: 'day', at_least: 2 };
    const log = [0, 3].map((hours) =>
      happened(Date.parse('2026-03-02T20:00:00Z') + hours * HOUR, 'search', { offset_min: 210 }),
    );
    expect(inside(when, log)(MONDAY + DAY)).toBe(true);
    const west = log.map((event) => ({ ...event, offset_min: -60 }));
    expect(inside(when, west)(MONDAY + DAY)).toBe(false);
  });
});

describe('What a condition may ask of an event', () => {
  const asks = (where: object, event: CanonicalEvent): boolean =>
    inside({ count: { event: '*', where } as never }, [event])(event.ts);

  test.each([
    ['path', { field: 'path', glob: ['/blog/*'] }, '/blog/cats', '/shop/blog'],
    ['page kind', { field: 'page', is: 'pricing' }, '/fa/pricing/', '/blog/pricing-tips'],
    ['Persian path', { field: 'page', is: 'pricing' }, '/%D8%AA%D8%B9%D8%B1%D9%81%D9%87', '/x'],
    ['file extension', { field: 'page', is: 'comparison' }, '/compare.html?a=1', '/comparex'],
  ])('%s', (_, where, yes, no) => {
    expect(asks(where, viewed(MONDAY, yes))).toBe(true);
    expect(asks(where, viewed(MONDAY, no))).toBe(false);
  });

  test('the source, the country, the weekday and the hour at the site', () => {
    const event = viewed(MONDAY, '/', {
      offset_min: 210,
      country: 'IR',
      source: { channel: 'paid_search', campaign: 'Spring' },
    });
    expect(asks({ field: 'source.channel', is: 'paid_search' }, event)).toBe(true);
    expect(asks({ field: 'source.campaign', is: 'spring' }, event)).toBe(true);
    expect(asks({ field: 'country', in: ['TR', 'IR'] }, event)).toBe(true);
    expect(asks({ field: 'local.weekday', is: 1 }, event)).toBe(true);
    expect(asks({ field: 'local.hour', is: 12 }, event)).toBe(true);
    expect(asks({ field: 'local.hour', above: 12 }, event)).toBe(false);
  });

  test('a property however deep, but nothing that an object merely inherits', () => {
    const event = happened(MONDAY, 'made_up', { props: { cart: { size: 3 }, tags: ['a', 'b'] } });
    expect(asks({ field: 'props.cart.size', min: 3, below: 4 }, event)).toBe(true);
    expect(asks({ field: 'props.tags', is: 'b' }, event)).toBe(true);
    expect(asks({ field: 'props.constructor', exists: true }, event)).toBe(false);
    expect(asks({ field: 'props.cart.toString', exists: true }, event)).toBe(false);
    expect(asks({ not: { field: 'props.cart', exists: true } }, event)).toBe(false);
  });

  test('a type that nothing else names, through a match of every type', () => {
    expect(asks({ field: 'type', is: 'made_up' }, happened(MONDAY, 'made_up'))).toBe(true);
    expect(asks({ field: 'type', is: 'made_up' }, happened(MONDAY, 'other'))).toBe(false);
    expect(asks({ field: 'type', is: 'search' }, happened(MONDAY, 'search'))).toBe(true);
  });
});

describe('Memory', () => {
  test('stays bounded however many events match', () => {
    const log = Array.from({ length: 5_000 }, (_, i) => [
      happened(MONDAY + i * HOUR, 'user_engagement', { props: { engaged_ms: 1 } }),
      happened(MONDAY + i * HOUR, 'search', { props: { term: `t${i}` } }),
      happened(MONDAY + i * HOUR, 'review', { props: { rating: 5 } }),
      happened(MONDAY + i * HOUR, 'email_open'),
      bought(MONDAY + i * HOUR, `o${i}`, { value: 2 }),
    ]).flat();
    const { state } = replay(compiledModel('restless'), start(), log.sort(compareEvents), 0);
    expect(JSON.stringify(state.memory).length).toBeLessThan(60_000);
    expect(state.orders).toHaveLength(200);
    expect(state.past_orders?.count).toBe(4_800);
    expect(state.segments).toHaveProperty('buying');
  });

  test('a preset remembers a busy person in less than 4 KB', () => {
    const log = Array.from({ length: 2_000 }, (_, i) => [
      viewed(MONDAY + i * HOUR, '/pricing'),
      happened(MONDAY + i * HOUR, 'user_engagement', { props: { engaged_ms: 20_000 } }),
    ]).flat();
    const { state } = replay(compiledModel('loyalty'), start(), log.sort(compareEvents), 0);
    expect(JSON.stringify(state).length).toBeLessThan(4_096);
  });
});

describe('A field that leads through a list', () => {
  const salmon = bought(MONDAY, 'o1', { items: [{ item_id: 'p1' }, { item_id: 'p2' }, 'odd'] });
  const asks = (field: string, is: string) =>
    inside({ count: { event: 'purchase', where: { field, is } } }, [salmon])(MONDAY);

  test('is that field of each entry, and one that passes is enough', () => {
    expect(asks('props.items.item_id', 'P2')).toBe(true);
    expect(asks('props.items.item_id', 'p3')).toBe(false);
  });

  test('is not there when no entry has it', () => {
    expect(asks('props.items.item_name', 'p2')).toBe(false);
    expect(asks('props.items.length', '3')).toBe(false);
  });
});
