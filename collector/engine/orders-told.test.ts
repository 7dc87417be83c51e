/** Orders and refunds as single events tell them, and what they come to. */
import { describe, expect, test } from 'vitest';
import { bought, DAY, happened, MINUTE, MONDAY } from '../../test/unit/histories.ts';
import {
  type CanonicalEvent,
  compile,
  defaultModel,
  ordersSummary,
  replay,
  start,
} from './index.ts';

const c = compile(defaultModel, 1);
const careful = compile({ ...defaultModel, purchases: 'verified' }, 1);
const folded = (log: CanonicalEvent[], compiled = c) => replay(compiled, start(), log, 0);
const sure = { verified: true } as const;
const back = (day: number, props: object, given: object = {}) =>
  happened(MONDAY + day * DAY, 'refund', { props: { order_id: 'o1', ...props }, ...given });
const sale = (props: Parameters<typeof bought>[2] = {}, given: object = {}, day = 0) =>
  bought(MONDAY + day * DAY, 'o1', props, given);
const one = (...log: CanonicalEvent[]) => folded(log).orders[0];

describe('An order', () => {
  test('is told whole', () => {
    const event = bought(
      MONDAY,
      'o1',
      { items: [{ quantity: 2 }], coupon: 'NEW' },
      { offset_min: 210 },
    );
    expect(folded([event]).orders).toEqual([
      {
        order_id: 'o1',
        at: MONDAY,
        offset_min: 210,
        value_minor: 2_000,
        currency: 'EUR',
        items: 2,
        coupon: 'NEW',
        verified: false,
        refunded_minor: 0,
        event: event.id,
      },
    ]);
  });

  test.each([
    [null, 0],
    ['two', 0],
    [[], 0],
    [[{}, {}], 2],
    [[{ quantity: 3 }, { quantity: 0.5 }], 3.5],
    [[{ quantity: 0 }, { quantity: -4 }, { quantity: '5' }, null, 7], 5],
  ])('with the items %j has %d', (items, n) => {
    expect(one(sale({ items }))?.items).toBe(n);
  });

  test('has its currency in capitals and XXX without one', () => {
    expect(one(sale({ currency: 'usd' }))?.currency).toBe('USD');
    expect(one(sale({ currency: 5 }))?.currency).toBe('XXX');
    const { props: _, ...bare } = sale();
    expect(one(bare)).toMatchObject({ currency: 'XXX', value_minor: 0, order_id: bare.id });
  });

  test('without an order id goes by that of its event', () => {
    for (const order_id of ['', 7, null]) {
      const event = bought(MONDAY, 'x', { order_id });
      expect(folded([event]).orders[0]?.order_id).toBe(event.id);
    }
  });

  test('has no coupon when that is empty or no text', () => {
    for (const coupon of ['', 7, null]) expect(one(sale({ coupon }))).not.toHaveProperty('coupon');
  });

  test('worth nothing, or no amount, is an order all the same', () => {
    for (const value of [0, -5, 'x', null]) {
      const { state } = folded([sale({ value })]);
      expect(ordersSummary(state)).toMatchObject({ count: 1, value: { EUR: 0 } });
    }
  });
});

describe('A confirmed copy', () => {
  test('upgrades the order and keeps what was refunded, as far as it is worth that', () => {
    const part = back(1, { value: 15 });
    expect(one(sale(), part, sale({ value: 30 }, sure, 2))).toMatchObject({
      at: MONDAY,
      value_minor: 3_000,
      refunded_minor: 1_500,
      verified: true,
    });
    expect(one(sale(), part, sale({ value: 10 }, sure, 2))?.refunded_minor).toBe(1_000);
  });

  test('in another currency forgets a refund in the first', () => {
    const other = sale({ value: 30, currency: 'USD' }, sure, 2);
    expect(one(sale(), back(1, { value: 15 }), other)).toMatchObject({
      currency: 'USD',
      refunded_minor: 0,
    });
  });

  test('comes once: a second one changes nothing', () => {
    expect(one(sale({}, sure), sale({ value: 50 }, sure, 1))?.value_minor).toBe(2_000);
    expect(folded([sale({}, sure), sale({ value: 50 }, sure, 1)]).orders).toHaveLength(1);
  });

  test('moves nobody whom the first copy moved, but does where only confirmed ones count', () => {
    const log = [sale(), sale({}, sure, 1)];
    const points = (compiled: typeof c) => Object.keys(folded(log, compiled).state.sums).length > 0;
    expect(folded(log).state.used).toMatchObject({ purchase: [expect.any(Number), 1] });
    expect(points(careful)).toBe(true);
    expect(folded([sale()], careful).state.used).toEqual({});
    expect(folded([sale({}, sure), sale({}, sure, 1)], careful).state.used).toEqual({
      purchase: [Math.floor(MONDAY / DAY), 1],
    });
  });
});

describe('A refund', () => {
  test('without a value is of all of it, and with one of that', () => {
    expect(one(sale(), back(1, {}))?.refunded_minor).toBe(2_000);
    expect(one(sale(), back(1, { value: 5 }))?.refunded_minor).toBe(500);
    expect(one(sale(), back(1, { value: 5 }), back(2, { value: 6 }))?.refunded_minor).toBe(1_100);
    expect(one(sale(), back(1, { value: 5 }), back(2, {}))?.refunded_minor).toBe(2_000);
  });

  test('takes nothing in another currency, of no amount or of an unknown order', () => {
    for (const props of [
      { value: 5, currency: 'usd' },
      { value: -1 },
      { value: 'x' },
      { value: 0 },
    ]) {
      expect(folded([sale(), back(1, props)]).state.sums).toEqual(folded([sale()]).state.sums);
      expect(one(sale(), back(1, props))?.refunded_minor).toBe(0);
    }
    expect(folded([back(1, {})]).orders).toEqual([]);
    expect(one(sale(), back(1, { value: 5, currency: 'eur' }))?.refunded_minor).toBe(500);
  });

  test('of a confirmed order has to be confirmed', () => {
    expect(one(sale({}, sure), back(1, {}))?.refunded_minor).toBe(0);
    expect(one(sale({}, sure), back(1, {}, sure))?.refunded_minor).toBe(2_000);
    expect(one(sale(), back(1, {}, sure))?.refunded_minor).toBe(2_000);
  });

  test('cools as the sheet says, where it takes something off an order that counts', () => {
    const cooled = (log: CanonicalEvent[], compiled = c) =>
      'refund' in folded(log, compiled).state.used;
    expect(cooled([sale(), back(1, {})])).toBe(true);
    expect(cooled([sale(), back(1, {}), back(2, {})])).toBe(true);
    expect(cooled([sale(), back(1, { value: 0 })])).toBe(false);
    expect(cooled([sale(), back(1, {})], careful)).toBe(false);
    expect(cooled([sale({}, sure), back(1, {}, sure)], careful)).toBe(true);
  });

  test('of an order worth nothing leaves it an order', () => {
    expect(ordersSummary(folded([sale({ value: 0 }), back(1, {})]).state).count).toBe(1);
  });
});

describe('Orders in a few numbers', () => {
  test('are none for someone who never bought', () => {
    const none = { count: 0, verified: 0, value: {}, first_at: null, last_at: null };
    expect(ordersSummary(start())).toEqual(none);
    expect(ordersSummary(folded([sale(), back(1, {})]).state)).toMatchObject({
      ...none,
      last_at: null,
    });
  });

  test('leave out what is given back and keep currencies apart', () => {
    const log = [
      bought(MONDAY, 'a', { value: 1 }, sure),
      bought(MONDAY + DAY, 'b', { value: 2, currency: 'USD' }),
      bought(MONDAY + 2 * DAY, 'c', { value: 4 }),
      bought(MONDAY + 3 * DAY, 'd', { value: 8 }),
      happened(MONDAY + 4 * DAY, 'refund', { props: { order_id: 'c', value: 1.5 } }),
      happened(MONDAY + 4 * DAY, 'refund', { props: { order_id: 'd' } }),
    ];
    expect(ordersSummary(folded(log).state)).toEqual({
      count: 3,
      verified: 1,
      value: { EUR: 350, USD: 200 },
      first_at: MONDAY,
      last_at: MONDAY + 2 * DAY,
    });
  });

  test('of old ones that were given back count nothing', () => {
    const log = Array.from({ length: 203 }, (_, i) => [
      bought(
        MONDAY + i * MINUTE,
        `o${i}`,
        { value: 1, ...(i === 1 ? { coupon: 'A' } : {}) },
        i === 1 ? sure : {},
      ),
      ...(i === 0 ? [happened(MONDAY + 1, 'refund', { props: { order_id: 'o0' } })] : []),
    ]).flat();
    const { state } = folded(log);
    expect(state.orders).toHaveLength(200);
    expect(state.past_orders).toEqual({
      verified_value: { EUR: 100 },
      count: 2,
      verified: 1,
      coupons: 1,
      first_at: MONDAY,
      value: { EUR: 200 },
    });
  });
});
