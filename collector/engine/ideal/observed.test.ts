/** What of a log makes a buyer, and with what. */
import { expect, test } from 'vitest';
import { bought, happened, MONDAY, viewed } from '../../../test/unit/histories.ts';
import { type CanonicalEvent, compile, defaultModel, replay, start } from '../index.ts';
import { Observed, type Purchases } from './observed.ts';

const NOW = Date.UTC(2027, 0, 15);
const model = compile(defaultModel, 1);

function observed(log: readonly CanonicalEvent[], purchases: Purchases = 'any') {
  const person = new Observed(model);
  person.take(start(), log, NOW);
  return person.as(NOW, purchases);
}

const SALMON = [{ item_name: 'Salmon' }];
const refund = (props: { order_id: string; value?: number }) =>
  happened(MONDAY + 9, 'refund', { props });

test('A refund is taken off what was spent', () => {
  const log = [
    bought(MONDAY, 'o1'),
    bought(MONDAY + 1, 'o2'),
    refund({ order_id: 'o1', value: 5 }),
  ];
  expect(observed(log)?.spent).toEqual([{ currency: 'EUR', orders: [1500, 2000], total: 3500 }]);
});

test('An order that was refunded in full makes no buyer', () => {
  const log = [bought(MONDAY, 'o1', { items: SALMON }), refund({ order_id: 'o1' })];
  const seen = observed(log);
  expect(seen?.profile).toMatchObject({ buyer: ['no'], product: [], purchase_hour: [] });
  expect(seen?.spent).toEqual([]);
});

test('What a server confirms stands in place of what the browser said, and not the other way', () => {
  const said = bought(MONDAY, 'o1', { items: [{ item_name: 'Tuna' }] });
  const sure = bought(MONDAY + 1, 'o1', { value: 30, items: SALMON }, { verified: true });
  const again = bought(MONDAY + 2, 'o1', { value: 99, items: [{ item_name: 'Other' }] });
  const seen = observed([said, sure, again], 'verified');
  expect(seen?.profile).toMatchObject({ buyer: ['yes'], product: ['salmon'] });
  expect(seen?.spent).toEqual([{ currency: 'EUR', orders: [3000], total: 3000 }]);
  expect(observed([said, again])?.profile.product).toEqual(['tuna']);
});

test('Currencies stay apart', () => {
  const log = [bought(MONDAY, 'o1'), bought(MONDAY + 1, 'o2', { currency: 'IRR', value: 50_000 })];
  expect(observed(log)?.spent).toEqual([
    { currency: 'EUR', orders: [2000], total: 2000 },
    { currency: 'IRR', orders: [50_000], total: 50_000 },
  ]);
});

test('Orders so old that only their number is known make a buyer too', () => {
  const verified = { count: 3, verified: 1, coupons: 0, first_at: 1, value: {} };
  const buyer = (past_orders: typeof verified, purchases: Purchases) => {
    const person = new Observed(model);
    const { state } = replay(model, start(), [viewed(MONDAY, '/')], 0);
    person.take({ ...state, past_orders }, [], NOW);
    return person.as(NOW, purchases)?.profile.buyer;
  };
  expect(buyer(verified, 'verified')).toEqual(['yes']);
  expect(buyer({ ...verified, verified: 0 }, 'any')).toEqual(['yes']);
  expect(buyer({ ...verified, verified: 0 }, 'verified')).toEqual(['no']);
});

test('A person observed in stretches, each with its checkpoint, is the same as observed at once', () => {
  const log = [
    viewed(MONDAY, '/'),
    viewed(MONDAY + 60_000, '/b'),
    bought(MONDAY + 120_000, 'o1', { items: [{ item_name: 'Salmon' }] }),
    viewed(MONDAY + 3 * 86_400_000, '/'),
    happened(MONDAY + 4 * 86_400_000, 'refund', { props: { order_id: 'o1', value: 5 } }),
    bought(MONDAY + 5 * 86_400_000, 'o2', { currency: 'CHF', items: [{ item_name: 'Tuna' }] }),
  ];
  for (let cut = 0; cut <= log.length; cut++) {
    const [old, rest] = [log.slice(0, cut), log.slice(cut)];
    const person = new Observed(model);
    person.take(start(), old, old.at(-1)?.ts ?? 0);
    person.take(replay(model, start(), old, 0).state, rest, NOW);
    expect([cut, person.as(NOW, 'any')]).toEqual([cut, observed(log)]);
  }
});

test('Orders of a time whose events are no longer kept still make a buyer', () => {
  const order = bought(MONDAY, 'o1', { value: 12 }, { verified: true });
  const person = new Observed(model);
  person.take(replay(model, start(), [order], 0).state, [], NOW);
  const seen = person.as(NOW, 'verified');
  expect(seen?.profile.buyer).toEqual(['yes']);
  expect(seen?.spent).toEqual([{ currency: 'EUR', orders: [1200], total: 1200 }]);
});
