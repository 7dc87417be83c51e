/** Orders and refunds as browsers and servers tell them, copies and disagreements included. */
import type { Dice } from './dice.ts';
import { DAY, MINUTE } from './local-time.ts';
import { MONEY } from './shop.ts';

type Props = Record<string, string | number>;

export interface Deal {
  ts: number;
  type: 'purchase' | 'refund';
  props: Props;
}

const COUPON = { coupon: 'SPRING' };

export function purchaseOf(dice: Dice, ts: number, order_id: string): Deal {
  const [currency, values] = dice.pick(MONEY);
  const coupon = dice.chance(0.3) && COUPON;
  return {
    ts,
    type: 'purchase',
    props: { order_id, value: dice.pick(values), currency, ...coupon },
  };
}

/** In part or in full, in the order's currency or by mistake in another. */
function refundOf(dice: Dice, { props, ts }: Deal, end: number): Deal {
  const at = Math.min(end - MINUTE, ts + dice.pick([MINUTE, DAY, 10 * DAY]) + dice.int(0, DAY));
  const { order_id, value = 0, currency = '' } = props;
  const whole: Props = dice.chance(0.5)
    ? { order_id: `${order_id}` }
    : { order_id: `${order_id}`, value, currency };
  const part: Props = { order_id: `${order_id}`, value: Number(value) / 2, currency };
  const wrong: Props = { ...part, currency: 'CHF' };
  return { ts: at, type: 'refund', props: dice.pick([whole, part, part, wrong]) };
}

/** Who tells of an order that a browser has told of already may have another amount. */
function copyOf(dice: Dice, deal: Deal, end: number): Deal {
  const later = Math.min(end - MINUTE, deal.ts + dice.pick([0, 1, 5 * MINUTE, 3 * DAY]));
  const amount = dice.chance(0.3) ? { value: 42, currency: 'EUR' } : {};
  return { ts: later, type: 'purchase', props: { ...deal.props, ...amount } };
}

/**
 * Orders of one person that a server tells of. Some are copies of what is known already, of this
 * person or another one; `known` gets the new ones.
 */
export function ordersOf(
  dice: Dice,
  { from, end }: { from: number; end: number },
  name: string,
  known: Deal[],
): Deal[] {
  const deals: Deal[] = [];
  const count = dice.pick([0, 1, 1, 2, 3, 4]);
  for (let i = 0; i < count; i++) {
    const original = known.length > 0 && dice.chance(0.35) ? dice.pick(known) : undefined;
    // The first one early, so that some have been customers for long.
    const latest = i === 0 ? Math.min(end, from + 30 * DAY) : end;
    const fresh = purchaseOf(dice, dice.int(from, latest - MINUTE), `${name} order ${i}`);
    const deal = original ? copyOf(dice, original, end) : fresh;
    deals.push(deal);
    if (dice.chance(0.35)) deals.push(refundOf(dice, deal, end));
    if (!original) known.push(deal);
  }
  return deals;
}

/** The same, told by a page at one moment. */
export function boughtAt(dice: Dice, ts: number, end: number, name: string, known: Deal[]): Deal[] {
  const original = known.length > 0 && dice.chance(0.15) ? dice.pick(known) : undefined;
  const fresh = purchaseOf(dice, ts, `${name} ${known.length}`);
  const deal = original ? { ...original, ts } : fresh;
  if (!original) known.push(deal);
  return dice.chance(0.15) ? [deal, refundOf(dice, deal, end)] : [deal];
}
