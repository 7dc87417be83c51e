/** Orders count once, at what they are worth; visits end after half an hour. */
import { describe, expect, test } from 'vitest';
import { bought, DAY, happened, MINUTE, MONDAY, viewed } from '../../test/unit/histories.ts';
import { compiledModel } from '../../test/unit/models.ts';
import {
  type CanonicalEvent,
  compareEvents,
  compile,
  currencyExponent,
  defaultModel,
  ordersSummary,
  position,
  replay,
  start,
  toMinor,
} from './index.ts';
import { orderCounts } from './orders.ts';

const c = compiledModel('loyalty');
const folded = (log: CanonicalEvent[], compiled = c) =>
  replay(compiled, start(), [...log].sort(compareEvents), 0);
const refunded = (ts: number, order_id: string, given: object = {}, props: object = {}) =>
  happened(ts, 'refund', { props: { order_id, ...props }, ...given });

describe('An order', () => {
  test('is the first purchase with its id: a copy is no second order', () => {
    const log = [bought(MONDAY, 'o1'), bought(MONDAY + 1, 'o1', { value: 99 })];
    const { orders, state } = folded(log);
    expect(orders).toMatchObject([
      { order_id: 'o1', at: MONDAY, value_minor: 2_000, verified: false },
    ]);
    expect(state.rung).toBe('customer');
  });

  test('takes value, items and coupon of a verified copy, and keeps its own time', () => {
    const items = [{ item_id: 'a', quantity: 2 }, { item_id: 'b' }];
    const copy = bought(MONDAY + 1, 'o1', { value: 21.5, items }, { verified: true });
    const { orders } = folded([bought(MONDAY, 'o1', { coupon: 'FAKE' }), copy]);
    expect(orders).toMatchObject([{ at: MONDAY, value_minor: 2_150, items: 3, verified: true }]);
    expect(orders[0]).not.toHaveProperty('coupon');
  });

  test('that a server confirmed is not changed by what a browser says later', () => {
    const sure = bought(MONDAY, 'o1', {}, { verified: true });
    const { orders } = folded([
      sure,
      bought(MONDAY + 1, 'o1', { value: 1 }),
      refunded(MONDAY + 2, 'o1'),
    ]);
    expect(orders).toMatchObject([{ value_minor: 2_000, refunded_minor: 0, verified: true }]);
  });

  test('is none once it is refunded in full, in one part or several', () => {
    const half = [1, 2].map((i) => refunded(MONDAY + i, 'o1', {}, { value: 10 }));
    const { state, orders, moves } = folded([bought(MONDAY, 'o1'), ...half]);
    expect(orders).toMatchObject([{ value_minor: 2_000, refunded_minor: 2_000 }]);
    expect(state.orders.filter(orderCounts)).toEqual([]);
    expect(moves.filter(({ kind }) => kind === 'rung').map(({ to }) => to)).toEqual([
      'customer',
      'suspect',
    ]);
  });

  test('is refunded by what it has and no more, and not in another currency', () => {
    const much = refunded(MONDAY + 1, 'o1', {}, { value: 500 });
    expect(folded([bought(MONDAY, 'o1'), much]).orders).toMatchObject([{ refunded_minor: 2_000 }]);
    const foreign = refunded(MONDAY + 1, 'o1', {}, { value: 5, currency: 'USD' });
    expect(folded([bought(MONDAY, 'o1'), foreign]).orders).toMatchObject([{ refunded_minor: 0 }]);
  });

  test('of a base that a later refund touches is told again', () => {
    const base = folded([bought(MONDAY, 'o1'), bought(MONDAY, 'o2')]).state;
    const { orders } = replay(c, base, [refunded(MONDAY + DAY, 'o2')], 0);
    expect(orders).toMatchObject([{ order_id: 'o2', refunded_minor: 2_000 }]);
  });

  test('moves nobody before a server confirms it, where the model asks for that', () => {
    const careful = compile({ ...defaultModel, purchases: 'verified' }, 1);
    const { state } = folded([bought(MONDAY, 'o1')], careful);
    expect(state).toMatchObject({ rung: 'suspect', sums: {} });
    const sure = bought(MONDAY + DAY, 'o1', {}, { verified: true });
    const later = replay(careful, state, [sure], 0);
    expect(later.state.rung).toBe('customer');
    expect(position(careful, later.state, MONDAY + DAY).score).toBe(2_500);
  });

  test('keeps its value in the sum when it is too old to be kept by itself', () => {
    const many = Array.from({ length: 300 }, (_, i) =>
      bought(MONDAY + i * DAY, `o${i}`, { value: 0.1 }),
    );
    const { state } = folded(many);
    expect(state.orders).toHaveLength(200);
    const older = { count: 100, value: { EUR: 1_000 }, first_at: MONDAY };
    expect(state.past_orders).toMatchObject(older);
    expect(ordersSummary(state)).toMatchObject({ count: 300, value: { EUR: 3_000 } });
    // A copy of one of them is still none, and moves nobody.
    const copies = [0, 99].map((i) => bought(MONDAY + 301 * DAY, `o${i}`, {}, { verified: true }));
    const later = replay(c, state, copies, 0);
    expect(later.orders).toEqual([]);
    expect(later.state.orders).toEqual(state.orders);
    expect(later.state.past_orders).toEqual(state.past_orders);
    expect(later.state.sums).toEqual(state.sums);
  });
});

describe('Money', () => {
  test.each([
    [19.99, 'EUR', 1_999],
    [0.1 + 0.2, 'USD', 30],
    [250_000, 'IRR', 250_000],
    [1_234, 'JPY', 1_234],
    [1.2345, 'KWD', 1_235],
    [1.005, 'XYZ', 100],
    [-1, 'EUR', null],
    [Number.NaN, 'EUR', null],
    [1e15, 'EUR', null],
    ['5', 'EUR', null],
  ])('%d %s are %d minor units', (value, currency, minor) => {
    expect(toMinor(value, currency)).toBe(minor);
  });

  test('takes no exponent from what objects inherit', () => {
    expect(currencyExponent('constructor')).toBe(2);
  });
});

describe('A visit', () => {
  test('goes on for gaps of 30 minutes and ends with a longer one', () => {
    const log = [0, 30, 60].map((minute) => viewed(MONDAY + minute * MINUTE, `/${minute}`));
    const next = viewed(MONDAY + 90 * MINUTE + 1, '/next');
    const { visits, state } = folded([...log, next]);
    expect(visits).toMatchObject([
      { start: MONDAY, last: MONDAY + 60 * MINUTE, pages: 3, ended: true, first: true },
      { start: next.ts, pages: 1, ended: false, first: false, landing: next.url },
    ]);
    expect(state.visits).toBe(2);
  });

  test('is flagged ended once more than 30 minutes have passed, and not a moment before', () => {
    const { state } = folded([viewed(MONDAY, '/')]);
    const at = (until: number) => replay(c, state, [], until).visits.map(({ ended }) => ended);
    expect(at(MONDAY + 30 * MINUTE)).toEqual([false]);
    expect(at(MONDAY + 30 * MINUTE + 1)).toEqual([true]);
  });

  test('that was over before the base is not told again', () => {
    const base = replay(c, start(), [viewed(MONDAY, '/')], MONDAY + DAY).state;
    expect(replay(c, base, [], MONDAY + 2 * DAY).visits).toEqual([]);
    expect(replay(c, base, [viewed(MONDAY + DAY, '/')], 0).visits).toHaveLength(1);
  });

  test('keeps landing, exit, engagement and the first source that is not direct', () => {
    const ad = { channel: 'paid_search', campaign: 'spring' } as const;
    const { visits, state } = folded([
      viewed(MONDAY, '/a', { country: 'IR', agent: { device: 'mobile' } }),
      happened(MONDAY + 1, 'user_engagement', { props: { engaged_ms: 1_500 } }),
      viewed(MONDAY + 2, '/b', { source: ad }),
      viewed(MONDAY + 3, '/c', { source: { channel: 'email' } }),
    ]);
    expect(visits).toMatchObject([
      {
        landing: 'https://shop.example/a',
        exit: 'https://shop.example/c',
        engaged_ms: 1_500,
        source: ad,
        country: 'IR',
        agent: { device: 'mobile' },
        events: 4,
      },
    ]);
    expect(state).toMatchObject({ first_source: ad, last_source: { channel: 'email' } });
  });

  test('is not begun by servers and mail providers', () => {
    const { url: _, ...open } = happened(MONDAY, 'email_open', { device: 's:server' });
    const { url: __, ...call } = bought(MONDAY, 'o1', {}, { verified: true });
    expect(folded([open, call]).visits).toEqual([]);
  });

  test('of software leaves no trace', () => {
    const { state, visits } = folded([viewed(MONDAY, '/', { bot: true })]);
    expect([state, visits]).toEqual([start(), []]);
  });
});

describe('What is known of a person', () => {
  test('is the latest trait, address and subscription, and when they last did something themselves', () => {
    const traits = { plan: 'gold', size: 5, gone: 1, nested: { no: 1 } };
    const { state } = folded([
      happened(MONDAY, 'identify', { props: { user_id: 'u', traits } }),
      happened(MONDAY + 1, 'identify', {
        props: { traits: { plan: 'tin', gone: null, email: 'a@b.example' } },
      }),
      happened(MONDAY + 2, 'newsletter_signup', { props: { email_sha256: 'AB'.repeat(32) } }),
      happened(MONDAY + 3, 'newsletter_unsubscribe'),
      happened(MONDAY + 4, 'complaint_resolved', { device: 's:server' }),
      happened(MONDAY + 5, 'identify', { device: 's:server', props: { traits: { size: 6 } } }),
    ]);
    expect(state).toMatchObject({
      traits: { plan: 'tin', size: 6, email: 'a@b.example' },
      email: 'ab'.repeat(32),
      subscription: 'ended',
      first_seen: MONDAY,
      last_seen: MONDAY + 3,
    });
    expect(Object.keys(state.traits)).not.toContain('gone');
    expect(Object.keys(state.traits)).not.toContain('nested');
  });

  test('holds no text that is no hash as that of an address', () => {
    const props = { email_sha256: 'sara@example.com' };
    expect(folded([happened(MONDAY, 'form_submit', { props })]).state.email).toBeUndefined();
    expect(folded([happened(MONDAY, 'newsletter_signup', { props })]).state.email).toBe(true);
  });

  test('never has half a character at the end of a long trait', () => {
    const traits = { long: `${'a'.repeat(199)}😀`, fits: `${'a'.repeat(198)}😀` };
    const { state } = folded([happened(MONDAY, 'identify', { props: { traits } })]);
    expect(state.traits).toEqual({ long: 'a'.repeat(199), fits: traits.fits });
  });

  test('is bounded: 50 traits, and one called __proto__ is only a trait', () => {
    const traits = JSON.parse(
      `{"__proto__": "x", ${Array.from({ length: 60 }, (_, i) => `"t${i}": ${i}`)}}`,
    );
    const { state } = folded([happened(MONDAY, 'identify', { props: { traits } })]);
    expect(Object.keys(state.traits)).toHaveLength(50);
    expect(Object.getPrototypeOf(state.traits)).toBe(Object.prototype);
    expect(Object.hasOwn(JSON.parse(JSON.stringify(state)).traits, '__proto__')).toBe(true);
  });
});
